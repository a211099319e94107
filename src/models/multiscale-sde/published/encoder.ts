import { subtract } from "../../../autodiff/arithmetic.js";
import { concatRows } from "../../../autodiff/blocks.js";
import { denseNetwork } from "../../../autodiff/dense-network.js";
import { affine, silu } from "../../../autodiff/elementwise.js";
import type { Tape, Tensor } from "../../../autodiff/tensor.js";
import type { PublishedParts } from "./model.js";
import type { Smoothing } from "./smoothing.js";

/** Widths of the hidden layers. */
const hidden = [64];

/**
 * The mean of the posterior of one field: averages about the cells, and a network of what their decoder leaves,
 * [points, columns] -> [d, columns].
 */
export function declareEncoder(
  tape: Tape,
  smoothing: Smoothing,
  { layout, micro, residual }: PublishedParts,
): (fields: Tensor) => Tensor {
  if (micro === 0) return smoothing.average;
  const widths = [layout.points, ...hidden, micro];
  const network = denseNetwork(tape, "encoder", { widths, activation: silu });
  return (fields) => {
    const macro = smoothing.average(fields);
    const rest = affine(subtract(fields, smoothing.decode(macro)), 1 / residual, 0);
    return concatRows([macro, network.apply(rest)]);
  };
}
