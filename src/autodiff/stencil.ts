import { invalidData } from "../errors.js";
import { moveBlock } from "../kernel/network/blocks.js";
import type { Values } from "../kernel/network/values.js";
import { nodeOf, type TensorNode } from "./node.js";
import { functionsOf, record } from "./record.js";
import type { Shape } from "./shape.js";
import type { Tensor } from "./tensor.js";

/** `count` numbers that move together, from x to y. */
interface Run {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** The two runs of a ring of n numbers that begins `by` numbers further on. */
function turned(n: number, by: number, from: number, to: number): Run[] {
  const shift = ((by % n) + n) % n;
  const runs = [{ from: from + shift, to, count: n - shift }];
  if (shift > 0) runs.push({ from, to: to + n - shift, count: shift });
  return runs;
}

/** A tensor of runs of x, which its adjoint adds back to where they came from. */
function moved(what: string, x: TensorNode, shape: Shape, runs: readonly Run[]): Tensor {
  const functions = functionsOf(x);
  const at = (values: Values, offset: number) => ({ values, offset, stride: 0 });
  return record({
    what,
    shape,
    inputs: [x],
    forward: (y) => {
      for (const { from, to, count } of runs) {
        moveBlock(functions, at(x.values, from), at(y, to), 1, count, false);
      }
    },
    adjoints: () => [
      (g, dx, accumulate) => {
        // What comes first covers every number of x once: one whole turn of it.
        let covered = 0;
        for (const { from, to, count } of runs) {
          const onto = accumulate || covered >= x.values.length;
          moveBlock(functions, at(g, to), at(dx, from), 1, count, onto);
          covered += count;
        }
      },
    ],
  });
}

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
