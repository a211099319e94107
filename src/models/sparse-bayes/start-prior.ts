import type { Kernel } from "../../kernel/load.js";
import { cos2Pi, log } from "../../kernel/math.js";

/** Variance of the mean over the bins, which the counts cannot see. */
const gauge = 100;

/** Least variance of a mode; so many walkers would be needed to tell it from none. */
const least = 1e-8;

/** A Gaussian over X_0 about 0 that is alike in all places. */
export interface StartPrior {
  /** [bins, bins] */
  readonly precision: Float64Array;
  /** log |precision|. */
  readonly logDeterminant: number;
}

/**
 * The covariances c_d of X_j and X_{j+d}, averaged over places j and states: one row of a circulant matrix.
 * States are centred first.
 *
 * @param states second moments <X X^T> of each state, by their means and covariances
 */
export function averageCovariance(
  states: readonly {
    readonly mean: Float64Array;
    /** [bins, bins], or the variances alone, [bins]. */
    readonly covariance: Float64Array;
  }[],
): Float64Array {
  const bins = states[0].mean.length;
  const row = new Float64Array(bins);
  for (const { mean, covariance } of states) {
    const average = mean.reduce((sum, x) => sum + x, 0) / bins;
    for (let d = 0; d < bins; d++) {
      let sum = 0;
      for (let j = 0; j < bins; j++) {
        const k = (j + d) % bins;
        sum += (mean[j] - average) * (mean[k] - average);
        if (covariance.length > bins) sum += covariance[j * bins + k];
        else if (d === 0) sum += covariance[j];
      }
      row[d] += sum / (bins * states.length);
    }
  }
  return row;
}

/** The Gaussian with the covariances of a row of a circulant matrix, each mode's variance at least tiny. */
export function startPrior(kernel: Kernel, row: Float64Array): StartPrior {
  const bins = row.length;
  const cosine = Float64Array.from({ length: bins }, (_, j) => cos2Pi(kernel, j / bins));
  const inverse = Float64Array.from({ length: bins }, (_, k) => {
    if (k === 0) return 1 / gauge;
    let variance = 0;
    for (let d = 0; d < bins; d++) variance += row[d] * cosine[(k * d) % bins];
    return 1 / Math.max(variance, least);
  });
  const precisionRow = Float64Array.from({ length: bins }, (_, d) => {
    let sum = 0;
    for (let k = 0; k < bins; k++) sum += inverse[k] * cosine[(k * d) % bins];
    return sum / bins;
  });
  return {
    precision: Float64Array.from({ length: bins * bins }, (_, at) => {
      const [a, b] = [Math.floor(at / bins), at % bins];
      return precisionRow[(b - a + bins) % bins];
    }),
    logDeterminant: inverse.reduce((sum, value) => sum + log(kernel, value), 0),
  };
}
