import { describe, expect, test } from "vitest";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { fit } from "../../../src/models/fit.js";
import { publishedForm } from "../../../src/models/virtual-observables/parameters.js";
import { virtualObservables } from "../../../src/models/virtual-observables/virtual-observables.js";
import { burgersWalkers } from "../../../src/simulate/burgers-walkers.js";
import { binProbabilities } from "../../../src/simulate/initial-state.js";
import { simulate } from "../../../src/simulate/simulate.js";
import { exactDensity } from "../../../src/simulate/walk-law.js";
import { smallData, smallSystem } from "./particles.js";

const kernel = await instantiateKernel();

describe("walkers that live on", () => {
  test("intervals of the coarse states hold the exact density as often as they say", async () => {
    const walkers = 20_000;
    const data = await smallData(24, 5, { walkers });
    const { states, trial } = await fit(data, virtualObservables({ steps: 500 }));
    const system = smallSystem(walkers);
    const { lower, upper } = states.interval(0.95);
    let inside = 0;
    let values = 0;
    for (let i = 0; i < data.sequences; i++) {
      const from = binProbabilities(kernel, data.at(i).state as Float64Array);
      for (let t = 0; t <= data.steps; t++) {
        const exact = t === 0 ? from : exactDensity(system, from, t);
        exact.forEach((x, j) => {
          const at = (i * (data.steps + 1) + t) * states.bins + j;
          if (lower[at] <= x && x <= upper[at]) inside += 1;
          values += 1;
        });
      }
    }
    expect(inside / values).toBeGreaterThan(0.9);
    expect(inside / values).toBeLessThan(0.985);
    // Their law is linear: no network is asked for.
    expect(trial?.kept).toBe(false);
  });

  test("a network is kept where walkers interact, and forecasts better than the linear law", async () => {
    const system = burgersWalkers({ walkers: 100_000 });
    const data = await simulate(system, { sequences: 24, steps: 9, seed: 1 });
    const test = await simulate(system, { sequences: 6, steps: 9, seed: 2 });
    const deep = await fit(data, virtualObservables({ reach: 4, steps: 1500 }));
    expect(deep.trial?.kept).toBe(true);
    const linear = await fit(data, virtualObservables({ reach: 4, network: "never" }));
    let [ours, theirs] = [0, 0];
    for (let i = 0; i < test.sequences; i++) {
      const request = { steps: 9, draws: 50, seed: 3 };
      const truth = test.countsAt(i, 9);
      const miss = async (posterior: typeof deep) => {
        const ensemble = await posterior.forecast(test.at(i), request);
        const mean = ensemble.mean().subarray(8 * 24);
        return mean.reduce((sum, x, j) => sum + (x / 12 - truth[j] / 100_000) ** 2, 0);
      };
      ours += await miss(deep);
      theirs += await miss(linear);
    }
    expect(ours).toBeLessThan(0.7 * theirs);
  });
});

describe("snapshots that are samples of their own", () => {
  test("the published form raises its bound and keeps mass in its predictions", async () => {
    const data = await smallData(8, 5);
    const posterior = await fit(data, virtualObservables({ ...publishedForm, steps: 1500 }));
    const { bound } = posterior;
    expect(bound.length).toBe(1500);
    expect(bound[1499]).toBeGreaterThan(bound[10]);
    const ensemble = await posterior.forecastTraining(0, { steps: 10, draws: 100, seed: 1 });
    // Few sequences teach little of what comes after the training times.
    for (const [step, most] of [
      [0, 0.005],
      [9, 0.1],
    ]) {
      let sum = 0;
      for (let d = 0; d < 100; d++) {
        const row = (d * 10 + step) * 10;
        for (let j = 0; j < 10; j++) sum += ensemble.state[row + j];
      }
      expect(Math.abs(sum / 100 - 1)).toBeLessThan(most);
    }
  });

  test.each([
    { noise: "fixed", augment: true },
    { noise: "bayes", states: "simplex", emission: "normalised" },
    { states: "simplex", emission: "normalised", covariance: "full", law: "flux", reach: 2 },
    { amortised: true, emission: "poisson" },
    { precision: "float64", law: "convolution", reach: 2 },
  ])("%o learns and forecasts", async (given) => {
    const data = await smallData(4, 3);
    const posterior = await fit(
      data,
      virtualObservables({ ...publishedForm, steps: 200, ...given }),
    );
    expect(posterior.bound.every(Number.isFinite)).toBe(true);
    const ensemble = await posterior.forecastTraining(1, { steps: 3, draws: 20, seed: 1 });
    expect(ensemble.divergedBy(2)).toBe(0);
    const inferred = await posterior.infer(data);
    const error = inferred.mean.reduce((most, x, i) => {
      const seen = data.counts[i] / data.walkers;
      return Math.max(most, Math.abs(x - seen));
    }, 0);
    // Counts of 2000 walkers have a standard deviation of .002 of all; the least seen states stay near them.
    expect(error).toBeLessThan(0.012);
  });

  test("simplex states have mass 1 to rounding", async () => {
    const data = await smallData(3, 2);
    const form = { ...publishedForm, states: "simplex", emission: "normalised", steps: 50 };
    const { states } = await fit(data, virtualObservables(form));
    const drawn = states.sample(0, 1, 20, 1);
    for (let d = 0; d < 20; d++) {
      const mass = drawn.subarray(d * 10, (d + 1) * 10).reduce((a, b) => a + b);
      expect(mass).toBeCloseTo(1, 13);
    }
  });
});
