import { binary, fill } from "../kernel/network/elementwise.js";
import * as kernels from "../kernel/network/reductions.js";
import { nodeOf } from "./node.js";
import { functionsOf, record } from "./record.js";
import type { Tensor } from "./tensor.js";

const spreadBack = { rows: "row", columns: "column", all: "number" } as const;

function summation(what: string, over: kernels.Over): (x: Tensor) => Tensor {
  return (tensor) => {
    const x = nodeOf(tensor);
    const functions = functionsOf(x);
    return record({
      what,
      shape: { rows: over === "columns" ? x.rows : 1, columns: over === "rows" ? x.columns : 1 },
      inputs: [x],
      forward: (y) => kernels.reduce(functions, over, { x: x.matrix }, y, false),
      adjoints: () => ({
        each: [
          (g, dx, accumulate) =>
            binary(functions, "second", dx, g, dx, x.columns, spreadBack[over], accumulate),
        ],
        ofConstant: (weight, dx, accumulate) => fill(functions, dx, weight, accumulate),
      }),
    });
  };
}

/** The sum over rows, [1, columns]. */
export const sumRows = summation("sumRows", "rows");
/** The sum over columns, [rows, 1]. */
export const sumColumns = summation("sumColumns", "columns");
/** The sum of all numbers, [1, 1]. */
export const sum = summation("sum", "all");

/** log sum_i exp x_ij over rows, [1, columns]; the largest number of a column is taken out of its sum. */
export function logSumExpRows(tensor: Tensor): Tensor {
  const x = nodeOf(tensor);
  const functions = functionsOf(x);
  return record({
    what: "logSumExpRows",
    shape: { rows: 1, columns: x.columns },
    inputs: [x],
    forward: (y) => kernels.logSumExp(functions, x.matrix, y),
    adjoints: (y) => ({
      each: [
        (g, dx, accumulate) => kernels.logSumExpAdjoint(functions, x.matrix, y, g, dx, accumulate),
      ],
    }),
  });
}

/** exp x_ij / sum_i exp x_ij: the numbers of each column made probabilities. */
export function softmaxRows(tensor: Tensor): Tensor {
  const x = nodeOf(tensor);
  const functions = functionsOf(x);
  const { rows, columns } = x;
  return record({
    what: "softmaxRows",
    shape: x,
    inputs: [x],
    forward: (y) => kernels.softmax(functions, x.matrix, y),
    adjoints: (values) => ({
      each: [
        (g, dx, accumulate) =>
          kernels.softmaxAdjoint(functions, { values, rows, columns }, g, dx, accumulate),
      ],
    }),
  });
}
