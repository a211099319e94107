import { invalidData } from "../errors.js";
import { nodeOf } from "./node.js";
import { moved, turned } from "./ring.js";
import type { Tensor } from "./tensor.js";

function checkOffset(what: string, offset: number): void {
  if (!Number.isSafeInteger(offset)) throw invalidData(what, "integer offsets", String(offset));
}

/**
 * The neighbours of every cell of a ring, as a batch for one network that all cells share: row k is
 * x[(i + offsets[k]) mod cells, :] for all cells i.
 *
 * @param tensor x, [cells, columns]
 * @returns [offsets.length, cells * columns]
 */
export function stencil(tensor: Tensor, offsets: ArrayLike<number>): Tensor {
  const x = nodeOf(tensor);
  const n = x.values.length;
  const runs = Array.from(offsets).flatMap((offset, k) => {
    checkOffset("stencil", offset);
    return turned(n, (offset % x.rows) * x.columns, 0, k * n);
  });
  return moved("stencil", x, { rows: offsets.length, columns: n }, runs);
}

/** Row i is x[(i + by) mod cells, :]; x is [cells, columns]. */
export function circularShift(tensor: Tensor, by: number): Tensor {
  const x = nodeOf(tensor);
  checkOffset("circularShift", by);
  return moved("circularShift", x, x, turned(x.values.length, (by % x.rows) * x.columns, 0, 0));
}
