/**
 * CRC-32C (Castagnoli): the checksum of Zarr's `crc32c` codec, RFC 3720 appendix B.4.
 *
 * Slicing by 8 (Kounavis and Berry 2005): table k maps a byte to its effect k bytes further on, so that
 * eight bytes take eight look-ups and no carried shift.
 */

/** 0x1EDC6F41 with its bits reversed. */
const polynomial = 0x82f63b78;
const slices = 8;

let cached: Uint32Array | undefined;

/** Tables, shape [slice, byte]. */
function tables(): Uint32Array {
  if (cached) return cached;
  const table = new Uint32Array(slices * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? polynomial : 0);
    table[byte] = crc;
  }
  for (let i = 256; i < table.length; i++) {
    const before = table[i - 256];
    table[i] = (before >>> 8) ^ table[before & 255];
  }
  cached = table;
  return table;
}

/**
 * Checksum of `bytes`, an unsigned 32-bit integer.
 *
 * @example
 * crc32c(new TextEncoder().encode("123456789")); // 0xe3069283
 */
export function crc32c(bytes: Uint8Array): number {
  const table = tables();
  const whole = bytes.length - (bytes.length % slices);
  let crc = ~0;
  let i = 0;
  for (; i < whole; i += slices) {
    const low =
      crc ^ (bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24));
    crc =
      table[1792 + (low & 255)] ^
      table[1536 + ((low >>> 8) & 255)] ^
      table[1280 + ((low >>> 16) & 255)] ^
      table[1024 + (low >>> 24)] ^
      table[768 + bytes[i + 4]] ^
      table[512 + bytes[i + 5]] ^
      table[256 + bytes[i + 6]] ^
      table[bytes[i + 7]];
  }
  for (; i < bytes.length; i++) crc = (crc >>> 8) ^ table[(crc ^ bytes[i]) & 255];
  return ~crc >>> 0;
}

/** `bytes` followed by their checksum, four bytes little-endian. */
export function appendChecksum(bytes: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(bytes.length + 4);
  sealed.set(bytes);
  new DataView(sealed.buffer).setUint32(bytes.length, crc32c(bytes), true);
  return sealed;
}

/** What {@link appendChecksum} sealed, as a view; undefined if the checksum does not match. */
export function removeChecksum(sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length < 4) return undefined;
  const bytes = sealed.subarray(0, sealed.length - 4);
  const view = new DataView(sealed.buffer, sealed.byteOffset, sealed.length);
  return view.getUint32(bytes.length, true) === crc32c(bytes) ? bytes : undefined;
}
