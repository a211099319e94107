import { informationGram } from "../../kernel/features.js";
import { invertFactored } from "../../kernel/linear-algebra.js";
import { information } from "../../kernel/softmax-multinomial.js";
import { activeSet } from "./active.js";
import { factorPrecision } from "./factor.js";
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
 *
 * @param v precision of the transition law, V = diag v, [bin]
 */
export function dataPrecision(problem: Problem, state: VariationalState, v: Float64Array): void {
  const { kernel, states, start, block, matrix, precision } = problem;
  const { arena } = kernel;
  const mark = arena.mark();
  const weight = arena.f64(states.sequences * states.bins);
  const direction = arena.f64(states.sequences * states.bins);
  states.mu.view.set(state.mu);
  states.variance.view.set(state.variance);
  precision.view.set(v);
  information(kernel, states, precision, weight, direction);
  const set = activeSet(problem, state.active);
  informationGram(kernel, start, set, block, { weight, direction }, matrix);
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
  dataPrecision(problem, state, state.precision);
  for (let k = 0; k < n; k++) matrix.view[k * n + k] += state.relevance[state.active[k]];
  factorPrecision(problem, state, "the marginal covariance of theta");
  invertFactored(kernel, matrix, n, inverse);
  return inverse.view.slice(0, n * n);
}

/**
 * Covariance of the mean-field q(theta) (Eq. 2.33), over the active features, row-major.
 *
 * @throws NumericalFailure if its inverse is not positive definite
 */
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
  factorPrecision(problem, state, "the covariance of q(theta)");
  invertFactored(kernel, matrix, n, inverse);
  return inverse.view.slice(0, n * n);
}
