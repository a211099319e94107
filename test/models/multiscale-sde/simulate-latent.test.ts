import { describe, expect, it } from "vitest";
import { instantiateKernel } from "../../../src/kernel/load.js";
import type { Growth } from "../../../src/models/multiscale-sde/dispersion-growth.js";
import { simulateLatent } from "../../../src/models/multiscale-sde/simulate-latent.js";

const kernel = await instantiateKernel();
/** dz = -z dt + growth .3 d beta, from z = 1, whose s is .05. */
const equation = (growth?: Growth) => ({
  drift: () => (states: Float64Array, out: Float64Array) => {
    for (let i = 0; i < states.length; i++) out[i] = -states[i];
  },
  scale: Float64Array.of(0.05),
  dispersion: Float64Array.of(0.3),
  growth,
});
const start = { mean: Float64Array.of(1), deviation: Float64Array.of(0) };
const times = Float64Array.of(0.5, 1, 2);
const request = { start, from: 0, times, step: 0.01, seed: 4 };
const size: Growth = (states) => Float64Array.from(states, Math.abs);

/** Mean and variance over the draws at a time. */
function moments(states: Float64Array, draws: number, t: number) {
  const at = states.subarray(t * draws, (t + 1) * draws);
  const mean = at.reduce((sum, x) => sum + x, 0) / draws;
  return { mean, variance: at.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (draws - 1) };
}

describe("the noise of a latent equation", () => {
  it("grows along the path without noise", async () => {
    const draws = 4000;
    const { states, grown } = await simulateLatent(kernel, equation(size), { ...request, draws });
    for (const [t, time] of times.entries()) {
      // With |z| = e^-t along that path: e^-2t .05^2 + .09 int_0^t e^-2(t - s) e^-2s ds.
      const exact = Math.exp(-2 * time) * (0.05 ** 2 + 0.09 * time);
      const { mean, variance } = moments(states, draws, t);
      expect(Math.abs(grown[t] - Math.exp(-time))).toBeLessThan(1e-8);
      // Pairs are antithetic, and the equation is linear.
      expect(Math.abs(mean - Math.exp(-time))).toBeLessThan(1e-8);
      // 4 standard errors of a variance from 2000 pairs, and the step's own error.
      expect(Math.abs(variance / exact - 1)).toBeLessThan(4 * Math.sqrt(2 / 2000) + 0.02);
    }
  });

  it("is what it was where it grows by 1", async () => {
    const one: Growth = (_, columns) => new Float64Array(columns).fill(1);
    const plain = await simulateLatent(kernel, equation(), { ...request, draws: 6 });
    const grown = await simulateLatent(kernel, equation(one), { ...request, draws: 6 });
    expect(grown).toEqual(plain);
    expect([...plain.grown]).toEqual([1, 1, 1]);
  });

  it("does not depend on how many draws there are, nor on the times that are asked for", async () => {
    const four = await simulateLatent(kernel, equation(size), { ...request, draws: 4 });
    const six = await simulateLatent(kernel, equation(size), { ...request, draws: 6 });
    const last = await simulateLatent(kernel, equation(size), {
      ...{ ...request, draws: 4 },
      times: times.slice(2),
    });
    for (let c = 0; c < 4; c++) {
      expect(six.states[6 + c]).toBe(four.states[4 + c]);
      expect(last.states[c]).toBe(four.states[8 + c]);
    }
  });

  it("is larger at a start that it grows at", async () => {
    const twice: Growth = (_, columns) => new Float64Array(columns).fill(2);
    const at = { ...request, draws: 2, times: Float64Array.of(0) };
    const [plain, grown] = [equation(), equation(twice)];
    const [a, b] = [
      await simulateLatent(kernel, plain, at),
      await simulateLatent(kernel, grown, at),
    ];
    expect((b.states[0] - 1) / (a.states[0] - 1)).toBeCloseTo(2, 12);
  });
});
