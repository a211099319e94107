import { numericalFailure } from "../../errors.js";
import { cholesky, invertFactored, solveFactored } from "../../kernel/linear-algebra.js";
import type { Kernel } from "../../kernel/load.js";
import type { NormalEquations } from "./normal-equations.js";

/** Added to each diagonal element as a fraction of it, so that collinear terms still have a solution: the
 * one of nearly least norm. Far below what data determine, far above rounding. */
const jitter = 1e-10;

/** Solution of the normal equations of some terms. */
export interface Solution {
  /** Shape [chosen term]. */
  readonly theta: Float64Array;
  /** Inverse of the matrix solved with, [chosen term, chosen term]. */
  readonly inverse: Float64Array;
}

/**
 * Minimises the squared residuals plus ridge |theta|^2 over the chosen terms.
 *
 * @param chosen indices of terms, at least one
 * @throws NumericalFailure if the matrix is not positive definite
 */
export function solveNormal(
  kernel: Kernel,
  equations: NormalEquations,
  chosen: Int32Array,
  ridge = 0,
): Solution {
  const { size, gram, moments } = equations;
  const n = chosen.length;
  const { arena } = kernel;
  const mark = arena.mark();
  const matrix = arena.f64(n * n);
  for (let a = 0; a < n; a++) {
    const row = chosen[a] * size;
    for (let b = 0; b < n; b++) matrix.view[a * n + b] = gram[row + chosen[b]];
    matrix.view[a * n + a] += jitter * gram[row + chosen[a]] + ridge;
  }
  const failed = cholesky(kernel, matrix, n);
  if (failed >= 0) {
    arena.release(mark);
    throw numericalFailure(
      "The regression",
      0,
      `the normal equations are not positive definite from term ${failed} on`,
      "Use a smaller range or more sequences.",
    );
  }
  const theta = arena.copyF64(Array.from(chosen, (l) => moments[l]));
  solveFactored(kernel, matrix, n, theta);
  const inverse = arena.f64(n * n);
  invertFactored(kernel, matrix, n, inverse);
  const solution = { theta: theta.view.slice(), inverse: inverse.view.slice() };
  arena.release(mark);
  return solution;
}
