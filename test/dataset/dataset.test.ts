import { describe, expect, test } from "vitest";
import { Dataset, type DatasetFields } from "../../src/dataset/dataset.js";

const fields: DatasetFields = {
  grid: { domain: [-1, 1], bins: 2 },
  time: Float64Array.of(0, 0.5),
  sequences: 2,
  walkers: 3,
  counts: Uint32Array.of(1, 2, 3, 0, 2, 1, 0, 3),
  initialState: Float64Array.of(0, 1, 2, 3),
  provenance: { version: "0", command: "test", name: "test", parameters: {}, seed: 0 },
};

test("a dataset gives its steps, its time step and the states of its sequences", () => {
  const data = new Dataset(fields);
  expect([data.steps, data.timeStep]).toEqual([1, 0.5]);
  expect(Array.from(data.countsAt(1, 0))).toEqual([2, 1]);
  const { state, counts, time, sequence } = data.at(1);
  expect([Array.from(state ?? []), Array.from(counts)]).toEqual([
    [2, 3],
    [2, 1],
  ]);
  expect([time, sequence]).toEqual([0, 1]);
  expect(data.at(1, 1)).toMatchObject({ time: 0.5, counts: Uint32Array.of(0, 3) });
  expect(data.at(1, 1).state).toBeUndefined();
});

describe("a dataset is refused with InvalidData", () => {
  const grid = fields.grid;
  test.each<[string, object, RegExp]>([
    ["without a grid", { grid: undefined }, /domain/],
    ["without a domain", { grid: { bins: 2 } }, /domain/],
    ["with its domain the wrong way round", { grid: { ...grid, domain: [1, -1] } }, /domain/],
    ["with a number of bins in a string", { grid: { ...grid, bins: "2" } }, /bins/],
    ["with times in a list", { time: [0, 0.5] }, /time: expected a Float64Array; received a Array/],
    ["with times that fall", { time: Float64Array.of(0.5, 0) }, /rising.*0 at index 1/],
    ["with a time that is not finite", { time: Float64Array.of(0, NaN) }, /finite.*NaN at index 1/],
    ["without snapshots", { time: new Float64Array(), counts: new Uint32Array() }, /snapshots/],
    ["without sequences", { sequences: 0, counts: new Uint32Array() }, /sequences/],
    ["without a number of walkers", { walkers: undefined }, /walkers.*undefined/],
    ["with counts in a list", { counts: [...fields.counts] }, /counts.*Uint32Array/],
    ["with counts of another shape", { counts: new Uint32Array(7) }, /counts.*8 values/],
    [
      "with a walker lost",
      { counts: Uint32Array.of(1, 2, 3, 0, 2, 0, 0, 3) },
      /sequence 1 at step 0/,
    ],
    ["with states in a list", { initialState: [0, 1, 2, 3] }, /initial_state.*Float64Array/],
    [
      "with positions of another type",
      { position: new Float64Array(12) },
      /position.*Float32Array/,
    ],
    ["without provenance", { provenance: undefined }, /provenance/],
  ])("%s", (_, change, message) => {
    const make = () => new Dataset({ ...fields, ...change } as DatasetFields);
    expect(make).toThrow(expect.objectContaining({ tag: "InvalidData" }));
    expect(make).toThrow(message);
  });

  test("that is not there", () => {
    const make = () => new Dataset(undefined as unknown as DatasetFields);
    expect(make).toThrow(expect.objectContaining({ tag: "InvalidData" }));
  });
});
