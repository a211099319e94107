import { external } from "../../../autodiff/external.js";
import type { Tensor } from "../../../autodiff/tensor.js";

type Numbers = Float32Array | Float64Array;

/** Adds `from` less the mean of each column. */
function addCentred(from: Numbers, into: Numbers, rows: number, columns: number): void {
  for (let c = 0; c < columns; c++) {
    let sum = 0;
    for (let j = 0; j < rows; j++) sum += from[j * columns + c];
    for (let j = 0; j < rows; j++) into[j * columns + c] += from[j * columns + c] - sum / rows;
  }
}

/** x less the mean of each of its columns: a change that moves mass and makes none. [rows, columns] */
export function centred(x: Tensor): Tensor {
  const { rows, columns } = x;
  return external([x], rows, columns, {
    forward([input], output) {
      output.fill(0);
      addCentred(input, output, rows, columns);
    },
    // The projection is its own transpose.
    backward: (_, __, outputGradient, [gradient]) =>
      addCentred(outputGradient, gradient, rows, columns),
  });
}
