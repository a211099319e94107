import { divide } from "../../../autodiff/arithmetic.js";
import { concatRows, reshape } from "../../../autodiff/blocks.js";
import { logarithm } from "../../../autodiff/exact.js";
import { gatherRows } from "../../../autodiff/indices.js";
import { matmul } from "../../../autodiff/products.js";
import { softmaxRows, sumRows } from "../../../autodiff/reductions.js";
import type { Tape, Tensor } from "../../../autodiff/tensor.js";
import { shiftedCells, type TapLayout } from "./layout.js";

/** A convolution with one learned kernel, and back; points are sorted as by {@link phasePlaces}. */
export interface Smoothing {
  /** K u: sums of the kernel's weights and points about the middle of each cell, [points, columns] -> [cells, columns]. */
  gather(fields: Tensor): Tensor;
  /** K^T z, [cells, columns] -> [points, columns]. */
  spread(cells: Tensor): Tensor;
  /** Weighted averages: K u / K 1. */
  average(fields: Tensor): Tensor;
  /** Weighted averages of the cells that see a point: K^T z / K^T 1. */
  decode(cells: Tensor): Tensor;
}

/** Logarithms of a hat over two cells: its shifted copies sum to the same everywhere. */
function hat({ taps, width }: TapLayout): Float64Array {
  return Float64Array.from({ length: taps }, (_, i) => {
    const distance = Math.abs(i - (taps - 1) / 2) / width;
    return logarithm(Math.max(1 - distance, 0.5 / width));
  });
}

/**
 * The strided convolution of the macroscale encoder and the transposed one of its decoder, of one kernel (Ilersich & Nair 2025).
 * Its weights are positive and sum to 1: the softmax of the parameter. Averages divide by the weights that lie inside the domain
 * (normalised convolution, Knutsson & Westin 1993), so that both keep constants, also at walls.
 */
export function declareSmoothing(tape: Tape, layout: TapLayout): Smoothing {
  const { points, cells, width, taps, reach, periodic, tapOf } = layout;
  const shifts = 2 * reach + 1;
  const logits = tape.parameter("kernel", taps, 1, hat(layout));
  const weights = concatRows([softmaxRows(logits), tape.input(1, 1)]);
  const kernel = reshape(gatherRows(weights, tapOf), width, shifts);
  const ahead = shiftedCells(layout, reach, "none");
  // Row of the products [shift][cell] that belongs to each shift and cell; the one below them all is 0.
  const behind = ahead.map((_, i) => {
    const shift = Math.floor(i / cells);
    const from = ahead[(shifts - 1 - shift) * cells + (i % cells)];
    return from < cells ? shift * cells + from : shifts * cells;
  });
  const withZero = (x: Tensor) => (periodic ? x : concatRows([x, tape.input(1, x.columns)]));
  const gather = (fields: Tensor) => {
    const { columns } = fields;
    const byPhase = reshape(fields, width, cells * columns);
    const products = matmul(kernel, byPhase, { transposeA: true });
    const rows = withZero(reshape(products, shifts * cells, columns));
    const aligned = reshape(gatherRows(rows, behind), shifts, cells * columns);
    return reshape(sumRows(aligned), cells, columns);
  };
  const spread = (states: Tensor) => {
    const { columns } = states;
    const near = reshape(gatherRows(withZero(states), ahead), shifts, cells * columns);
    return reshape(matmul(kernel, near), points, columns);
  };
  const ones = (rows: number) => tape.input(rows, 1, new Float64Array(rows).fill(1));
  const within = gather(ones(points));
  const cover = spread(ones(cells));
  return {
    gather,
    spread,
    average: (fields) => divide(gather(fields), within),
    decode: (states) => divide(spread(states), cover),
  };
}
