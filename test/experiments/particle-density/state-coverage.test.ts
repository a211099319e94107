import { expect, it } from "vitest";
import type { Data } from "../../../src/experiments/particle-density/data.js";
import { full } from "../../../src/experiments/particle-density/settings.js";
import { coverageOfStates } from "../../../src/experiments/particle-density/state-coverage.js";
import type { CoarseStates } from "../../../src/models/virtual-observables/coarse-states.js";

it("counts exact shares inside the intervals, by time and over all", () => {
  // Two sequences, two times, two bins: all inside at time 0, one of four at time 1.
  const exact = [
    [
      [0.5, 0.5],
      [0.4, 0.6],
    ],
    [
      [0.3, 0.7],
      [0.2, 0.8],
    ],
  ].map((sequence) => sequence.map((row) => Float64Array.from(row)));
  const flat = exact.flat(2).flatMap((row) => [...row]);
  const off = [0, 0, 0, 0.1, 0, 0, -0.1, 0.1];
  const states = {
    intervals: (levels: readonly number[]) =>
      levels.map(() => ({
        lower: Float64Array.from(flat, (share, i) => share + off[i] - 0.01),
        upper: Float64Array.from(flat, (share, i) => share + off[i] + 0.01),
      })),
  } as unknown as CoarseStates;
  const data = { trainingExact: exact } as unknown as Data;
  const [half, most] = coverageOfStates(states, data, { ...full, stateLevels: [0.5, 0.95] });
  expect(half).toEqual({ level: 0.5, coverage: 0.625, byTime: [1, 0.25] });
  expect(most.level).toBe(0.95);
});
