import { describe, expect, test } from "vitest";
import type { Dataset } from "../../../src/dataset/dataset.js";
import { circulant } from "../../../src/models/circulant/circulant.js";
import { stencilOffsets } from "../../../src/models/circulant/stencil.js";
import { advectionDiffusion } from "../../../src/simulate/advection-diffusion.js";
import { burgersWalkers } from "../../../src/simulate/burgers-walkers.js";
import { simulate } from "../../../src/simulate/simulate.js";
import { oneStepBinWeights } from "../../../src/simulate/walk-law.js";
import { inverseOf, largestDifference } from "../../oracle/linear-algebra.js";
import { chiSquareLimit, z9995 } from "../../oracle/statistics.js";

const system = advectionDiffusion({ walkers: 2400, bins: 12, sigma: 0.8 });
const exact = oneStepBinWeights(system);
/** Probability to move by -m bins, which X_{j+m} is weighed by. */
const exactWeight = (m: number) => exact.weight[exact.shift.indexOf(-m)] ?? 0;

/** Weights by the definition: regression on X_{j+m} - X_j, each equation weighed. */
function byDefinition(
  data: Dataset,
  offsets: readonly number[],
  importance: (x: number) => number,
) {
  const { bins } = data.grid;
  const n = offsets.length;
  const solve = (predicted?: (i: number, t: number, j: number) => number) => {
    const [gram, moments] = [new Float64Array(n * n), new Float64Array(n)];
    for (let i = 0; i < data.sequences; i++) {
      for (let t = 0; t < data.steps; t++) {
        const x = Array.from(data.countsAt(i, t), (m) => m / data.walkers);
        const y = Array.from(data.countsAt(i, t + 1), (m) => m / data.walkers);
        for (let j = 0; j < bins; j++) {
          const weight = predicted ? importance(predicted(i, t, j)) : 1;
          const f = offsets.map((m) => x[(j + m + bins) % bins] - x[j]);
          for (let a = 0; a < n; a++) {
            moments[a] += weight * f[a] * (y[j] - x[j]);
            for (let b = 0; b < n; b++) gram[a * n + b] += weight * f[a] * f[b];
          }
        }
      }
    }
    const inverse = inverseOf(gram, n);
    return offsets.map((_, a) => moments.reduce((sum, m, b) => sum + inverse[a * n + b] * m, 0));
  };
  const first = solve();
  return solve((i, t, j) => {
    const x = data.countsAt(i, t);
    const here = x[j] / data.walkers;
    return first.reduce((sum, w, k) => {
      return sum + w * (x[(j + offsets[k] + bins) % bins] / data.walkers - here);
    }, here);
  });
}

test("offsets reach every bin once where no range is given, or a wide one", () => {
  expect(Array.from(stencilOffsets(0, 5))).toEqual([-2, -1, 0, 1, 2]);
  expect(Array.from(stencilOffsets(0, 4))).toEqual([-1, 0, 1, 2]);
  expect(Array.from(stencilOffsets(2, 4))).toEqual([-1, 0, 1, 2]);
  expect(Array.from(stencilOffsets(1, 5))).toEqual([-1, 0, 1]);
});

test("is weighted least squares by the definition, with weights that sum to 1", async () => {
  const data = await simulate(system, { sequences: 6, steps: 3, seed: 2 });
  for (const [range, others] of [
    [1, [-1, 1]],
    [2, [-2, -1, 1, 2]],
    [0, [-5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6]],
  ] as const) {
    const { offsets, weights, coefficients } = await circulant({ range }).fit(data);
    const expected = byDefinition(data, others, (share) => 1 / Math.max(share, 1 / 2400));
    const found = Array.from(weights).filter((_, k) => offsets[k] !== 0);
    expect(largestDifference(found, expected)).toBeLessThan(1e-8);
    expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 13);
    expect(coefficients.map(({ name }) => name)).toEqual(Array.from(offsets, (m) => `m=${m}`));
  }
});

test("keeps mass to rounding for 200 steps", async () => {
  const data = await simulate(system, { sequences: 6, steps: 3, seed: 2 });
  const posterior = await circulant().fit(data);
  const ensemble = await posterior.forecast(data.at(0), { steps: 200, draws: 2, seed: 0 });
  const mass = ensemble.state.subarray(-12).reduce((a, b) => a + b, 0);
  expect(mass).toBeCloseTo(1, 12);
});

