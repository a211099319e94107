import { describe, expect, test } from "vitest";
import { selectSequences } from "../../../src/dataset/select.js";
import { dmd } from "../../../src/models/dmd/dmd.js";
import { advectionDiffusion } from "../../../src/simulate/advection-diffusion.js";
import { simulate } from "../../../src/simulate/simulate.js";
import { oneStepBinWeights } from "../../../src/simulate/walk-law.js";
import { inverseOf, largestDifference, multiply } from "../../oracle/linear-algebra.js";
import { z9995 } from "../../oracle/statistics.js";

const bins = 10;
const system = advectionDiffusion({ walkers: 2000, bins, sigma: 0.6 });
const data = await simulate(system, { sequences: 12, steps: 4, seed: 3 });

/** Sums of the columns of an operator. */
const columnSums = (matrix: Float64Array) =>
  Array.from({ length: bins }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < bins; j++) sum += matrix[j * bins + i];
    return sum;
  });

test("is plain least squares X' = A X over all pairs, by the definition", async () => {
  const { operator, modes } = await dmd().fit(data);
  const [gram, cross] = [new Float64Array(bins * bins), new Float64Array(bins * bins)];
  for (let i = 0; i < data.sequences; i++) {
    for (let t = 0; t < data.steps; t++) {
      const [x, y] = [data.countsAt(i, t), data.countsAt(i, t + 1)];
      for (let a = 0; a < bins; a++) {
        for (let b = 0; b < bins; b++) {
          gram[a * bins + b] += (x[a] / 2000) * (x[b] / 2000);
          cross[a * bins + b] += (y[a] / 2000) * (x[b] / 2000);
        }
      }
    }
  }
  const expected = multiply(cross, inverseOf(gram, bins), bins);
  expect(largestDifference(operator, expected)).toBeLessThan(1e-9);
  expect(modes).toBe(bins - 1);
});

describe("keeps mass to rounding", () => {
  test.each([
    ["at full rank", {}, data, bins - 1],
    ["at low rank", { rank: 3 }, data, 3],
    ["with fewer snapshots than bins", {}, selectSequences(data, [0]), 3],
  ])("%s", async (_, parameters, some, modes) => {
    const posterior = await dmd(parameters).fit(some);
    expect(posterior.modes).toBe(modes);
    for (const sum of columnSums(posterior.operator)) expect(sum).toBeCloseTo(1, 12);
    const ensemble = await posterior.forecast(data.at(2), { steps: 30, draws: 1, seed: 1 });
    expect(ensemble.survivingSteps).toBeGreaterThan(4);
    for (let row = 0; row < ensemble.survivingSteps; row++) {
      const state = ensemble.state.subarray(row * bins, (row + 1) * bins);
      expect(state.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    }
  });
});

test("passes through every snapshot where there are fewer than bins, and sees no noise", async () => {
  const one = selectSequences(data, [4]);
  const { operator, noise } = await dmd().fit(one);
  expect(noise).toBe(0);
  for (let t = 0; t < one.steps; t++) {
    const x = one.countsAt(0, t);
    const next = Array.from({ length: bins }, (_, j) =>
      x.reduce((sum, m, i) => sum + operator[j * bins + i] * m, 0),
    );
    expect(largestDifference(next, Array.from(one.countsAt(0, t + 1)))).toBeLessThan(1e-6);
  }
});

test("is unbiased on walkers that start evenly spread within their bins (significance .001)", async () => {
  const { shift, weight } = oneStepBinWeights(system);
  const datasets = 60;
  const errors: number[] = [];
  for (let seed = 0; seed < datasets; seed++) {
    const bursts = await simulate(system, { sequences: 40, seed: 100 + seed });
    const { operator } = await dmd().fit(bursts);
    // Mean error of the weight of the walkers that stay.
    const stay = weight[shift.indexOf(0)];
    let sum = 0;
    for (let j = 0; j < bins; j++) sum += operator[j * bins + j] - stay;
    errors.push(sum / bins);
  }
  const mean = errors.reduce((a, b) => a + b, 0) / datasets;
  const variance = errors.reduce((a, b) => a + (b - mean) ** 2, 0) / (datasets - 1);
  expect(Math.abs(mean) / Math.sqrt(variance / datasets)).toBeLessThan(z9995 + 0.2);
  // Errors in the regressors would shrink it: by the ratio of sampling noise to the variance of X.
  expect(Math.sqrt(variance / datasets)).toBeLessThan(0.01);
});

test("leaves to the sampling of living walkers what it explains", async () => {
  const many = await simulate(system, { sequences: 300, steps: 1, seed: 8 });
  const { noise } = await dmd().fit(many);
  // The residuals of a bin have about this standard deviation.
  const residual = Math.sqrt((0.1 * 0.59) / 2000);
  expect(noise).toBeLessThan(0.25 * residual);
});

test("refuses more bins than a matrix of all pairs bears", async () => {
  const fine = await simulate(advectionDiffusion({ walkers: 10, bins: 2001 }), { sequences: 1 });
  await expect(dmd().fit(fine)).rejects.toMatchObject({ tag: "InvalidData" });
});

test("stops with Interrupted when told", async () => {
  const fit = dmd().fit(data, { signal: AbortSignal.abort() });
  await expect(fit).rejects.toMatchObject({ tag: "Interrupted" });
});
