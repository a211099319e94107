import { numericalFailure } from "../../errors.js";
import { cholesky, logDeterminant, solveFactored } from "../../kernel/linear-algebra.js";
import type { Kernel } from "../../kernel/load.js";

/** One state before and after it is told of its virtual observables. */
export interface Conditioning {
  /** Mean f of the law's prediction, [bin]. */
  readonly predicted: Float64Array;
  /** Point that c is linearised at, [bin]. */
  readonly at: Float64Array;
  /** c there, [row], and its derivative, [row][bin]. */
  readonly value: Float64Array;
  readonly jacobian: Float64Array;
  /** Variance of each observation, [row]. */
  readonly tolerance: Float64Array;
  /** Standard deviation of the law's noise; where it conserves, its mean over the bins is 0. */
  readonly noise: number;
  readonly conserving: boolean;
}

/** Sigma a for the covariance of the law's noise. */
function timesCovariance({ noise, conserving }: Conditioning, a: Float64Array): Float64Array {
  const variance = noise * noise;
  if (!conserving) return a.map((x) => variance * x);
  const n = a.length;
  const mean = a.reduce((sum, x) => sum + x, 0) / n;
  const scale = (variance * n) / Math.max(1, n - 1);
  return a.map((x) => scale * (x - mean));
}

/**
 * X ~ p(X | f, c = 0) for X ~ N(f, Sigma) and c linearised: Matheron's rule. With S = J Sigma J^T + diag(sigma_c^2),
 *
 *     X = X* - Sigma J^T S^-1 (c + J (X* - at) + sigma_c xi),   X* ~ N(f, Sigma), xi ~ N(0, I),
 *
 * and the weight of the state before is N(0 | c + J (f - at), S).
 *
 * @param draw X* [bin]
 * @param xi standard normals, [row]
 * @throws NumericalFailure if S is not positive definite
 */
export function condition(
  kernel: Kernel,
  given: Conditioning,
  draw: Float64Array,
  xi: Float64Array,
  step: number,
): { readonly state: Float64Array; readonly mean: Float64Array; readonly logWeight: number } {
  const { predicted, at, value, jacobian, tolerance } = given;
  const rows = value.length;
  const bins = predicted.length;
  const row = (i: number) => jacobian.subarray(i * bins, (i + 1) * bins);
  const spread = Array.from({ length: rows }, (_, i) => timesCovariance(given, row(i)));
  const { arena } = kernel;
  const mark = arena.mark();
  const matrix = arena.f64(rows * rows);
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = a === b ? tolerance[a] : 0;
      for (let j = 0; j < bins; j++) sum += jacobian[a * bins + j] * spread[b][j];
      matrix.view[a * rows + b] = sum;
    }
  }
  const failed = cholesky(kernel, matrix, rows);
  if (failed >= 0) {
    arena.release(mark);
    const recover = "Loosen its tolerance, or leave out observables that say the same.";
    throw numericalFailure(
      "the constrained forecast",
      step,
      `pivot ${failed} of its equations`,
      recover,
    );
  }
  const linear = (x: Float64Array, i: number) => {
    let sum = value[i];
    for (let j = 0; j < bins; j++) sum += jacobian[i * bins + j] * (x[j] - at[j]);
    return sum;
  };
  const solveFor = (residual: (i: number) => number) => {
    const vector = arena.f64(rows);
    for (let i = 0; i < rows; i++) vector.view[i] = residual(i);
    solveFactored(kernel, matrix, rows, vector);
    return vector.view;
  };
  const corrected = (from: Float64Array, gain: Float64Array) =>
    from.map((x, j) => {
      let moved = x;
      for (let i = 0; i < rows; i++) moved -= spread[i][j] * gain[i];
      return moved;
    });
  const missed = Float64Array.from({ length: rows }, (_, i) => linear(predicted, i));
  const gain = solveFor((i) => missed[i]);
  const squares = missed.reduce((sum, c, i) => sum + c * gain[i], 0);
  const logWeight = -0.5 * (squares + logDeterminant(kernel, matrix, rows));
  const mean = corrected(predicted, gain);
  const state = corrected(
    draw,
    solveFor((i) => linear(draw, i) + Math.sqrt(tolerance[i]) * xi[i]),
  );
  arena.release(mark);
  return { state, mean, logWeight };
}
