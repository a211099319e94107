import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { joinTwins } from "../../scripts/twins.mjs";
import { isCoarsegrainError } from "../../src/errors.js";
import { separateTwins } from "../../src/kernel/twins.js";

const bytes = fc.uint8Array({ maxLength: 64 });

test("any two builds come apart as they were joined", () => {
  fc.assert(
    fc.property(bytes, bytes, (scalar, simd) => {
      expect(separateTwins(joinTwins(scalar, simd))).toEqual({ scalar, simd });
    }),
  );
});

test("they come apart from within a larger buffer", () => {
  const scalar = Uint8Array.of(1, 2, 3);
  const simd = Uint8Array.of(4, 5, 6, 7, 8);
  const joined = joinTwins(scalar, simd);
  const larger = new Uint8Array(joined.length + 10).fill(9);
  larger.set(joined, 5);
  expect(separateTwins(larger.subarray(5, -5))).toEqual({ scalar, simd });
});

test("halves alternate, the scalar build first", () => {
  const joined = joinTwins(Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5, 6, 7));
  expect([...joined]).toEqual([3, 0, 0, 0, 4, 0, 0, 0, 1, 4, 5, 2, 3, 6, 7]);
});

describe("damaged twins are refused:", () => {
  const joined = joinTwins(new Uint8Array(30), new Uint8Array(40));
  it.each([
    ["nothing", joined.subarray(0, 0)],
    ["a part of the lengths", joined.subarray(0, 7)],
    ["the lengths alone", joined.subarray(0, 8)],
    ["a byte too few", joined.subarray(0, -1)],
    ["a byte too many", Uint8Array.of(...joined, 0)],
    ["a length far too large", joined.map((byte, i) => (i === 3 ? 255 : byte))],
  ])("%s", (_, damaged) => {
    let thrown: unknown;
    try {
      separateTwins(damaged);
    } catch (error) {
      thrown = error;
    }
    expect(isCoarsegrainError(thrown, "CorruptFile")).toBe(true);
  });
});
