import { invalidData } from "../errors.js";
import type { Region } from "../kernel/memory.js";
import * as kernels from "../kernel/network/blocks.js";
import { fill } from "../kernel/network/elementwise.js";
import type { Values } from "../kernel/network/values.js";
import { nodeOf, type TensorNode } from "./node.js";
import { functionsOf, record } from "./record.js";
import { checkShape } from "./shape.js";
import type { Tensor } from "./tensor.js";

function placeIndices(
  what: string,
  node: TensorNode,
  indices: ArrayLike<number>,
  length: number,
): Region<Int32Array> {
  for (let j = 0; j < indices.length; j++) {
    const index = indices[j];
    if (Number.isInteger(index) && index >= 0 && index < length) continue;
    throw invalidData(`${what}, index ${j}`, `an integer from 0 to ${length - 1}`, String(index));
  }
  const region = functionsOf(node).arena.i32(indices.length);
  region.view.set(indices);
  return region;
}

/**
 * The columns of x that `indices` name, in their order: y_ij = x_i,k(j).
 *
 * @throws InvalidData for an index that is no column
 */
export function gatherColumns(tensor: Tensor, indices: ArrayLike<number>): Tensor {
  const what = "gatherColumns";
  const x = nodeOf(tensor);
  const functions = functionsOf(x);
  const { rows } = x;
  const places = placeIndices(what, x, indices, x.columns);
  return record({
    what,
    shape: { rows, columns: indices.length },
    inputs: [x],
    forward: (y) => kernels.gatherColumns(functions, x.matrix, places, y, false),
    adjoints: () => ({
      each: [
        (g, dx, accumulate) => {
          if (!accumulate) fill(functions, dx, 0);
          kernels.scatterColumns(functions, g, places, { ...x.matrix, values: dx });
        },
      ],
    }),
  });
}

/**
 * The columns of x added to those of zeros that `indices` name: y_i,k(j) += x_ij. [rows, columns]
 *
 * @throws InvalidData unless there is an index from 0 to columns - 1 for each column of x
 */
export function scatterColumns(
  tensor: Tensor,
  indices: ArrayLike<number>,
  columns: number,
): Tensor {
  const what = "scatterColumns";
  const x = nodeOf(tensor);
  checkShape(indices.length === x.columns, what, `${indices.length} columns, one an index`, x);
  const functions = functionsOf(x);
  const { rows } = x;
  const places = placeIndices(what, x, indices, columns);
  const shaped = (values: Values) => ({ values, rows, columns });
  return record({
    what,
    shape: { rows, columns },
    inputs: [x],
    forward: (y) => {
      fill(functions, y, 0);
      kernels.scatterColumns(functions, x.values, places, shaped(y));
    },
    adjoints: () => ({
      each: [
        (g, dx, accumulate) => kernels.gatherColumns(functions, shaped(g), places, dx, accumulate),
      ],
    }),
  });
}

/** Rows that follow one another in both matrices: they are moved at once. */
function rowRuns(places: Int32Array) {
  const runs: { from: number; to: number; rows: number }[] = [];
  for (const [to, from] of places.entries()) {
    const last = runs.at(-1);
    if (last !== undefined && from === last.from + last.rows) last.rows++;
    else runs.push({ from, to, rows: 1 });
  }
  return runs;
}

/**
 * The rows of x that `indices` name, in their order: y_ij = x_k(i),j.
 *
 * @throws InvalidData for an index that is no row
 */
export function gatherRows(tensor: Tensor, indices: ArrayLike<number>): Tensor {
  const what = "gatherRows";
  const x = nodeOf(tensor);
  const functions = functionsOf(x);
  const { columns } = x;
  const places = placeIndices(what, x, indices, x.rows).view.slice();
  const runs = rowRuns(places);
  const block = (values: Values, row: number) => ({
    values,
    offset: row * columns,
    stride: columns,
  });
  return record({
    what,
    shape: { rows: places.length, columns },
    inputs: [x],
    forward: (y) => {
      for (const { from, to, rows } of runs) {
        kernels.moveBlock(functions, block(x.values, from), block(y, to), rows, columns, false);
      }
    },
    adjoints: () => ({
      each: [
        (g, dx, accumulate) => {
          if (!accumulate) fill(functions, dx, 0);
          for (const { from, to, rows } of runs) {
            kernels.moveBlock(functions, block(g, to), block(dx, from), rows, columns, true);
          }
        },
      ],
    }),
  });
}
