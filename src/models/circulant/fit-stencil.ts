import type { Kernel } from "../../kernel/load.js";
import { circulantMean } from "../density-law/linear.js";
import type { SnapshotPairs } from "../density-law/pairs.js";
import { lawNoise, predictionsOf } from "../density-law/residual.js";
import { deviationsOf, samplingCovariance } from "./deviations.js";
import { type Regression, type Solution, solveRegression } from "./regression.js";
import { complete, movesOf, type Stencil, stencilOffsets } from "./stencil.js";

/**
 * Root of the weighted squares of the residuals over those that the sampling of living walkers gives; 1 where
 * there are no residuals.
 *
 * @param free fraction of the values that the weights did not determine
 */
function excess(
  { pairs, importance }: Regression,
  predictions: Float64Array,
  sampling: Float64Array,
  free: number,
): number {
  let [found, expected] = [0, 0];
  pairs.after.forEach((share, index) => {
    const residual = share - predictions[index];
    found += importance[index] * residual * residual;
    expected += (importance[index] * sampling[index]) / pairs.walkers;
  });
  return free * expected > 0 ? Math.sqrt(found / (free * expected)) : 1;
}

/**
 * Weighted least squares for the weights of a stencil, sum 1. The variance of a bin's share is about in
 * proportion to the share, so that a first solution without weights says what each equation weighs: 1 over the
 * share it predicts. That uses the earlier snapshot alone and so brings no bias.
 *
 * The standard deviations are those of the estimator under the covariance that the sampling of living walkers
 * gives the residuals, scaled by what the residuals themselves say of it.
 *
 * @param range 0 for all bins
 * @throws InvalidData, NumericalFailure if the snapshots determine no weights; Interrupted if the signal fires
 */
export function fitStencil(
  kernel: Kernel,
  pairs: SnapshotPairs,
  range: number,
  signal?: AbortSignal,
): Stencil {
  const { count, bins, walkers } = pairs;
  const offsets = stencilOffsets(range, bins);
  const others = offsets.filter((m) => m !== 0);
  const predict = (weights: Float64Array) => predictionsOf(circulantMean(offsets, weights), pairs);
  const even = { pairs, others, importance: new Float64Array(count * bins).fill(1) };
  const first = predict(complete(offsets, solveRegression(kernel, even, signal).weights));
  const importance = first.map((share) => 1 / Math.max(share, 1 / walkers));
  const regression = { pairs, others, importance };
  const solution: Solution = solveRegression(kernel, regression, signal);

  const weights = complete(offsets, solution.weights);
  const predictions = predict(weights);
  const free = 1 - others.length / (count * (bins - 1));
  const spread = weights.reduce((sum, w) => sum + w * (1 - w), 0);
  const noise = lawNoise(pairs, predictions, count * free, () => spread);

  const moves = movesOf(weights);
  const covariance = samplingCovariance(regression, offsets, moves, signal);
  const sampling = predict(moves.map((p) => p * (1 - p)));
  const scale = excess(regression, predictions, sampling, free);
  const deviations = deviationsOf(offsets, solution.inverse, covariance).map((sd) => sd * scale);
  return { offsets, weights, deviations, noise };
}
