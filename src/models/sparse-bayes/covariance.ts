import { invertFactored } from "../../kernel/linear-algebra.js";
import { factorPrecision } from "./factor.js";
import type { Problem } from "./problem.js";
import type { VariationalState } from "./state.js";

/** Inverse of the precision in `matrix` plus diag <tau>, over the active features, row-major. */
function inverseWithPrior(problem: Problem, state: VariationalState, what: string): Float64Array {
  const { kernel, matrix, inverse } = problem;
  const n = state.active.length;
  for (let k = 0; k < n; k++) matrix.view[k * n + k] += state.relevance[state.active[k]];
  factorPrecision(problem, state, what);
  invertFactored(kernel, matrix, n, inverse);
  return inverse.view.slice(0, n * n);
}

/**
 * Covariance of theta with every coarse state integrated out, over the active features, row-major. The
 * mean-field q(theta) takes the states as known and is over-confident; this one is not.
 *
 * Its inverse is that of the block of theta in the inverse curvature of the joint density of states and
 * theta at its mean. For bursts of one step from known states it is
 *
 *     sum_i Phi_i^T (V^-1 + W_i^-1)^-1 Phi_i + diag <tau>,   W_i = n (diag rho_i - rho_i rho_i^T),
 *
 * in which the direction that shifts all bins alike carries no information.
 *
 * @throws NumericalFailure if the precision matrix is not positive definite
 */
export function marginalCovariance(problem: Problem, state: VariationalState): Float64Array {
  problem.inference.information(state, state.precision);
  return inverseWithPrior(problem, state, "the marginal covariance of theta");
}

/**
 * Covariance of the mean-field q(theta) (Eq. 2.33), over the active features, row-major.
 *
 * @throws NumericalFailure if its inverse is not positive definite
 */
export function meanFieldCovariance(problem: Problem, state: VariationalState): Float64Array {
  problem.inference.moments(state, state.precision);
  return inverseWithPrior(problem, state, "the covariance of q(theta)");
}
