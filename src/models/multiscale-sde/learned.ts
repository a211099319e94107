import type { AdamMoments } from "../../autodiff/adam-moments.js";
import type { NamedArray } from "./latent.js";

/** What was learned. */
export interface Learned {
  /** All that was on the tape: parameters of drift, decoder and noise, and of the encoder where it is learned. */
  readonly arrays: readonly NamedArray[];
  /** log s and log Psi, [d]. */
  readonly logScale: Float64Array;
  readonly logDispersion: Float64Array;
  /** Variance sigma^2 of an observed number. */
  readonly variance: number;
  /** The bound of each step, averaged over times, estimated from its batch. */
  readonly bound: Float64Array;
  /** Mean squared error of each step of training by pushforward, where there was one. */
  readonly pushforward?: Float64Array | undefined;
  /** What training needs to go on; none once it is done. */
  readonly training?: AdamMoments | undefined;
}
