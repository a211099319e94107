import { moveBlock } from "../kernel/network/blocks.js";
import type { Values } from "../kernel/network/values.js";
import type { TensorNode } from "./node.js";
import { functionsOf, record } from "./record.js";
import type { Shape } from "./shape.js";
import type { Tensor } from "./tensor.js";

/** `count` numbers that move together, from x to y. */
export interface Run {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** The runs of a ring of n numbers, at `from`, that begins `by` numbers further on, at `to`. */
export function turned(n: number, by: number, from: number, to: number): Run[] {
  const shift = ((by % n) + n) % n;
  const runs = [{ from: from + shift, to, count: n - shift }];
  if (shift > 0) runs.push({ from, to: to + n - shift, count: shift });
  return runs;
}

/**
 * A tensor of runs of x, which its adjoint adds back to where they came from. The first of them, as many
 * numbers as x has, must be x in some order.
 */
export function moved(what: string, x: TensorNode, shape: Shape, runs: readonly Run[]): Tensor {
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
    adjoints: () => ({
      each: [
        (g, dx, accumulate) => {
          let covered = 0;
          for (const { from, to, count } of runs) {
            const onto = accumulate || covered >= x.values.length;
            moveBlock(functions, at(g, to), at(dx, from), 1, count, onto);
            covered += count;
          }
        },
      ],
    }),
  });
}
