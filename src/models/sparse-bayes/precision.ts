import type { Residuals } from "./inference.js";
import { type Problem, precisionShape } from "./problem.js";
import type { VariationalState } from "./state.js";

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/** The largest factor by which an accelerated update may move a precision. */
const stride = 4;

/** A precision v and the gradient there of the log likelihood in 1/v, of one value. */
interface Visited {
  readonly v: number;
  readonly gradient: number;
}

/**
 * Where the plain updates of one precision are heading. They are slow where X follows the law rather than
 * the data: then most of the residual is the variance 1/v of X itself, and each update repeats the last.
 *
 * With X integrated out a residual has variance u + w, u = 1/v and w that of the data. Twice its log
 * likelihood has the gradient (distance / u - gamma) / u in u, gamma = n - v uncertainty being the number of
 * values that the data determine, and about the Fisher information gamma^2 / (n u^2). This is one step of
 * Fisher scoring, or, where that has overshot, of the secant through the last two gradients. The fixed point,
 * gamma u = distance, is that of the plain updates (MacKay 1992).
 */
function runAhead(here: Visited, before: Visited, gamma: number, n: number): number {
  const { v, gradient } = here;
  const u = 1 / v;
  const fisher = (gamma * gamma * v * v) / n;
  const secant = (before.gradient - gradient) / (u - 1 / before.v);
  const overshot = before.gradient * gradient < 0;
  const information = overshot && secant > fisher ? secant : fisher;
  const step = u + gradient / information;
  const optimum = step > 0 ? 1 / step : Number.POSITIVE_INFINITY;
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
  const { precision } = problem.parameters;
  const prior = problem.precisionPrior;
  const { bins } = problem;
  const { transitions } = problem.inference;
  const shared = precision === "shared";
  // A Gamma prior is as good as 2 shape residuals with the sum of squares 2 rate.
  const update = (j: number, count: number, squares: number, u: number) => {
    const n = count + 2 * prior.shape;
    const d = squares + 2 * prior.rate;
    const gamma = n - v[j] * u;
    const here = { v: v[j], gradient: v[j] * (v[j] * d - gamma) };
    const before = { v: state.precisionUsed[j], gradient: state.precisionGradient[j] };
    const mean = (2 * shape) / (d + u);
    const ahead = runAhead(here, before, gamma, n);
    for (let k = j; k < (shared ? bins : j + 1); k++) {
      state.precision[k] = mean;
      state.precisionAhead[k] = ahead;
      state.precisionUsed[k] = here.v;
      state.precisionGradient[k] = here.gradient;
    }
  };
  if (shared) update(0, transitions * bins, sumOf(distance), sumOf(uncertainty));
  else for (let j = 0; j < bins; j++) update(j, transitions, distance[j], uncertainty[j]);
}
