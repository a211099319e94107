import type { Tensor } from "../../../autodiff/tensor.js";
import type { GaussianOnTape } from "./gaussian.js";

/** A part of an objective: weight times the sum of all elements. */
export interface Term {
  readonly of: Tensor;
  readonly weight?: number;
}

/**
 * q(X) of every snapshot, recorded on a tape. States are relative densities u = bins X, [bin, column], and
 * log u = y, or y - logsumexp(y) + log bins on the simplex, with y Gaussian.
 */
export interface StatesOnTape {
  readonly parameters: readonly Tensor[];
  readonly gaussian: GaussianOnTape;
  /** One draw of u. */
  readonly draw: Tensor;
  /** Mean of y. */
  readonly mean: Tensor;
  /** E[logsumexp(y)], [1, column], where the emission or the simplex needs it. */
  readonly normaliser?: Tensor | undefined;
  /** -E[log q(X)] negated, up to a constant: what to minimise. */
  readonly negativeEntropy: readonly Term[];
  /** E[u] and Var[u] of independent bins, where there is a closed form. */
  readonly moments?: { readonly mean: Tensor; readonly variance: Tensor } | undefined;
}
