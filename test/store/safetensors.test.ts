import { describe, expect, test } from "vitest";
import { isCoarsegrainError } from "../../src/errors.js";
import { type NamedArray, readSafetensors, writeSafetensors } from "../../src/store/safetensors.js";

const arrays: [string, NamedArray][] = [
  ["bytes", { shape: [3], data: Uint8Array.of(1, 2, 255) }],
  ["weight", { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6.5) }],
  ["moments", { shape: [2], data: Float64Array.of(Math.PI, -0) }],
  ["step", { shape: [], data: BigInt64Array.of(-5n) }],
  ["empty", { shape: [0, 4], data: new Int32Array(0) }],
];

/** A file with this header and as many bytes of data. */
function file(header: unknown, data = 0): Uint8Array {
  const json = new TextEncoder().encode(
    typeof header === "string" ? header : JSON.stringify(header),
  );
  const bytes = new Uint8Array(8 + json.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

describe("safetensors", () => {
  test("come back as they were written, from any place in a buffer", () => {
    const bytes = writeSafetensors(arrays, [["seed", "3"]]);
    const shifted = new Uint8Array(bytes.length + 3).subarray(3);
    shifted.set(bytes);
    const { arrays: back, metadata } = readSafetensors(shifted);
    expect(new Map([...back].sort())).toEqual(new Map([...arrays].sort()));
    expect([...metadata]).toEqual([["seed", "3"]]);
  });

  test("have the header that the format prescribes", () => {
    const bytes = writeSafetensors([arrays[1]]);
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    expect(header).toEqual({ weight: { dtype: "F32", shape: [2, 3], data_offsets: [0, 24] } });
    expect(bytes.length).toBe(8 + length + 24);
  });

  test.each([
    ["a file that is cut off", writeSafetensors(arrays).slice(0, -1)],
    ["a file with too much", new Uint8Array([...writeSafetensors(arrays), 0])],
    ["nothing", new Uint8Array(0)],
    ["a header longer than the file", new Uint8Array(8).fill(255)],
    ["a header that is not JSON", file("{")],
    ["a header that is no object", file([])],
    ["an unknown type", file({ a: { dtype: "F7", shape: [1], data_offsets: [0, 1] } }, 1)],
    ["a shape of another size", file({ a: { dtype: "U8", shape: [2], data_offsets: [0, 1] } }, 1)],
    ["a negative size", file({ a: { dtype: "U8", shape: [-1], data_offsets: [0, 1] } }, 1)],
    ["no offsets", file({ a: { dtype: "U8", shape: [1] } }, 0)],
    [
      "arrays that overlap",
      file(
        {
          a: { dtype: "U8", shape: [2], data_offsets: [0, 2] },
          b: { dtype: "U8", shape: [2], data_offsets: [1, 3] },
        },
        3,
      ),
    ],
    [
      "a size beyond all memory",
      file({ a: { dtype: "F64", shape: [2 ** 40], data_offsets: [0, 2 ** 43] } }, 8),
    ],
  ])("of %s are refused", (_, bytes) => {
    let thrown: unknown;
    try {
      readSafetensors(bytes, "some.safetensors");
    } catch (error) {
      thrown = error;
    }
    expect(isCoarsegrainError(thrown, "CorruptFile")).toBe(true);
    expect(String(thrown)).toContain("some.safetensors");
  });
});
