import { describe, expect, test } from "vitest";
import { fit } from "../../../src/models/fit.js";
import { publishedForm } from "../../../src/models/virtual-observables/parameters.js";
import { virtualObservables } from "../../../src/models/virtual-observables/virtual-observables.js";
import { advectionDiffusion } from "../../../src/simulate/advection-diffusion.js";
import { simulate } from "../../../src/simulate/simulate.js";

const system = advectionDiffusion({ walkers: 4000, bins: 12, sigma: 0.6 });
const data = await simulate(system, { sequences: 6, steps: 3, seed: 5 });
const base = { walkers: "anew", reach: 2, hidden: 8, steps: 400 };

const mean = (values: Float64Array) => values.reduce((sum, x) => sum + x, 0) / values.length;

describe("a short training", () => {
  test.each([
    { ...base },
    { ...base, noise: "fixed" },
    { ...base, noise: "bayes" },
    { ...base, augment: true },
    { ...base, covariance: "full" },
    { ...base, amortised: true, precision: "float64" },
    { ...base, law: "convolution", states: "lognormal" },
    { ...base, law: "dense", states: "lognormal", emission: "poisson", constraint: "none" },
    { ...base, ...publishedForm, hidden: 0 },
  ])("raises the bound and forecasts densities: %o", async (given) => {
    const posterior = await fit(data, virtualObservables(given), { seed: 2 });
    const { bound, noise, noiseShape, parameters } = posterior;
    expect(bound.length).toBe(400);
    expect(bound.every(Number.isFinite)).toBe(true);
    expect(mean(bound.slice(-50))).toBeGreaterThan(mean(bound.slice(0, 50)));
    if (parameters.noise === "fixed") expect(noise).toBe(0.0075);
    else expect(noise).not.toBe(0.0075);
    const independent = 18 * (parameters.states === "simplex" ? 11 : 12);
    expect(noiseShape).toBeCloseTo(parameters.noise === "bayes" ? independent / 2 : 0, 6);
    const ensemble = await posterior.forecastTraining(1, { steps: 5, draws: 40, seed: 1 });
    const { states } = posterior;
    const constrained = parameters.constraint.includes("mass");
    if (!constrained) return;
    // The mass of inferred and of predicted states.
    for (const values of [states.mean.subarray(0, 12), ensemble.state?.subarray(0, 12)]) {
      const mass = values?.reduce((sum: number, x: number) => sum + x, 0) ?? 0;
      expect(Math.abs(mass - 1)).toBeLessThan(0.02);
    }
  });

  test("in float32 is that in float64", async () => {
    const [single, double] = await Promise.all(
      ["float32", "float64"].map((precision) =>
        fit(data, virtualObservables({ ...base, precision })),
      ),
    );
    expect(Math.abs(mean(single.bound) / mean(double.bound) - 1)).toBeLessThan(1e-5);
    expect(single.noise / double.noise).toBeCloseTo(1, 2);
  });
});

test("states of the training sequences are found again with the law held fixed", async () => {
  for (const given of [
    { ...base, steps: 1500 },
    { ...base, amortised: true },
  ]) {
    const posterior = await fit(data, virtualObservables(given));
    const again = await posterior.infer(data);
    const { lower, upper } = posterior.states.interval(0.95);
    let worst = 0;
    again.mean.forEach((x, i) => {
      worst = Math.max(worst, Math.abs(x - posterior.states.mean[i]) / (upper[i] - lower[i]));
    });
    expect(worst).toBeLessThan(0.25);
    expect(again.lengthOf(0)).toBe(4);
  }
});
