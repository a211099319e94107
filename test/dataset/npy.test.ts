import { describe, expect, it } from "vitest";
import {
  countsFromArray,
  fieldsFromArray,
  positionsFromArray,
} from "../../src/dataset/from-array.js";
import { readNpy } from "../../src/dataset/npy.js";
import { isCoarsegrainError } from "../../src/errors.js";

/** As numpy.save writes: the header padded to a multiple of 64 bytes. */
function npy(descr: string, shape: string, data: ArrayBuffer, order = "False"): Uint8Array {
  const text = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${shape}), }`;
  const header = `${text.padEnd(118 - 1)}\n`;
  const head = new Uint8Array(10);
  head.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, header.length, 0]);
  const parts = [head, new TextEncoder().encode(header), new Uint8Array(data)];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Big-endian doubles. */
function swapped(values: readonly number[]): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  for (const [i, value] of values.entries()) view.setFloat64(8 * i, value, false);
  return view.buffer;
}

const provenance = { version: "0", command: "test", name: "import", parameters: {}, seed: 0 };
const facts = { timeStart: 1, timeStep: 0.5, provenance };

describe("readNpy", () => {
  it.each([
    ["<f8", Float64Array.of(0.1, -2, 3e300, 4).buffer, [0.1, -2, 3e300, 4]],
    ["<f4", Float32Array.of(0.5, -2, 3, 4).buffer, [0.5, -2, 3, 4]],
    ["<i8", BigInt64Array.of(-1n, 2n, 3n, 4n).buffer, [-1, 2, 3, 4]],
    ["<u4", Uint32Array.of(1, 2, 3, 2 ** 32 - 1).buffer, [1, 2, 3, 2 ** 32 - 1]],
    ["|u1", Uint8Array.of(1, 2, 3, 255).buffer, [1, 2, 3, 255]],
    [">f8", swapped([0.1, 2, 3, 4]), [0.1, 2, 3, 4]],
  ])("reads %s", (descr, data, expected) => {
    const { shape, values } = readNpy(npy(descr, "2, 1, 2", data), "a.npy");
    expect(shape).toEqual([2, 1, 2]);
    expect(Array.from(values)).toEqual(expected);
  });

  it.each([
    ["another file", new TextEncoder().encode("PK and something that is no array")],
    ["a torn one", npy("<f8", "4,", new ArrayBuffer(24))],
    ["columns first", npy("<f8", "2, 2", new ArrayBuffer(32), "True")],
    ["complex numbers", npy("<c16", "2,", new ArrayBuffer(32))],
  ])("refuses %s", (_, bytes) => {
    let error: unknown;
    try {
      readNpy(bytes, "a.npy");
    } catch (thrown) {
      error = thrown;
    }
    expect(isCoarsegrainError(error, "CorruptFile")).toBe(true);
  });
});

describe("data from arrays", () => {
  it("fields in one and in two dimensions", async () => {
    const values = Float64Array.from({ length: 24 }, (_, i) => i);
    const line = { ...facts, domain: [[0, 3]] as const, periodic: true };
    const one = fieldsFromArray({ shape: [2, 3, 4], values }, line);
    expect(one).toMatchObject({ sequences: 2, grid: { points: [4] } });
    expect([...one.time]).toEqual([1, 1.5, 2]);
    expect((await one.sequence(1)).field[0]).toBe(12);
    const square = { ...line, domain: [[0, 1] as const, [0, 2] as const], noise: 0.1 };
    const two = fieldsFromArray({ shape: [1, 2, 3, 4], values }, square);
    expect(two).toMatchObject({ noise: 0.1, grid: { points: [3, 4] } });
    expect(() => fieldsFromArray({ shape: [1, 2, 3, 4], values }, line)).toThrowError(/points/);
    expect(() => fieldsFromArray({ shape: [6, 4], values }, line)).toThrowError(/sequence, time/);
  });

  it("positions and their counts are the same walkers", () => {
    const domain = [-1, 1] as const;
    const positions = { shape: [1, 2, 3], values: [-1, 0.99, 0.2, -0.6, -0.4, 0.999999] };
    const walked = positionsFromArray(positions, { ...facts, domain, bins: 4 });
    expect([...walked.counts]).toEqual([1, 0, 1, 1, 1, 1, 0, 1]);
    const counted = countsFromArray(
      { shape: [1, 2, 4], values: walked.counts },
      { ...facts, domain },
    );
    expect(counted).toMatchObject({ walkers: 3, counts: walked.counts });
    const outside = { ...positions, values: [...positions.values.slice(0, 5), 1] };
    expect(() => positionsFromArray(outside, { ...facts, domain, bins: 4 })).toThrowError(
      /1 at index 5/,
    );
    const half = { shape: [1, 1, 2], values: [0.5, 1] };
    expect(() => countsFromArray(half, { ...facts, domain })).toThrowError(/0.5 at index 0/);
    const uneven = { shape: [1, 2, 2], values: [1, 1, 1, 2] };
    expect(() => countsFromArray(uneven, { ...facts, domain })).toThrowError(/sum of 2/);
  });
});
