import { add, multiply } from "../../../autodiff/arithmetic.js";
import { affine, exp, square } from "../../../autodiff/elementwise.js";
import type { StatesOnTape } from "./family.js";
import type { GaussianOnTape } from "./gaussian.js";

/** E[u] and Var[u] of u = exp(y), y ~ N(mean, variance), bin by bin. */
function momentsOf({ mean, variance }: GaussianOnTape): StatesOnTape["moments"] {
  if (variance === undefined) return undefined;
  const expected = exp(add(mean, affine(variance, 0.5, 0)));
  const relative = affine(exp(variance), 1, -1);
  return { mean: expected, variance: multiply(square(expected), relative) };
}

/**
 * u = exp(y): positive states whose sum is free. The entropy is that of y plus E[sum y].
 *
 * @param normalised whether the emission asks for E[logsumexp(y)]
 */
export function lognormalStates(y: GaussianOnTape, normalised: boolean): StatesOnTape {
  return {
    parameters: y.parameters,
    gaussian: y,
    draw: exp(y.draw),
    mean: y.mean,
    normaliser: normalised ? y.normaliser() : undefined,
    negativeEntropy: [
      { of: y.logScale, weight: -1 },
      { of: y.mean, weight: -1 },
    ],
    moments: momentsOf(y),
  };
}
