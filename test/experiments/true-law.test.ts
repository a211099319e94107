import { expect, test } from "vitest";
import { nextState, trueCoefficients } from "../../src/experiments/synthetic/true-law.js";
import { simulate } from "../../src/simulate/simulate.js";
import { synthetic } from "../../src/simulate/synthetic.js";

test("the true coefficients are those of the system, all others zero", () => {
  const truth = trueCoefficients(synthetic(), ["m=-1", "m=0", "m=1,1", "m=1,-1"]);
  expect([...truth.values()]).toEqual([0.5, 0, -0.23, 0]);
});

test("the next state is the one from which the system draws walkers", async () => {
  const walkers = 4e9;
  const system = synthetic({ walkers, law: "-1:.5;1,0:.3;0^3:-.2" as never });
  const data = await simulate(system, { sequences: 1, seed: 3 });
  const next = nextState(system, data.initialState as Float64Array);
  const weights = next.map(Math.exp);
  const sum = weights.reduce((a, b) => a + b);
  data.countsAt(0, 1).forEach((count, j) => {
    const p = weights[j] / sum;
    expect(Math.abs(count - walkers * p)).toBeLessThan(5 * Math.sqrt(walkers * p));
  });
});
