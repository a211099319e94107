import { add, divide, multiply } from "../../../autodiff/arithmetic.js";
import { affine, exp } from "../../../autodiff/elementwise.js";
import type { Tensor } from "../../../autodiff/tensor.js";

/** A normal distribution of each point. */
export interface Expert {
  /** [points, columns] */
  readonly mean: Tensor;
  /** log of the precision, [points, 1] or [1, 1]. */
  readonly logPrecision: Tensor;
}

/**
 * The product of two normal densities of each point, normalised: precisions add, and the mean is that of the two weighted by
 * them (Hinton 2002).
 *
 * @param first its precision is that of each point, [points, 1]
 */
export function productOfExperts(first: Expert, second: Expert) {
  const own = exp(first.logPrecision);
  const precision = add(own, exp(second.logPrecision));
  const share = divide(own, precision);
  const mean = add(multiply(first.mean, share), multiply(second.mean, affine(share, -1, 1)));
  return { mean, precision };
}
