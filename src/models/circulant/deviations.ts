import { throwIfAborted } from "../../errors.js";
import { circulantMean } from "../density-law/linear.js";
import { predictionsOf } from "../density-law/residual.js";
import { addOuter, glance, type Regression, readRegressors } from "./regression.js";

/**
 * Covariance of the moments sum V^T residual from the sampling of living walkers, V the regressors times their
 * importance, [offset][offset], lower triangle: of walkers in bin i a fraction p goes to each bin j, so that
 * residuals have the covariance diag(P x) - P diag(x) P^T over the number of walkers.
 *
 * @param moves distribution of a walker's moves over `offsets`; see `movesOf`
 */
export function samplingCovariance(
  regression: Regression,
  offsets: Int32Array,
  moves: Float64Array,
  signal: AbortSignal | undefined,
): Float64Array {
  const { pairs, importance } = regression;
  const { count, bins, walkers, before } = pairs;
  const n = regression.others.length;
  const expected = predictionsOf(circulantMean(offsets, moves), pairs);
  const covariance = new Float64Array(n * n);
  const rows = Array.from({ length: bins }, () => new Float64Array(n));
  const mean = new Float64Array(n);
  for (let pair = 0; pair < count; pair++) {
    if (pair % glance === 0) throwIfAborted(signal, "the fit");
    rows.forEach((row, j) => {
      const index = pair * bins + j;
      readRegressors(regression, pair, j, row);
      for (let k = 0; k < n; k++) row[k] *= importance[index];
      addOuter(covariance, expected[index] / walkers, row);
    });
    for (let i = 0; i < bins; i++) {
      mean.fill(0);
      moves.forEach((p, o) => {
        // X'_j takes from j + m, so that bin i gives to i - m.
        const row = rows[(i - offsets[o] + bins) % bins];
        for (let k = 0; k < n; k++) mean[k] += p * row[k];
      });
      addOuter(covariance, -before[pair * bins + i] / walkers, mean);
    }
  }
  return covariance;
}

/** v^T J v; J is a lower triangle. */
function quadratic(v: Float64Array, j: Float64Array): number {
  const n = v.length;
  let sum = 0;
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < a; b++) sum += 2 * v[a] * v[b] * j[a * n + b];
    sum += v[a] * v[a] * j[a * n + a];
  }
  return sum;
}

/**
 * Standard deviations of the weights of all offsets: those of H^-1 J H^-1.
 *
 * @param inverse H^-1, over the offsets other than 0
 * @param covariance J, a lower triangle
 */
export function deviationsOf(
  offsets: Int32Array,
  inverse: Float64Array,
  covariance: Float64Array,
): Float64Array {
  const n = offsets.length - 1;
  // The weight of 0 is 1 less all others.
  const rest = new Float64Array(n);
  for (let i = 0; i < inverse.length; i++) rest[i % n] += inverse[i];
  let k = 0;
  return Float64Array.from(offsets, (m) => {
    const row = m === 0 ? rest : inverse.subarray(k * n, ++k * n);
    return Math.sqrt(Math.max(0, quadratic(row, covariance)));
  });
}
