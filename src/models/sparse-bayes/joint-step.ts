import { featureMoments } from "../../kernel/features.js";
import { cholesky, solveFactored } from "../../kernel/linear-algebra.js";
import { activeSet, predictStates } from "./active.js";
import { dataPrecision } from "./covariance.js";
import type { Problem } from "./problem.js";
import type { VariationalState } from "./state.js";
import { updateStates } from "./update-states.js";

/** With more features than these the step costs more than the iterations it saves. */
const mostFeatures = 64;

/**
 * Moves the means of q(theta) and of q(X) together. Updating them in turn is slow where X follows the law:
 * each waits for the other. With X at its optimum for the present theta, the gradient of the bound in theta
 * is sum_ij v_j phi_ij (mu_ij - theta . phi_ij) - tau theta, and its curvature, X following, is the precision
 * of {@link dataPrecision} plus tau; this is one Newton step, after which X follows.
 *
 * @param v precision of the transition law, [bin]
 */
export function jointStep(problem: Problem, state: VariationalState, v: Float64Array): void {
  const { kernel, states, start, block, matrix, vector, prediction } = problem;
  const { active, relevanceUsed, thetaMean } = state;
  const n = active.length;
  if (n > mostFeatures) return;
  dataPrecision(problem, state, v);
  const a = matrix.view;
  for (let k = 0; k < n; k++) a[k * n + k] += relevanceUsed[active[k]];
  if (cholesky(kernel, matrix, n) >= 0) return;
  const mark = kernel.arena.mark();
  const residual = kernel.arena.f64(states.sequences * states.bins);
  const [r, p] = [residual.view, prediction.view];
  for (let k = 0; k < r.length; k++) r[k] = state.mu[k] - p[k];
  featureMoments(kernel, start, activeSet(problem, active), block, residual, v, vector);
  kernel.arena.release(mark);
  const step = vector.view;
  for (let k = 0; k < n; k++) step[k] -= relevanceUsed[active[k]] * thetaMean[active[k]];
  solveFactored(kernel, matrix, n, vector);
  for (let k = 0; k < n; k++) thetaMean[active[k]] += step[k];
  predictStates(problem, state);
  updateStates(problem, state, v);
}
