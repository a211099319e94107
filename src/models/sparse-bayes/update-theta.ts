import {
  inverseDiagonal,
  invertFactored,
  logDeterminant,
  solveFactored,
} from "../../kernel/linear-algebra.js";
import { factorPrecision } from "./factor.js";
import type { Problem } from "./problem.js";
import type { VariationalState } from "./state.js";

/** What the update of q(theta) leaves for the updates after it. */
export interface ThetaUpdate {
  /** log |covariance of q(theta)|. */
  readonly logDeterminant: number;
  /** What earlier data say of theta; see {@link PriorLaw}. */
  readonly priorExpectation: number;
  /** sum <(phi . (theta - mean))^2> of each bin, shape [bin]. */
  readonly spread: Float64Array;
}

type Spread = Pick<ThetaUpdate, "spread" | "priorExpectation">;

/**
 * The variances of q(theta), from the factor of its precision matrix A, and what they spread the prediction.
 * One precision v for all bins needs no more than the diagonal of A^-1: A = v G + diag(tau), so
 * v trace(G A^-1) = n - sum_l tau_l (A^-1)_ll; with the information I of earlier data also less trace(I A^-1).
 */
function updateSpread(problem: Problem, state: VariationalState, v: Float64Array): Spread {
  const { kernel, matrix, inverse, variances, parameters, inference, prior } = problem;
  const { active, relevanceUsed, thetaVariance } = state;
  const n = active.length;
  const shared = parameters.precision === "shared";
  const evenly = (determined: number) =>
    new Float64Array(v.length).fill(determined / (v[0] * v.length));
  if (shared && prior === undefined) {
    inverseDiagonal(kernel, matrix, n, variances);
    const diagonal = variances.view;
    let determined = 0;
    for (let k = 0; k < n; k++) {
      thetaVariance[active[k]] = diagonal[k];
      determined += 1 - relevanceUsed[active[k]] * diagonal[k];
    }
    return { spread: evenly(determined), priorExpectation: 0 };
  }
  invertFactored(kernel, matrix, n, inverse);
  const covariance = inverse.view;
  let determined = 0;
  for (let k = 0; k < n; k++) {
    const variance = covariance[k * n + k];
    thetaVariance[active[k]] = variance;
    determined += 1 - relevanceUsed[active[k]] * variance;
  }
  if (prior === undefined) return { spread: inference.spread(covariance), priorExpectation: 0 };
  const { value, trace } = prior.expectation(state, covariance);
  return { spread: evenly(determined - trace), priorExpectation: value };
}

/**
 * Update of q(theta) at the relevances in use (Eq. 2.33).
 *
 * @param v precision of the transition law, [bin]
 * @throws NumericalFailure naming iteration and feature
 */
export function updateTheta(
  problem: Problem,
  state: VariationalState,
  v: Float64Array,
): ThetaUpdate {
  const { kernel, matrix, vector, inference } = problem;
  const { active } = state;
  const n = active.length;
  inference.moments(state, v);
  const a = matrix.view;
  for (let k = 0; k < n; k++) a[k * n + k] += state.relevanceUsed[active[k]];
  factorPrecision(problem, state, "the update of q(theta)");
  solveFactored(kernel, matrix, n, vector);
  const determinant = logDeterminant(kernel, matrix, n);
  state.thetaMean.fill(0);
  state.thetaVariance.fill(0);
  const mean = vector.view;
  for (let k = 0; k < n; k++) state.thetaMean[active[k]] = mean[k];
  return { logDeterminant: -determinant, ...updateSpread(problem, state, v) };
}
