import { type Problem, precisionShape } from "./problem.js";
import type { VariationalState } from "./state.js";

/** The two parts of sum_i <(X_ij - theta . phi_j)^2>, shapes [bin]. */
export interface Residuals {
  /** Of the means: sum_i (mu_ij - mean theta . phi_j)^2. */
  readonly distance: Float64Array;
  /** Of the variances of X and of theta around them. */
  readonly uncertainty: Float64Array;
}

/** @param spread sum_i <(phi_ij . (theta - mean))^2> of each bin, [bin] */
export function expectedResiduals(
  problem: Problem,
  state: VariationalState,
  spread: Float64Array,
): Residuals {
  const { bins, sequences } = problem.states;
  const { mu, variance } = state;
  const p = problem.prediction.view;
  const distance = new Float64Array(bins);
  const uncertainty = spread.slice();
  for (let from = 0; from < sequences * bins; from += bins) {
    for (let j = 0; j < bins; j++) {
      const d = mu[from + j] - p[from + j];
      distance[j] += d * d;
      uncertainty[j] += variance[from + j];
    }
  }
  return { distance, uncertainty };
}

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
  const { bins, sequences } = problem.states;
  if (precision === "shared") {
    const [d, u] = [sumOf(distance), sumOf(uncertainty)];
    state.precision.fill(shape / (zeta0 + 0.5 * (d + u)));
    state.precisionAhead.fill(runAhead(v[0], sequences * bins, d, u));
    return;
  }
  for (let j = 0; j < bins; j++) {
    state.precision[j] = shape / (zeta0 + 0.5 * (distance[j] + uncertainty[j]));
    state.precisionAhead[j] = runAhead(v[j], sequences, distance[j], uncertainty[j]);
  }
}
