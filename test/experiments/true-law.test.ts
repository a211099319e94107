import { expect, test } from "vitest";
import { relativeError } from "../../src/diagnose/relative-error.js";
import { peak } from "../../src/experiments/synthetic/starts.js";
import { nextState, trueCoefficients, trueLaw } from "../../src/experiments/synthetic/true-law.js";
import { instantiateKernel } from "../../src/kernel/load.js";
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

test("begun from counts, the true law gives the counts its walkers will have", async () => {
  const walkers = 4e9;
  const system = synthetic({ walkers });
  const data = await simulate(system, { sequences: 1, steps: 3, seed: 4 });
  const law = trueLaw(await instantiateKernel(), system);
  const expected = law(Float64Array.from(data.countsAt(0, 0)), 3);
  expect(expected).toHaveLength(3);
  for (const [k, counts] of expected.entries()) {
    expect(relativeError(counts, data.countsAt(0, k + 1))).toBeLessThan(1e-3);
  }
});

test("peaks of up to 2.57 in log density come to rest under the true law, those of 2.58 diverge", () => {
  const largestAfter = (height: number, steps: number) => {
    let state: Float64Array = Float64Array.from({ length: 24 }, (_, j) => (j === 12 ? height : 0));
    for (let k = 0; k < steps; k++) state = nextState(synthetic(), state);
    return state.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
  };
  expect(largestAfter(peak.profileHeight, 400)).toBeLessThan(0.1);
  expect(largestAfter(2.57, 400)).toBeLessThan(0.1);
  expect(largestAfter(2.58, 25)).toBeGreaterThan(1e6);
  // All of 4800 walkers in one bin, half a walker in each of the others.
  expect(largestAfter(Math.log(4800.5 / 0.5), 5)).toBeGreaterThan(1e6);
});
