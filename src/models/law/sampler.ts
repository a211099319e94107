import { numericalFailure } from "../../errors.js";
import { cholesky } from "../../kernel/linear-algebra.js";
import type { Kernel } from "../../kernel/load.js";

/** Draws transition laws X' = theta . phi(X) + noise. */
export interface LawSampler {
  /** Standard normals that a draw uses. */
  readonly normals: number;
  /** Gamma(gammaShape, 1) numbers that a draw uses. */
  readonly gammas: number;
  readonly gammaShape: number;
  /**
   * One draw of theta over the features and of the noise's standard deviation over the bins.
   *
   * @param z standard normals, of which the first `normals` are used
   * @param gamma Gamma(gammaShape, 1) numbers, [gammas]
   */
  draw(z: Float64Array, gamma: Float64Array, theta: Float64Array, deviation: Float64Array): void;
}

/** theta ~ N(mean, covariance), and v ~ Gamma(shape, shape / precision) for the noise's precision. */
export interface LawDistribution {
  /** Shape [feature]. */
  readonly mean: Float64Array;
  /** Shape [feature, feature]. */
  readonly covariance: Float64Array;
  /** Mean of v, shape [bin]. */
  readonly precision: Float64Array;
  readonly precisionShape: number;
  /** Whether all bins share one v. */
  readonly sharedPrecision: boolean;
}

/** Cholesky factor of a covariance, row-major, lower triangle. */
function factor(kernel: Kernel, covariance: Float64Array, n: number): Float64Array {
  const mark = kernel.arena.mark();
  const matrix = kernel.arena.copyF64(covariance);
  const failed = cholesky(kernel, matrix, n);
  const lower = matrix.view.slice();
  kernel.arena.release(mark);
  if (failed >= 0) {
    throw numericalFailure("a draw of theta", 0, `pivot ${failed} of its covariance`, "Fit again.");
  }
  return lower;
}

/** theta = mean + lower z, the lower triangle of `lower` [n][n]. */
function correlated(mean: Float64Array, lower: Float64Array, z: Float64Array, out: Float64Array) {
  const n = mean.length;
  for (let a = 0; a < n; a++) {
    let sum = mean[a];
    for (let b = 0; b <= a; b++) sum += lower[a * n + b] * z[b];
    out[a] = sum;
  }
}

/** @throws NumericalFailure if the covariance is not positive definite */
export function distributionSampler(kernel: Kernel, law: LawDistribution): LawSampler {
  const { mean, precision, precisionShape, sharedPrecision: shared } = law;
  const n = mean.length;
  const lower = factor(kernel, law.covariance, n);
  return {
    normals: n,
    gammas: shared ? 1 : precision.length,
    gammaShape: precisionShape,
    draw(z, gamma, theta, deviation) {
      correlated(mean, lower, z, theta);
      for (let j = 0; j < precision.length; j++) {
        const v = (gamma[shared ? 0 : j] / precisionShape) * precision[j];
        deviation[j] = 1 / Math.sqrt(v);
      }
    },
  };
}

/**
 * A law whose noise is taken as known, and its coefficients too unless they have a covariance.
 *
 * @param mean shape [feature]
 * @param noise standard deviation in every bin
 * @param covariance of theta, [feature, feature]
 * @throws NumericalFailure if the covariance is not positive definite
 */
export function pluginSampler(
  kernel: Kernel,
  mean: Float64Array,
  noise: number,
  covariance?: Float64Array,
): LawSampler {
  const lower = covariance && factor(kernel, covariance, mean.length);
  return {
    normals: lower ? mean.length : 0,
    gammas: 0,
    gammaShape: 1,
    draw(z, _, theta, deviation) {
      if (lower) correlated(mean, lower, z, theta);
      else theta.set(mean);
      deviation.fill(noise);
    },
  };
}
