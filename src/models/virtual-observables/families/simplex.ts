import { subtract } from "../../../autodiff/arithmetic.js";
import { affine, exp, square } from "../../../autodiff/elementwise.js";
import { logSumExpRows, sumRows } from "../../../autodiff/reductions.js";
import type { StatesOnTape } from "./family.js";
import type { GaussianOnTape } from "./gaussian.js";

/**
 * u = bins softmax(y): states of mass 1. The density of X is that of y without the direction that softmax cannot see, over
 * prod X; that direction gets a prior N(0, 1) of its own.
 */
export function simplexStates(y: GaussianOnTape): StatesOnTape {
  const bins = y.mean.rows;
  const normaliser = y.normaliser();
  // E[(sum y)^2]: its mean and its variance.
  const gauge =
    y.variance !== undefined ? [square(sumRows(y.mean)), y.variance] : [square(sumRows(y.draw))];
  const logShare = subtract(y.draw, logSumExpRows(y.draw));
  return {
    parameters: y.parameters,
    gaussian: y,
    draw: affine(exp(logShare), bins, 0),
    mean: y.mean,
    normaliser,
    negativeEntropy: [
      { of: y.logScale, weight: -1 },
      { of: y.mean, weight: -1 },
      { of: normaliser, weight: bins },
      ...gauge.map((of) => ({ of, weight: 1 / (2 * bins) })),
    ],
  };
}
