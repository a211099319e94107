import type { Bursts } from "./bursts.js";
import type { NormalEquations } from "./normal-equations.js";

/** What a method of regression is given. */
export interface Regression {
  readonly equations: NormalEquations;
  /** The terms that vary, ascending; the others have coefficient 0. */
  readonly varying: Int32Array;
  readonly bursts: Bursts;
  /** The same equations for some of the bursts. */
  readonly equationsOf: (bursts: Bursts) => NormalEquations;
}

/** What it gives. */
export interface Estimate {
  /** Terms whose coefficients are not 0, ascending. */
  readonly chosen: Int32Array;
  /** Their coefficients, [chosen]. */
  readonly theta: Float64Array;
  /** Covariance of the coefficients over the variance of one residual, [chosen, chosen], where the method
   * has one. */
  readonly covariance?: Float64Array | undefined;
  readonly converged: boolean;
}
