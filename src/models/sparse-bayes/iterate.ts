import { numericalFailure } from "../../errors.js";
import { evidenceLowerBound } from "./bound.js";
import { jointStep } from "./joint-step.js";
import { updatePrecision } from "./precision.js";
import type { Problem } from "./problem.js";
import { chooseRelevance, updateRelevance } from "./relevance.js";
import type { VariationalState } from "./state.js";
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
export function iterate(problem: Problem, state: VariationalState, accelerated: boolean): number {
  const { inference } = problem;
  const v = (accelerated ? state.precisionAhead : state.precision).slice();
  inference.update(state, v);
  chooseRelevance(state, accelerated);
  if (accelerated && state.iteration > 0) jointStep(problem, state, v);
  const { spread, ...theta } = updateTheta(problem, state, v);
  updateRelevance(problem, state);
  inference.predict(state);
  const { distance, uncertainty } = inference.residuals(state);
  for (let j = 0; j < spread.length; j++) uncertainty[j] += spread[j];
  const residuals = { distance, uncertainty };
  updatePrecision(problem, state, residuals, v);
  const expected = inference.expectations(state);
  const bound = evidenceLowerBound(problem, state, { expected, ...theta, residuals });
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
