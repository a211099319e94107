import { expect, test } from "vitest";
import { Dataset } from "../../src/dataset/dataset.js";
import { selectSequences } from "../../src/dataset/select.js";
import { advectionDiffusion } from "../../src/simulate/advection-diffusion.js";
import { simulate } from "../../src/simulate/simulate.js";

const system = advectionDiffusion({ walkers: 50, bins: 4, positions: true });
const data = await simulate(system, { sequences: 5, steps: 3, seed: 1 });

test("keeps the sequences asked for, in that order, and the first steps", () => {
  const some = selectSequences(data, [4, 1], 2);
  expect([some.sequences, some.steps, some.position]).toEqual([2, 2, undefined]);
  for (const [i, sequence] of [4, 1].entries()) {
    for (const step of [0, 1, 2]) {
      expect(some.countsAt(i, step)).toEqual(data.countsAt(sequence, step));
    }
    expect(some.at(i).state).toEqual(data.at(sequence).state);
  }
  expect(Array.from(some.time)).toEqual(Array.from(data.time.slice(0, 3)));
  expect(some.provenance).toBe(data.provenance);
});

test("keeps all steps unless told, and data without states as they are", () => {
  const { initialState: _, position: __, ...fields } = data;
  const bare = Object.assign(Object.create(Object.getPrototypeOf(data)), fields);
  const some = selectSequences(bare, [0]);
  expect([some.steps, some.initialState]).toEqual([3, undefined]);
});

test("keeps which snapshots were observed", () => {
  const counts = data.counts.slice().fill(0, 4, 8);
  const observed = new Uint8Array(5 * 4).fill(1).fill(0, 1, 2);
  const { position: _, ...fields } = data;
  const some = selectSequences(new Dataset({ ...fields, counts, observed }), [1, 0], 2);
  expect(Array.from(some.observed ?? [])).toEqual([1, 1, 1, 1, 0, 1]);
});

test.each([
  [[5], 3],
  [[-1], 3],
  [[0.5], 3],
  [[0], 4],
  [[0], -1],
])("refuses sequences %o and %d steps, which are not there", (sequences, steps) => {
  expect(() => selectSequences(data, sequences, steps)).toThrow(
    expect.objectContaining({ tag: "InvalidData" }),
  );
});
