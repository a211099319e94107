import { expect, test } from "vitest";
import { compress, decompress, frameContentSize } from "../../src/store/zstd.js";

test("declares the content size of every frame it writes, in each of the header's widths", async () => {
  for (const length of [0, 1, 255, 256, 65535 + 256, 65536 + 256, 300_000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * i) % 251);
    const frame = await compress(bytes);
    expect(frameContentSize(frame)).toBe(length);
    const back = await decompress(frame);
    expect(back.length === length && back.every((byte, i) => byte === bytes[i])).toBe(true);
  }
});

test("reads the eight-byte size of RFC 8878 and refuses what declares none", () => {
  const eight = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0, 1, 0, 0, 0, 0);
  expect(frameContentSize(eight)).toBe(2 ** 32);
  const withWindow = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x40, 0x58, 0x2c, 0x01);
  expect(frameContentSize(withWindow)).toBe(0x12c + 256);
  expect(frameContentSize(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0x58, 0, 0))).toBeUndefined();
  expect(frameContentSize(eight.subarray(0, 9))).toBeUndefined();
  expect(frameContentSize(new Uint8Array(20))).toBeUndefined();
  expect(frameContentSize(new Uint8Array(0))).toBeUndefined();
});
