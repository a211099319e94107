import { expect, test } from "vitest";
import { circulantMean, matrixMean } from "../../../src/models/density-law/linear.js";
import { snapshotPairs } from "../../../src/models/density-law/pairs.js";
import { lawNoise, predictionsOf } from "../../../src/models/density-law/residual.js";
import { advectionDiffusion } from "../../../src/simulate/advection-diffusion.js";
import { simulate } from "../../../src/simulate/simulate.js";
import { oneStepBinWeights } from "../../../src/simulate/walk-law.js";
import { largestDifference } from "../../oracle/linear-algebra.js";
import { noiseFrom } from "../../oracle/noise.js";

const bins = 12;
const system = advectionDiffusion({ walkers: 2400, bins });
const { shift, weight } = oneStepBinWeights(system);
const offsets = shift.map((s) => -s);
const pairs = snapshotPairs(await simulate(system, { sequences: 400, seed: 6 }));
const spread = weight.reduce((sum, w) => sum + w * (1 - w), 0);

test("the predictions of a stencil are those of its matrix, and of the definition", () => {
  const matrix = new Float64Array(bins * bins);
  for (let j = 0; j < bins; j++) {
    offsets.forEach((m, k) => {
      matrix[j * bins + ((j + m + bins) % bins)] += weight[k];
    });
  }
  const predictions = predictionsOf(circulantMean(offsets, weight), pairs);
  expect(largestDifference(predictionsOf(matrixMean(matrix), pairs), predictions)).toBeLessThan(
    1e-15,
  );
  const [pair, bin] = [7, 10];
  let expected = 0;
  offsets.forEach((m, k) => {
    expected += weight[k] * pairs.before[pair * bins + ((bin + m + bins) % bins)];
  });
  expect(predictions[pair * bins + bin]).toBeCloseTo(expected, 14);
});

test.each([0, 0.002, 0.01])(
  "a noise of %f is told from the sampling of living walkers",
  (noise) => {
    const z = noiseFrom(3).normals(pairs.after.length, noise);
    const after = pairs.after.map((share, k) => share + z[k]);
    const predictions = predictionsOf(circulantMean(offsets, weight), pairs);
    const found = lawNoise({ ...pairs, after }, predictions, pairs.count, () => spread);
    // The sampling alone has a standard deviation of .0045 in each bin.
    expect(Math.abs(found * found - noise * noise)).toBeLessThan(0.06 * (noise ** 2 + 0.0045 ** 2));
  },
);

test("there is none where the residuals have no freedom, or sampling explains more", () => {
  const predictions = predictionsOf(circulantMean(offsets, weight), pairs);
  expect(lawNoise(pairs, predictions, 0, () => spread)).toBe(0);
  expect(lawNoise(pairs, predictions, pairs.count, () => 2 * spread)).toBe(0);
  // A sum below 0 is no sampling noise.
  const all = lawNoise(pairs, predictions, pairs.count, () => -5);
  expect(all).toBe(lawNoise(pairs, predictions, pairs.count, () => 0));
});
