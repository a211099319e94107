import {
  lowerFactorAdjoint,
  lowerProduct,
  lowerProductAdjoint,
} from "../kernel/network/products.js";
import type { Values } from "../kernel/network/values.js";
import { functionsOf, nodesOf, record } from "./record.js";
import { checkShape } from "./shape.js";
import type { Tensor } from "./tensor.js";

/**
 * The product of one lower-triangular matrix for each column and that column of x:
 * y_j = sum_{k <= j} L_jk x_k.
 *
 * @param packed [n (n + 1) / 2, columns]: L_00, L_10, L_11, L_20, ...
 * @param tensor x, [n, columns]
 * @returns [n, columns]
 * @throws InvalidData for other shapes
 */
export function lowerTriangularProduct(packed: Tensor, tensor: Tensor): Tensor {
  const what = "lowerTriangularProduct";
  const [l, x] = nodesOf(what, [packed, tensor]);
  const { rows, columns } = x;
  const size = (rows * (rows + 1)) / 2;
  const right = l.rows === size && l.columns === columns;
  checkShape(right, what, `packed matrices [${size}, ${columns}]`, l);
  const functions = functionsOf(l);
  const shaped = (values: Values) => ({ values, rows, columns });
  return record({
    what,
    shape: x,
    inputs: [l, x],
    forward: (y) => lowerProduct(functions, l.matrix, x.matrix, shaped(y)),
    adjoints: () => ({
      each: [
        (g, dl, accumulate) => lowerFactorAdjoint(functions, g, x.matrix, dl, accumulate),
        (g, dx, accumulate) => lowerProductAdjoint(functions, l.matrix, shaped(g), dx, accumulate),
      ],
    }),
  });
}
