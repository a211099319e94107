import { add, multiply, subtract } from "../../../autodiff/arithmetic.js";
import { affine, exp, log, square } from "../../../autodiff/elementwise.js";
import { logSumExpRows, sumRows } from "../../../autodiff/reductions.js";
import type { Tensor } from "../../../autodiff/tensor.js";

/**
 * E[logsumexp(y)] for independent y_j ~ N(mu_j, v_j), [1, column], from the second cumulant in its lognormal form:
 *
 *     LSE(mu + v/2) - log(1 + C) / 2,   C = sum_j rho_j^2 (e^{v_j} - 1),   rho = softmax(mu + v/2)
 *
 * Exact where sum exp(y) is lognormal; it stays finite for large v.
 */
export function lognormalNormaliser(mean: Tensor, variance: Tensor): Tensor {
  const tilted = add(mean, affine(variance, 0.5, 0));
  const lse = logSumExpRows(tilted);
  const rho = exp(subtract(tilted, lse));
  const spread = sumRows(multiply(square(rho), affine(exp(variance), 1, -1)));
  return subtract(lse, affine(log(affine(spread, 1, 1)), 0.5, 0));
}

/** The same for any Gaussian, from a draw and its mirror image: what is odd in the noise cancels. */
export function antitheticNormaliser(mean: Tensor, deviation: Tensor): Tensor {
  const above = logSumExpRows(add(mean, deviation));
  const below = logSumExpRows(subtract(mean, deviation));
  return affine(add(above, below), 0.5, 0);
}
