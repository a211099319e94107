import { numericalFailure } from "../../errors.js";
import { cholesky } from "../../kernel/linear-algebra.js";
import type { Kernel } from "../../kernel/load.js";
import type { Covariance, PosteriorFields } from "./fields.js";

/** Draws transition laws from the posterior. */
export interface LawSampler {
  /** Standard normals that a draw uses. */
  readonly normals: number;
  /** Gamma(precisionShape, 1) numbers that a draw uses. */
  readonly gammas: number;
  /**
   * One draw of theta over the active features and of the noise's standard deviation over the bins.
   *
   * @param z standard normals, of which the first `normals` are used
   * @param gamma Gamma(precisionShape, 1) numbers, [gammas]
   */
  draw(z: Float64Array, gamma: Float64Array, theta: Float64Array, deviation: Float64Array): void;
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

/** q(theta) q(v), with the covariance of theta asked for. */
export function lawSampler(kernel: Kernel, fields: PosteriorFields, which: Covariance): LawSampler {
  const { state, covariance, covarianceMeanField, precisionShape, parameters } = fields;
  const n = state.active.length;
  const lower = factor(kernel, which === "marginal" ? covariance : covarianceMeanField, n);
  const shared = parameters.precision === "shared";
  const { bins } = fields.grid;
  return {
    normals: n,
    gammas: shared ? 1 : bins,
    draw(z, gamma, theta, deviation) {
      for (let a = 0; a < n; a++) {
        let sum = state.thetaMean[state.active[a]];
        for (let b = 0; b <= a; b++) sum += lower[a * n + b] * z[b];
        theta[a] = sum;
      }
      for (let j = 0; j < bins; j++) {
        const v = (gamma[shared ? 0 : j] / precisionShape) * state.precision[j];
        deviation[j] = 1 / Math.sqrt(v);
      }
    },
  };
}
