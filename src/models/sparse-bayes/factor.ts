import { numericalFailure } from "../../errors.js";
import { cholesky } from "../../kernel/linear-algebra.js";
import type { Problem } from "./problem.js";
import type { VariationalState } from "./state.js";

/**
 * Factors the precision matrix over the active features that `problem.matrix` holds, in place.
 *
 * @param where what needs it, for the message
 * @throws NumericalFailure naming iteration and feature if it is not positive definite
 */
export function factorPrecision(problem: Problem, state: VariationalState, where: string): void {
  const { kernel, matrix, features } = problem;
  const { active, iteration } = state;
  const failed = cholesky(kernel, matrix, active.length);
  if (failed < 0) return;
  throw numericalFailure(
    where,
    iteration,
    `the precision matrix is not positive definite from feature ${features[active[failed]].name} on`,
    "Use a smaller range, unordered pairs, or more sequences.",
  );
}
