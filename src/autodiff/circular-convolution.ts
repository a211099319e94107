import { invalidParameter } from "../errors.js";
import { reshape } from "./blocks.js";
import { nodeOf } from "./node.js";
import { dense } from "./products.js";
import { moved, turned } from "./ring.js";
import { checkShape } from "./shape.js";
import type { Tensor } from "./tensor.js";

/** The size of a convolution. */
export interface CircularConvolutionOptions {
  /** Cells of the ring. */
  readonly cells: number;
  /** Width of the filter, odd. */
  readonly taps: number;
  /** [out, 1] */
  readonly bias?: Tensor;
}

/**
 * A convolution on a ring of cells, the same for each of them:
 *
 *     y[o, i] = sum_{ch, k} filter[o, ch taps + k] x[ch, (i + k - (taps - 1) / 2) mod cells] + bias[o]
 *
 * @param filter [out, in * taps]
 * @param tensor x, [in * cells, columns]: the cells of the first channel, of the second, ...
 * @returns [out * cells, columns]
 * @throws InvalidParameter for an even number of taps, InvalidData for other shapes
 */
export function circularConvolution(
  filter: Tensor,
  tensor: Tensor,
  { cells, taps, bias }: CircularConvolutionOptions,
): Tensor {
  const what = "circularConvolution";
  if (!(Number.isSafeInteger(taps) && taps > 0 && taps % 2 === 1)) {
    throw invalidParameter("taps", "an odd positive integer", taps);
  }
  if (!(Number.isSafeInteger(cells) && cells > 0)) {
    throw invalidParameter("cells", "a positive integer", cells);
  }
  const x = nodeOf(tensor);
  const { columns } = x;
  const channels = x.rows / cells;
  checkShape(Number.isInteger(channels), what, `a multiple of ${cells} rows`, x);
  checkShape(
    filter.columns === channels * taps,
    what,
    `a filter [out, ${channels * taps}]`,
    filter,
  );
  const n = cells * columns;
  // What every tap of every channel meets, as the rows of the input of a dense layer.
  const runs = Array.from({ length: taps }, (_, k) =>
    Array.from({ length: channels }, (_, channel) =>
      turned(n, ((k - (taps - 1) / 2) % cells) * columns, channel * n, (channel * taps + k) * n),
    ),
  ).flat(2);
  const patches = moved(what, x, { rows: channels * taps, columns: n }, runs);
  return reshape(dense(filter, patches, bias), filter.rows * cells, columns);
}
