import { numericalFailure } from "../../errors.js";
import { featureGram, subtractProjections } from "../../kernel/features.js";
import { cholesky, invertFactored } from "../../kernel/linear-algebra.js";
import { information } from "../../kernel/softmax-multinomial.js";
import { activeSet } from "./iterate.js";
import type { Problem } from "./problem.js";
import type { VariationalState } from "./state.js";

/**
 * Precision that the data give theta once every coarse state is integrated out, over the active features;
 * lower triangle, left in `problem.matrix`.
 *
 * The curvature of the joint density in (X, theta) at its mean, with X eliminated, is
 *
 *     sum_i Phi_i^T (V^-1 + W_i^-1)^-1 Phi_i,   W_i = n (diag rho_i - rho_i rho_i^T),
 *
 * in which the direction that shifts all bins alike carries no information.
 */
function dataPrecision(problem: Problem, state: VariationalState): void {
  const { kernel, states, start, block, matrix, precision } = problem;
  const { arena } = kernel;
  const mark = arena.mark();
  const weight = arena.f64(states.sequences * states.bins);
  const direction = arena.f64(states.sequences * states.bins);
  states.mu.view.set(state.mu);
  states.variance.view.set(state.variance);
  precision.view.set(state.precision);
  information(kernel, states, precision, weight, direction);
  const set = activeSet(problem, state.active);
  featureGram(kernel, start, set, block, matrix, { weight });
  subtractProjections(kernel, start, set, block, direction, matrix);
  arena.release(mark);
}

/**
 * Covariance of theta with every coarse state integrated out, over the active features, row-major. The
 * mean-field q(theta) takes the states as known and is over-confident; this one is not.
 *
 * @throws NumericalFailure if the precision matrix is not positive definite
 */
export function marginalCovariance(problem: Problem, state: VariationalState): Float64Array {
  const { kernel, matrix, inverse } = problem;
  const n = state.active.length;
  dataPrecision(problem, state);
  for (let k = 0; k < n; k++) matrix.view[k * n + k] += state.relevance[state.active[k]];
  const failed = cholesky(kernel, matrix, n);
  if (failed >= 0) {
    throw numericalFailure(
      "the marginal covariance of theta",
      state.iteration,
      `pivot of feature ${problem.features[state.active[failed]].name} is not positive`,
      "Use a smaller range, unordered pairs, or more sequences.",
    );
  }
  invertFactored(kernel, matrix, n, inverse);
  return inverse.view.slice(0, n * n);
}

/** Covariance of the mean-field q(theta) (Eq. 2.33), over the active features, row-major. */
export function meanFieldCovariance(problem: Problem, state: VariationalState): Float64Array {
  const { kernel, matrix, inverse, features } = problem;
  const n = state.active.length;
  const size = features.length;
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < n; b++) {
      const at = state.active[a] * size + state.active[b];
      let sum = 0;
      if (problem.grams.length === 1) sum = state.precision[0] * problem.grams[0][at];
      else
        problem.grams.forEach((gram, j) => {
          sum += state.precision[j] * gram[at];
        });
      matrix.view[a * n + b] = sum + (a === b ? state.relevance[state.active[a]] : 0);
    }
  }
  const failed = cholesky(kernel, matrix, n);
  if (failed >= 0) {
    throw numericalFailure("the covariance of q(theta)", state.iteration, `pivot ${failed}`, "");
  }
  invertFactored(kernel, matrix, n, inverse);
  return inverse.view.slice(0, n * n);
}
