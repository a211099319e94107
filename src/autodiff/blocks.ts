import { invalidData } from "../errors.js";
import * as kernels from "../kernel/network/blocks.js";
import { fill } from "../kernel/network/elementwise.js";
import { nodeOf, type TensorNode } from "./node.js";
import { functionsOf, nodesOf, record } from "./record.js";
import { checkShape, describeShape } from "./shape.js";
import type { Tensor } from "./tensor.js";

/** A part of a matrix: from `row` and `column` (by default 0), by default to the end. */
export interface Part {
  readonly row?: number;
  readonly rows?: number;
  readonly column?: number;
  readonly columns?: number;
}

function checkRange(what: string, from: number, count: number, length: number): void {
  const whole = Number.isSafeInteger(from) && Number.isSafeInteger(count);
  if (whole && from >= 0 && count > 0 && from + count <= length) return;
  throw invalidData(
    `slice, ${what}`,
    `a range within 0 to ${length}`,
    `${from} to ${from + count}`,
  );
}

/** A block of a matrix, copied. @throws InvalidData if it is empty or reaches beyond the matrix */
export function slice(tensor: Tensor, part: Part): Tensor {
  const x = nodeOf(tensor);
  const { row = 0, column = 0 } = part;
  const { rows = x.rows - row, columns = x.columns - column } = part;
  checkRange("rows", row, rows, x.rows);
  checkRange("columns", column, columns, x.columns);
  const functions = functionsOf(x);
  const offset = row * x.columns + column;
  const place = { values: x.values, offset, stride: x.columns };
  return record({
    what: "slice",
    shape: { rows, columns },
    inputs: [x],
    forward: (y) =>
      kernels.moveBlock(functions, place, kernels.whole(y, columns), rows, columns, false),
    adjoints: () => ({
      each: [
        (g, dx, accumulate) => {
          if (!accumulate) fill(functions, dx, 0);
          const to = { values: dx, offset, stride: x.columns };
          kernels.moveBlock(functions, kernels.whole(g, columns), to, rows, columns, true);
        },
      ],
    }),
  });
}

/** Where each of the parts stands in what they are joined to. */
function offsets(sizes: readonly number[]): number[] {
  let offset = 0;
  return sizes.map((size) => {
    offset += size;
    return offset - size;
  });
}

/** Matrices joined; part k begins at number `starts[k]` of each row of the whole. */
function join(
  what: string,
  parts: readonly TensorNode[],
  rows: number,
  columns: number,
  starts: readonly number[],
): Tensor {
  const functions = functionsOf(parts[0]);
  return record({
    what,
    shape: { rows, columns },
    inputs: parts,
    forward: (y) => {
      for (let k = 0; k < parts.length; k++) {
        const { values, rows: height, columns: width } = parts[k];
        const to = { values: y, offset: starts[k], stride: columns };
        kernels.moveBlock(functions, kernels.whole(values, width), to, height, width, false);
      }
    },
    adjoints: () => ({
      each: parts.map((part, k) => (g, dx, accumulate) => {
        const from = { values: g, offset: starts[k], stride: columns };
        const to = kernels.whole(dx, part.columns);
        kernels.moveBlock(functions, from, to, part.rows, part.columns, accumulate);
      }),
    }),
  });
}

/** Matrices one below the other. @throws InvalidData unless they have as many columns */
export function concatRows(tensors: readonly Tensor[]): Tensor {
  const what = "concatRows";
  const parts = nodesOf(what, tensors);
  const { columns } = parts[0];
  for (const part of parts) {
    checkShape(part.columns === columns, what, `tensors with ${columns} columns`, part);
  }
  const starts = offsets(parts.map((part) => part.values.length));
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  return join(what, parts, rows, columns, starts);
}

/** Matrices side by side. @throws InvalidData unless they have as many rows */
export function concatColumns(tensors: readonly Tensor[]): Tensor {
  const what = "concatColumns";
  const parts = nodesOf(what, tensors);
  const { rows } = parts[0];
  for (const part of parts) {
    checkShape(part.rows === rows, what, `tensors with ${rows} rows`, part);
  }
  const starts = offsets(parts.map((part) => part.columns));
  const columns = parts.reduce((sum, part) => sum + part.columns, 0);
  return join(what, parts, rows, columns, starts);
}

/**
 * The same numbers in another shape, row by row: shares the memory of x, so it costs nothing.
 *
 * @throws InvalidData unless there are as many
 */
export function reshape(tensor: Tensor, rows: number, columns: number): Tensor {
  const x = nodeOf(tensor);
  const same = Number.isSafeInteger(rows) && rows > 0 && rows * columns === x.values.length;
  checkShape(same, "reshape", `a shape of as many numbers as ${describeShape(x)}`, {
    rows,
    columns,
  });
  return x.view(rows, columns);
}
