import { invalidData, numericalFailure, throwIfAborted } from "../../errors.js";
import { cholesky, invertFactored, solveFactored } from "../../kernel/linear-algebra.js";
import type { Kernel } from "../../kernel/load.js";
import type { SnapshotPairs } from "../density-law/pairs.js";

/** Added to each diagonal element of the normal equations as a fraction of it, so that they have a solution. */
const jitter = 1e-10;

/** Pairs between two looks at the signal. */
export const glance = 64;

/** Adds c v v^T to the lower triangle of `matrix` [n][n]. */
export function addOuter(matrix: Float64Array, c: number, v: Float64Array): void {
  const n = v.length;
  for (let a = 0; a < n; a++) {
    const factor = c * v[a];
    for (let b = 0; b <= a; b++) matrix[a * n + b] += factor * v[b];
  }
}

/** A weighted regression of X'_j - X_j on X_{j+m} - X_j for the offsets m other than 0. */
export interface Regression {
  readonly pairs: SnapshotPairs;
  /** Offsets other than 0. */
  readonly others: Int32Array;
  /** What each equation weighs, [pair][bin]. */
  readonly importance: Float64Array;
}

/** The regressors of a bin after a pair, into `out` [offset]. */
export function readRegressors(
  { pairs: { bins, before }, others }: Regression,
  pair: number,
  bin: number,
  out: Float64Array,
): void {
  const row = pair * bins;
  const here = before[row + bin];
  for (let k = 0; k < others.length; k++) {
    out[k] = before[row + ((bin + others[k] + bins) % bins)] - here;
  }
}

/** Gram matrix, [offset][offset], its lower triangle, and moments, [offset]. */
function normalEquations(regression: Regression, signal: AbortSignal | undefined) {
  const { others, importance } = regression;
  const { count, bins, before, after } = regression.pairs;
  const n = others.length;
  const [gram, moments] = [new Float64Array(n * n), new Float64Array(n)];
  const regressors = new Float64Array(n);
  for (let pair = 0; pair < count; pair++) {
    if (pair % glance === 0) throwIfAborted(signal, "the fit");
    for (let j = 0; j < bins; j++) {
      const index = pair * bins + j;
      readRegressors(regression, pair, j, regressors);
      addOuter(gram, importance[index], regressors);
      const target = importance[index] * (after[index] - before[index]);
      for (let k = 0; k < n; k++) moments[k] += target * regressors[k];
    }
  }
  return { gram, moments };
}

/** Solution of a regression. */
export interface Solution {
  /** Weights of the offsets other than 0. */
  readonly weights: Float64Array;
  /** Inverse of the Gram matrix, [offset][offset]. */
  readonly inverse: Float64Array;
}

/**
 * @throws InvalidData, NumericalFailure if the snapshots determine no weights; Interrupted if the signal fires
 */
export function solveRegression(
  kernel: Kernel,
  regression: Regression,
  signal: AbortSignal | undefined,
): Solution {
  const { gram, moments } = normalEquations(regression, signal);
  const n = moments.length;
  const { arena } = kernel;
  const mark = arena.mark();
  const matrix = arena.copyF64(gram);
  for (let k = 0; k < n; k++) {
    if (!(gram[k * n + k] > 0)) {
      const recover = "Simulate from densities that vary.";
      throw invalidData("dataset", "snapshots that differ between bins", "uniform ones", recover);
    }
    matrix.view[k * n + k] *= 1 + jitter;
  }
  const failed = cholesky(kernel, matrix, n);
  if (failed >= 0) {
    arena.release(mark);
    const state = `the normal equations are not positive definite from offset ${failed} on`;
    throw numericalFailure("The regression", 0, state, "Use a smaller range or more sequences.");
  }
  const solution = arena.copyF64(moments);
  solveFactored(kernel, matrix, n, solution);
  const inverse = arena.f64(n * n);
  invertFactored(kernel, matrix, n, inverse);
  const result = { weights: solution.view.slice(), inverse: inverse.view.slice() };
  arena.release(mark);
  return result;
}
