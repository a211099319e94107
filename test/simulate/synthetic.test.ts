import { expect, test } from "vitest";
import { isCoarsegrainError } from "../../src/errors.js";
import { simulate } from "../../src/simulate/simulate.js";
import { synthetic } from "../../src/simulate/synthetic.js";
import { featureAt } from "../oracle/features.js";
import { chiSquareLimit } from "./statistics.js";

/** The law by definition, on centred states. */
function next(state: Float64Array, law: ReturnType<typeof synthetic>["parameters"]["law"]) {
  const mean = state.reduce((a, b) => a + b) / state.length;
  const x = state.map((value) => value - mean);
  return x.map((_, j) =>
    law.reduce((sum, [offsets, coefficient]) => sum + coefficient * featureAt(x, j, offsets), 0),
  );
}

test("after each step counts are multinomial about the softmax of the law's state", async () => {
  const system = synthetic({ walkers: 20_000, law: "-1:.5;1:.4;1,1:-.2;-1^3:.1" as never });
  const steps = 3;
  const data = await simulate(system, { sequences: 40, steps, seed: 4 });
  let chi = 0;
  for (let i = 0; i < data.sequences; i++) {
    let state = (data.initialState as Float64Array).slice(i * 24, (i + 1) * 24);
    for (let t = 1; t <= steps; t++) {
      state = next(state, system.parameters.law);
      const weights = state.map(Math.exp);
      const sum = weights.reduce((a, b) => a + b);
      data.countsAt(i, t).forEach((m, j) => {
        const expected = (data.walkers * weights[j]) / sum;
        chi += ((m - expected) * (m - expected)) / expected;
      });
    }
  }
  const degrees = data.sequences * steps * 23;
  expect(chi).toBeLessThan(chiSquareLimit(degrees));
});

test("a shift of the initial state changes nothing", async () => {
  const state = Float64Array.from({ length: 24 }, (_, j) => ((j * 7) % 24) / 24);
  const options = { sequences: 2, steps: 2, seed: 1 };
  const runs = [0, 5].map((shift) =>
    simulate(synthetic(), { ...options, initialStates: state.map((x) => x + shift) }),
  );
  const [a, b] = await Promise.all(runs);
  expect(b.counts).toEqual(a.counts);
});

test("noise makes sequences from one start differ, and a longer one begins with a shorter", async () => {
  const long = await simulate(synthetic({ noise: 0.2 }), { sequences: 1, steps: 3, seed: 1 });
  const quiet = await simulate(synthetic({ noise: 0 }), { sequences: 1, steps: 3, seed: 1 });
  expect(long.countsAt(0, 0)).toEqual(quiet.countsAt(0, 0));
  expect(long.countsAt(0, 1)).not.toEqual(quiet.countsAt(0, 1));
  const short = await simulate(synthetic({ noise: 0.2 }), { sequences: 1, steps: 2, seed: 1 });
  expect(long.countsAt(0, 2)).toEqual(short.countsAt(0, 2));
});

test("a law that diverges is reported with its step", async () => {
  const system = synthetic({ law: [[[0, 0], 5]], sigma: 2 });
  await expect(simulate(system, { sequences: 1, steps: 30, seed: 1 })).rejects.toSatisfy((error) =>
    isCoarsegrainError(error, "NumericalFailure"),
  );
});
