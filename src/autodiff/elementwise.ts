import { invalidParameter } from "../errors.js";
import * as kernels from "../kernel/network/elementwise.js";
import { reserveValues, type Values } from "../kernel/network/values.js";
import { nodeOf } from "./node.js";
import { functionsOf, record } from "./record.js";
import type { Tensor } from "./tensor.js";

function elementwise(name: kernels.UnaryName): (x: Tensor) => Tensor {
  return (tensor) => {
    const x = nodeOf(tensor);
    const functions = functionsOf(x);
    const kept = name === "silu" ? reserveValues(functions, x.values.length) : undefined;
    return record({
      what: name,
      shape: x,
      inputs: [x],
      forward: (y) => kernels.unary(functions, name, x.values, y, kept),
      adjoints: (y) => ({
        each: [
          (g, dx, accumulate) =>
            kernels.unaryAdjoint(functions, name, x.values, y, kept, g, dx, accumulate),
        ],
        ...(name === "square" && {
          ofConstant: (weight: number, dx: Values, accumulate: boolean) =>
            kernels.affine(functions, x.values, 2 * weight, 0, dx, accumulate),
        }),
      }),
    });
  };
}

/** max(x, 0); its derivative at 0 is 0. */
export const relu = elementwise("relu");
/** x / (1 + e^-x) */
export const silu = elementwise("silu");
/** tanh x */
export const tanh = elementwise("tanh");
/** log(1 + e^x) */
export const softplus = elementwise("softplus");
/** 1 / (1 + e^-x) */
export const sigmoid = elementwise("sigmoid");
/** e^x */
export const exp = elementwise("exp");
/** Natural logarithm: -Infinity at 0, NaN below. */
export const log = elementwise("log");
/** x^2 */
export const square = elementwise("square");
/** Square root: NaN below 0. */
export const sqrt = elementwise("sqrt");
/** 1 / x */
export const reciprocal = elementwise("reciprocal");

/** a x + b, with numbers a and b. */
export function affine(tensor: Tensor, a: number, b: number): Tensor {
  for (const [name, value] of Object.entries({ a, b })) {
    if (!Number.isFinite(value)) throw invalidParameter(name, "a finite number", value);
  }
  const x = nodeOf(tensor);
  const functions = functionsOf(x);
  return record({
    what: "affine",
    shape: x,
    inputs: [x],
    forward: (y) => kernels.affine(functions, x.values, a, b, y),
    adjoints: () => ({
      each: [(g, dx, accumulate) => kernels.affine(functions, g, a, 0, dx, accumulate)],
      passes: [a === 1],
      ofConstant: (weight, dx, accumulate) => kernels.fill(functions, dx, a * weight, accumulate),
    }),
  });
}
