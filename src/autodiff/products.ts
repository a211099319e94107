import { transpose } from "../kernel/network/blocks.js";
import type { Matrix } from "../kernel/network/products.js";
import * as kernels from "../kernel/network/products.js";
import { reduce } from "../kernel/network/reductions.js";
import { type Functions, reserveValues, type Values } from "../kernel/network/values.js";
import { functionsOf, nodesOf, record } from "./record.js";
import { checkShape } from "./shape.js";
import type { Tensor } from "./tensor.js";

/**
 * A dense layer: Y = W X + b.
 *
 * @param weight [out, in]
 * @param x [in, columns]
 * @param bias [out, 1]
 * @returns [out, columns]
 * @throws InvalidData for other shapes
 */
export function dense(weight: Tensor, x: Tensor, bias?: Tensor): Tensor {
  const what = "dense";
  const nodes = nodesOf(what, bias === undefined ? [weight, x] : [weight, x, bias]);
  const [w, input, b] = nodes;
  const rows = w.rows;
  const columns = input.columns;
  checkShape(w.columns === input.rows, what, `a weight [out, ${input.rows}]`, w);
  checkShape(b === undefined || b.rows === rows, what, `a bias [${rows}, 1]`, b);
  checkShape(b === undefined || b.columns === 1, what, `a bias [${rows}, 1]`, b);
  const functions = functionsOf(w);
  const shaped = (values: Values): Matrix => ({ values, rows, columns });
  return record({
    what,
    shape: { rows, columns },
    inputs: nodes,
    forward: (y) =>
      kernels.multiply(functions, w.matrix, false, input.matrix, shaped(y), b?.values, false),
    adjoints: () => ({
      each: [
        (g, dw, accumulate) =>
          kernels.multiplyTransposed(
            functions,
            shaped(g),
            input.matrix,
            { ...w.matrix, values: dw },
            accumulate,
          ),
        (g, dx, accumulate) =>
          kernels.multiply(
            functions,
            w.matrix,
            true,
            shaped(g),
            { ...input.matrix, values: dx },
            undefined,
            accumulate,
          ),
        (g, db, accumulate) => reduce(functions, "columns", { x: shaped(g) }, db, accumulate),
      ],
    }),
  });
}

/** Which operands of a product are transposed. */
export interface MatmulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** Room for the transpose of a matrix, where both operands are transposed. */
function transposedCopy(functions: Functions, { rows, columns }: Matrix) {
  return { values: reserveValues(functions, rows * columns), rows: columns, columns: rows };
}

/** C = op(A) op(B), or C plus that; `scratch` has room for B^T. */
function product(
  functions: Functions,
  a: Matrix,
  transposeA: boolean,
  b: Matrix,
  transposeB: boolean,
  c: Matrix,
  accumulate: boolean,
  scratch: Matrix | undefined,
): void {
  if (!transposeB) {
    kernels.multiply(functions, a, transposeA, b, c, undefined, accumulate);
  } else if (!transposeA) {
    kernels.multiplyTransposed(functions, a, b, c, accumulate);
  } else if (scratch !== undefined) {
    transpose(functions, b, scratch);
    kernels.multiply(functions, a, true, scratch, c, undefined, accumulate);
  }
}

/**
 * The product of two matrices, either of them transposed first: C = op(A) op(B).
 *
 * @throws InvalidData unless op(A) has as many columns as op(B) has rows
 */
export function matmul(
  first: Tensor,
  second: Tensor,
  { transposeA = false, transposeB = false }: MatmulOptions = {},
): Tensor {
  const what = "matmul";
  const [a, b] = nodesOf(what, [first, second]);
  const [rows, inner] = transposeA ? [a.columns, a.rows] : [a.rows, a.columns];
  const [innerB, columns] = transposeB ? [b.columns, b.rows] : [b.rows, b.columns];
  checkShape(inner === innerB, what, "operands with the same inner dimension", a, b);
  const functions = functionsOf(a);
  const shaped = (values: Values): Matrix => ({ values, rows, columns });
  const both = transposeA && transposeB;
  const scratchB = both ? transposedCopy(functions, b.matrix) : undefined;
  const scratchA = both ? transposedCopy(functions, a.matrix) : undefined;
  const scratchG = both
    ? { values: reserveValues(functions, rows * columns), rows: columns, columns: rows }
    : undefined;
  return record({
    what,
    shape: { rows, columns },
    inputs: [a, b],
    forward: (y) =>
      product(functions, a.matrix, transposeA, b.matrix, transposeB, shaped(y), false, scratchB),
    adjoints: () => ({
      each: [
        (g, da, accumulate) => {
          const to = { ...a.matrix, values: da };
          // dA = G op(B)^T; of the transpose, op(B) G^T.
          if (!transposeA) {
            product(functions, shaped(g), false, b.matrix, !transposeB, to, accumulate, undefined);
          } else {
            product(functions, b.matrix, transposeB, shaped(g), true, to, accumulate, scratchG);
          }
        },
        (g, db, accumulate) => {
          const to = { ...b.matrix, values: db };
          // dB = op(A)^T G; of the transpose, G^T op(A).
          if (!transposeB) {
            product(functions, a.matrix, !transposeA, shaped(g), false, to, accumulate, undefined);
          } else {
            product(functions, shaped(g), true, a.matrix, transposeA, to, accumulate, scratchA);
          }
        },
      ],
    }),
  });
}
