import { cholesky, solveFactored } from "../../kernel/linear-algebra.js";
import type { Problem } from "./problem.js";
import type { VariationalState } from "./state.js";

/** With more features than these the step costs more than the iterations it saves. */
const mostFeatures = 64;

/** So many sequences tell the curvature well enough for a step. */
const enoughSequences = 1000;

/**
 * Moves the means of q(theta) and of q(X) together. Updating them in turn is slow where X follows the law:
 * each waits for the other. With X at its optimum for the present theta, the gradient of the bound in theta
 * is sum v <phi (X' - theta . phi)> - tau theta, and its curvature, X following, is the precision that the
 * data give theta with the states integrated out, plus tau; this is one Newton step, after which X follows.
 *
 * @param v precision of the transition law, [bin]
 */
export function jointStep(problem: Problem, state: VariationalState, v: Float64Array): void {
  const { kernel, inference, matrix, vector } = problem;
  const { active, relevanceUsed, thetaMean } = state;
  const n = active.length;
  if (n > mostFeatures) return;
  inference.score(state, v);
  const step = vector.view;
  for (let k = 0; k < n; k++) step[k] -= relevanceUsed[active[k]] * thetaMean[active[k]];
  inference.information(state, v, enoughSequences);
  const a = matrix.view;
  for (let k = 0; k < n; k++) a[k * n + k] += relevanceUsed[active[k]];
  if (cholesky(kernel, matrix, n) >= 0) return;
  solveFactored(kernel, matrix, n, vector);
  const moved = vector.view;
  for (let k = 0; k < n; k++) thetaMean[active[k]] += moved[k];
  inference.predict(state);
  inference.update(state, v);
}
