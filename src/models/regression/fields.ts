import type { Library } from "../law/features.js";
import type { ModelHeader } from "../law/header.js";

/** What a regression leaves, and what a file holds. */
export interface RegressionFields extends ModelHeader {
  readonly library: Library;
  /** Terms whose coefficients are not 0, ascending; see `distinctTerms`. */
  readonly chosen: Int32Array;
  /** Their coefficients, [chosen]. */
  readonly theta: Float64Array;
  /** Covariance of theta, [chosen, chosen], where the method has one. */
  readonly covariance?: Float64Array | undefined;
  /** Standard deviation of the noise of the law, the same in every bin. */
  readonly noise: number;
  readonly converged: boolean;
}
