import type { Rgb } from "./colormap.js";

/**
 * A small PNG encoder for maps: one byte per pixel into a palette, stored without compression, so that
 * it needs no library and gives the same bytes everywhere (PNG 3rd edition; RFC 1950, 1951).
 */

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return ((b << 16) | a) >>> 0;
}

function bigEndian(value: number): number[] {
  return [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

function chunk(type: string, data: Uint8Array): number[] {
  const body = Uint8Array.from([...type].map((c) => c.charCodeAt(0)).concat(Array.from(data)));
  return [...bigEndian(data.length), ...body, ...bigEndian(crc32(body))];
}

/** A zlib stream of stored blocks. */
function storedZlib(bytes: Uint8Array): Uint8Array {
  const stream = [0x78, 0x01];
  for (let start = 0; start < bytes.length; start += 65535) {
    const block = bytes.subarray(start, start + 65535);
    const last = start + block.length === bytes.length ? 1 : 0;
    const size = block.length;
    stream.push(last, size & 255, size >>> 8, ~size & 255, (~size >>> 8) & 255);
    for (const byte of block) stream.push(byte);
  }
  stream.push(...bigEndian(adler32(bytes)));
  return Uint8Array.from(stream);
}

/** Palette index of a missing value: transparent. */
const missing = 255;

/**
 * Encodes rows of palette indices, top row first, as a PNG.
 *
 * @param indices shape [height, width], 0..254 into the palette, 255 transparent
 * @param palette 255 colours
 */
export function indexedPng(
  width: number,
  height: number,
  indices: Uint8Array,
  palette: readonly Rgb[],
): Uint8Array {
  const rows = new Uint8Array(height * (width + 1));
  for (let row = 0; row < height; row++) {
    rows.set(indices.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  }
  const colours = new Uint8Array(256 * 3);
  palette.forEach((rgb, i) => {
    colours.set(rgb, 3 * i);
  });
  const alpha = new Uint8Array(256).fill(255);
  alpha[missing] = 0;
  return Uint8Array.from([
    ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    ...chunk("IHDR", Uint8Array.from([...bigEndian(width), ...bigEndian(height), 8, 3, 0, 0, 0])),
    ...chunk("PLTE", colours),
    ...chunk("tRNS", alpha),
    ...chunk("IDAT", storedZlib(rows)),
    ...chunk("IEND", new Uint8Array(0)),
  ]);
}

function dataUri(png: Uint8Array): string {
  let binary = "";
  for (const byte of png) binary += String.fromCharCode(byte);
  return `data:image/png;base64,${btoa(binary)}`;
}

/**
 * A map of values as a PNG data URI, the last row on top so that time runs upwards.
 *
 * @param values shape [rows, columns]; values that are not finite stay transparent
 * @param domain values of the two ends of the colour map; values beyond take the end's colour
 */
export function rasterMap(
  values: ArrayLike<number>,
  columns: number,
  domain: readonly [number, number],
  map: (t: number) => Rgb,
): string {
  const rows = values.length / columns;
  const palette = Array.from({ length: 255 }, (_, i) => map(i / 254));
  const indices = new Uint8Array(values.length);
  const span = domain[1] - domain[0];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = values[row * columns + column];
      const t = span > 0 ? (value - domain[0]) / span : 0.5;
      indices[(rows - 1 - row) * columns + column] = Number.isFinite(value)
        ? Math.round(254 * Math.max(0, Math.min(1, t)))
        : missing;
    }
  }
  return dataUri(indexedPng(columns, rows, indices, palette));
}
