import type { Residuals } from "./inference.js";
import { type Problem, precisionShape } from "./problem.js";
import type { VariationalState } from "./state.js";

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/** The largest factor by which an accelerated update may move a precision. */
const stride = 3;

/**
 * Where the plain updates of one precision are heading. They are slow where X follows the law rather than
 * the data: then most of the residual is the variance 1/v of X itself, and each update repeats the last.
 * With gamma = n - v uncertainty values that the data determine, the fixed point has gamma / v = distance
 * (MacKay 1992).
 */
function runAhead(v: number, n: number, distance: number, uncertainty: number): number {
  const determined = n - v * uncertainty;
  const optimum = determined > 0 ? determined / distance : 0;
  return Math.max(Math.min(optimum, v * stride), v / stride);
}

/**
 * Update of q(v) (Eq. 2.35); one precision for all bins sums over them. Also chooses the precision that
 * the next accelerated iteration uses.
 *
 * @param v precision with which q(X) and q(theta) were updated, [bin]
 */
export function updatePrecision(
  problem: Problem,
  state: VariationalState,
  { distance, uncertainty }: Residuals,
  v: Float64Array,
): void {
  const shape = precisionShape(problem);
  const { zeta0, precision } = problem.parameters;
  const { bins } = problem;
  const { transitions } = problem.inference;
  if (precision === "shared") {
    const [d, u] = [sumOf(distance), sumOf(uncertainty)];
    state.precision.fill(shape / (zeta0 + 0.5 * (d + u)));
    state.precisionAhead.fill(runAhead(v[0], transitions * bins, d, u));
    return;
  }
  for (let j = 0; j < bins; j++) {
    state.precision[j] = shape / (zeta0 + 0.5 * (distance[j] + uncertainty[j]));
    state.precisionAhead[j] = runAhead(v[j], transitions, distance[j], uncertainty[j]);
  }
}
