import { expect, test } from "vitest";
import { Dataset } from "../../../src/dataset/dataset.js";
import { snapshotPairs } from "../../../src/models/density-law/pairs.js";

const provenance = { version: "0", command: "", name: "imported", parameters: {}, seed: 0 };
const grid = { domain: [0, 1] as const, bins: 2 };

/** Two sequences of four snapshots of 10 walkers; `observed` as flags. */
function dataset(observed: readonly number[]): Dataset {
  const counts = observed.flatMap((flag, k) => (flag ? [k, 10 - k] : [0, 0]));
  return new Dataset({
    ...{ grid, provenance, sequences: 2, walkers: 10 },
    time: Float64Array.of(0, 1, 2, 3),
    counts: Uint32Array.from(counts),
    observed: Uint8Array.from(observed),
  });
}

test("pairs are all consecutive snapshots that were both observed, within a sequence", () => {
  const pairs = snapshotPairs(dataset([1, 1, 1, 0, 1, 0, 1, 1]));
  expect(pairs).toMatchObject({ count: 3, bins: 2, walkers: 10 });
  expect(Array.from(pairs.before)).toEqual([0, 1, 0.1, 0.9, 0.6, 0.4]);
  expect(Array.from(pairs.after)).toEqual([0.1, 0.9, 0.2, 0.8, 0.7, 0.3]);
});

test("the first steps of each sequence can be left out", () => {
  const pairs = snapshotPairs(dataset([1, 1, 1, 0, 1, 0, 1, 1]), 1);
  expect(Array.from(pairs.before)).toEqual([0.1, 0.9, 0.6, 0.4]);
  expect(() => snapshotPairs(dataset([1, 1, 1, 0, 1, 1, 1, 0]), 2)).toThrow("skip fewer");
});

test("data without any are refused", () => {
  expect(() => snapshotPairs(dataset([1, 0, 1, 0, 0, 1, 0, 1]))).toThrow(
    expect.objectContaining({ tag: "InvalidData" }),
  );
});
