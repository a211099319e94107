import { numericalFailure } from "../../errors.js";
import { expectations } from "../../kernel/softmax-multinomial.js";
import { type ActiveGrams, predictStates } from "./active.js";
import { evidenceLowerBound } from "./bound.js";
import { jointStep } from "./joint-step.js";
import { expectedResiduals, updatePrecision } from "./precision.js";
import type { Problem } from "./problem.js";
import { chooseRelevance, updateRelevance } from "./relevance.js";
import type { VariationalState } from "./state.js";
import { updateStates } from "./update-states.js";
import { updateTheta } from "./update-theta.js";

/**
 * One iteration of Algorithm 1, in place: q(X), q(theta), q(tau), q(v), then the bound.
 * Needs the prediction at the present mean, and leaves it there.
 *
 * @param accelerated whether to run ahead of the plain updates: relevances and precisions towards their fixed
 *   points, and the means of theta and X in one step
 * @returns the evidence lower bound
 * @throws NumericalFailure naming iteration and feature
 */
export function iterate(
  problem: Problem,
  state: VariationalState,
  cache: ActiveGrams,
  accelerated: boolean,
): number {
  const v = (accelerated ? state.precisionAhead : state.precision).slice();
  updateStates(problem, state, v);
  chooseRelevance(state, accelerated);
  if (accelerated && state.iteration > 0) jointStep(problem, state, v);
  const grams = cache.of(state.active);
  const { logDeterminant, spread } = updateTheta(problem, state, grams, v);
  updateRelevance(problem, state);
  predictStates(problem, state);
  const residuals = expectedResiduals(problem, state, spread);
  updatePrecision(problem, state, residuals, v);
  const { kernel, states } = problem;
  const expected = expectations(kernel, states, problem.tilt.values);
  problem.tilt.of = state.mu;
  const bound = evidenceLowerBound(problem, state, { ...expected, logDeterminant, residuals });
  if (!Number.isFinite(bound)) {
    throw numericalFailure(
      "the evidence lower bound",
      state.iteration,
      `${bound}`,
      "Use a smaller range, unordered pairs, or more sequences.",
    );
  }
  state.iteration += 1;
  state.bound.push(bound);
  return bound;
}