describe("on walkers that start evenly spread within their bins", () => {
  test.each([
    ["all bins", 0],
    ["a range of 3", 3],
  ])(
    "%s: unbiased, and its standard deviations are right (significance .001)",
    async (_, range) => {
      const datasets = 80;
      const scores = new Map<number, number[]>();
      for (let seed = 0; seed < datasets; seed++) {
        const data = await simulate(system, { sequences: 24, seed: 1000 + seed });
        const { offsets, weights, deviations } = await circulant({ range }).fit(data);
        offsets.forEach((m, k) => {
          const score = (weights[k] - exactWeight(m)) / deviations[k];
          scores.set(m, [...(scores.get(m) ?? []), score]);
        });
      }
      for (const m of [-1, 0, 1, 2]) {
        const z = scores.get(m)!;
        const mean = z.reduce((a, b) => a + b, 0) / datasets;
        expect(Math.abs(mean) * Math.sqrt(datasets), `mean of m=${m}`).toBeLessThan(z9995);
        const squares = z.reduce((a, b) => a + b * b, 0);
        expect(squares, `m=${m}`).toBeLessThan(chiSquareLimit(datasets) * 1.1);
        expect(squares, `m=${m}`).toBeGreaterThan((2 * datasets - chiSquareLimit(datasets)) * 0.9);
      }
    },
  );
});

test("the weights of equations pay where densities vary much", async () => {
  const steep = advectionDiffusion({ walkers: 2400, bins: 12, sigma: 1.5, length: 2 });
  const others = [-5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6];
  let [plain, weighed] = [0, 0];
  for (let seed = 0; seed < 20; seed++) {
    const data = await simulate(steep, { sequences: 24, seed });
    const { weights, offsets } = await circulant().fit(data);
    const even = byDefinition(data, others, () => 1);
    even.forEach((w, k) => {
      plain += (w - exactWeight(others[k])) ** 2;
      weighed += (weights[offsets.indexOf(others[k])] - exactWeight(others[k])) ** 2;
    });
  }
  expect(weighed).toBeLessThan(0.7 * plain);
});

describe("the noise of the law", () => {
  test("is none where the sampling of living walkers explains the residuals", async () => {
    const data = await simulate(system, { sequences: 300, seed: 5 });
    const residual = Math.sqrt(0.59 / 12 / 2400);
    expect((await circulant().fit(data)).noise).toBeLessThan(0.25 * residual);
  });

  test("is what the law gets wrong where it is not linear", async () => {
    const waves = burgersWalkers({ walkers: 100_000, bins: 12, sigma: 0.5, length: 3 });
    const data = await simulate(waves, { sequences: 40, steps: 4, seed: 5 });
    const { noise, weights, offsets } = await circulant().fit(data);
    let squares = 0;
    for (let i = 0; i < 40; i++) {
      for (let t = 0; t < 4; t++) {
        const [x, y] = [data.countsAt(i, t), data.countsAt(i, t + 1)];
        y.forEach((m, j) => {
          const mean = weights.reduce((sum, w, k) => sum + w * x[(j + offsets[k] + 12) % 12], 0);
          squares += ((m - mean) / 100_000) ** 2;
        });
      }
    }
    expect(noise / Math.sqrt(squares / (160 * 12))).toBeGreaterThan(0.85);
    expect(noise / Math.sqrt(squares / (160 * 12))).toBeLessThan(1.1);
  });
});

test("data that say nothing of the weights are refused", async () => {
  const even = await simulate(advectionDiffusion({ walkers: 240, bins: 2 }), { sequences: 1 });
  const uniform = Object.assign(Object.create(even), { countsAt: () => Uint32Array.of(120, 120) });
  await expect(circulant().fit(uniform)).rejects.toMatchObject({ tag: "InvalidData" });
});

test("stops with Interrupted when told", async () => {
  const data = await simulate(system, { sequences: 2, seed: 2 });
  const fit = circulant().fit(data, { signal: AbortSignal.abort() });
  await expect(fit).rejects.toMatchObject({ tag: "Interrupted" });
});
