import { describe, expect, test } from "vitest";
import { fit } from "../../../src/models/fit.js";
import { virtualObservables } from "../../../src/models/virtual-observables/virtual-observables.js";
import { advectionDiffusion } from "../../../src/simulate/advection-diffusion.js";
import { binProbabilities } from "../../../src/simulate/initial-state.js";
import { simulate } from "../../../src/simulate/simulate.js";
import { viscousBurgersWalkers } from "../../../src/simulate/viscous-burgers-walkers.js";
import { exactDensity } from "../../../src/simulate/walk-law.js";
import { kernel } from "./problems.js";

const system = advectionDiffusion({ walkers: 25_000, bins: 16, sigma: 0.8 });

describe("walkers that move independently", () => {
  test("have coarse states whose intervals cover the exact density", async () => {
    const data = await simulate(system, { sequences: 12, steps: 5, seed: 1 });
    const posterior = await fit(data, virtualObservables({ reach: 2, network: "never" }));
    const { lower, upper } = posterior.states.interval(0.95);
    const { times, bins } = posterior.states;
    let covered = 0;
    for (let i = 0; i < data.sequences; i++) {
      const state = data.initialState?.slice(i * bins, (i + 1) * bins) ?? new Float64Array(bins);
      const first = binProbabilities(kernel, state);
      for (let t = 0; t < times; t++) {
        exactDensity(system, first, t).forEach((x, j) => {
          const at = (i * times + t) * bins + j;
          if (lower[at] <= x && x <= upper[at]) covered++;
        });
      }
    }
    const coverage = covered / lower.length;
    expect(coverage).toBeGreaterThan(0.9);
    expect(coverage).toBeLessThan(0.98);
  });

  test("ask for no network, and leave the law hardly any noise of its own", async () => {
    const data = await simulate(system, { sequences: 16, steps: 5, seed: 2 });
    const posterior = await fit(data, virtualObservables({ reach: 2, steps: 500 }));
    expect(posterior.trial?.kept).toBe(false);
    expect(posterior.law.parameters.map(({ name }) => name)).toEqual(["law_flux"]);
    // Fresh sampling has the variance bins / walkers; a twentieth of it is more than an error of the estimate.
    expect(posterior.noise ** 2).toBeLessThan((0.05 * 16) / 25_000);
  });
});

test("walkers that drift with their density ask for a network", async () => {
  const nonlinear = viscousBurgersWalkers({
    walkers: 400_000,
    bins: 16,
    sites: 240,
    width: 0.125,
    sigma: 0.4,
    length: 3,
    speed: 0.2,
    viscosity: 2e-3,
  });
  const data = await simulate(nonlinear, { sequences: 96, steps: 3, seed: 3 });
  const posterior = await fit(data, virtualObservables({ reach: 3, steps: 2000 }));
  const { gain = 0, standardError = 0, kept } = posterior.trial ?? {};
  expect(kept).toBe(true);
  expect(gain).toBeGreaterThan(2.5 * standardError);
  expect(posterior.law.parameters.length).toBeGreaterThan(1);
});
