import fc from "fast-check";
import { expect, test } from "vitest";
import { appendChecksum, crc32c, removeChecksum } from "../../src/store/crc32c.js";

/** Bit by bit, as the definition says. */
function bitwise(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return ~crc >>> 0;
}

test("gives the check values of RFC 3720, appendix B.4", () => {
  expect(crc32c(new TextEncoder().encode("123456789"))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
  expect(crc32c(new Uint8Array(0))).toBe(0);
});

test("agrees with the bitwise definition for any bytes at any offset", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(7), (bytes, offset) => {
      expect(crc32c(bytes.subarray(offset))).toBe(bitwise(bytes.subarray(offset)));
    }),
    { seed: 1 },
  );
});

test("finds any single flipped bit and any cut", () => {
  const sealed = appendChecksum(Uint8Array.from({ length: 23 }, (_, i) => i * 7));
  expect(removeChecksum(sealed)).toHaveLength(23);
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const flipped = sealed.slice();
    flipped[bit >> 3] ^= 1 << (bit & 7);
    expect(removeChecksum(flipped)).toBeUndefined();
  }
  for (let length = 0; length < sealed.length; length++) {
    expect(removeChecksum(sealed.subarray(0, length))).toBeUndefined();
  }
});
