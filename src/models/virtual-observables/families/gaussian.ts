import { add, multiply } from "../../../autodiff/arithmetic.js";
import { concatRows } from "../../../autodiff/blocks.js";
import { exp, square } from "../../../autodiff/elementwise.js";
import { gatherRows } from "../../../autodiff/indices.js";
import { lowerTriangularProduct } from "../../../autodiff/lower-triangular.js";
import type { Tape, Tensor } from "../../../autodiff/tensor.js";
import { antitheticNormaliser, lognormalNormaliser } from "./normaliser.js";

/** y ~ N(mean, covariance) for every column, with a draw of it. */
export interface GaussianOnTape {
  readonly parameters: readonly Tensor[];
  readonly mean: Tensor;
  /** Draw less mean. */
  readonly deviation: Tensor;
  readonly draw: Tensor;
  /** Logarithms of the standard deviations, or of the diagonal of the covariance's factor: the entropy is their sum. */
  readonly logScale: Tensor;
  /** Entries of the covariance's factor below its diagonal, packed row by row, where it has any. */
  readonly below?: Tensor | undefined;
  /** Variances of independent bins. */
  readonly variance?: Tensor | undefined;
  /** E[logsumexp(y)], [1, column]. */
  normaliser(): Tensor;
}

/** Independent bins. @param scale log standard deviations */
export function diagonalGaussian(
  tape: Tape,
  mean: Tensor,
  logScale: Tensor,
  parameters: readonly Tensor[],
): GaussianOnTape {
  const scale = exp(logScale);
  const deviation = multiply(scale, tape.noise(mean.rows, mean.columns));
  const variance = square(scale);
  return {
    parameters,
    mean,
    deviation,
    draw: add(mean, deviation),
    logScale,
    variance,
    normaliser: () => lognormalNormaliser(mean, variance),
  };
}

/** Place of entry (row, column) of a lower triangle that is packed row by row. */
const packed = (row: number, column: number) => (row * (row + 1)) / 2 + column;

/** Rows of [diagonal; below the diagonal] in the order of a packed lower triangle. */
function packingOrder(n: number): Int32Array {
  const order = new Int32Array((n * (n + 1)) / 2);
  let below = n;
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < row; column++) order[packed(row, column)] = below++;
    order[packed(row, row)] = row;
  }
  return order;
}

/**
 * A full covariance L L^T for every column; the diagonal of L is exp(logScale), so that it stays positive.
 *
 * @param below entries of L below the diagonal, packed row by row, [n (n - 1) / 2, column]
 */
export function fullGaussian(
  tape: Tape,
  mean: Tensor,
  logScale: Tensor,
  below: Tensor,
): GaussianOnTape {
  const factor = gatherRows(concatRows([exp(logScale), below]), packingOrder(mean.rows));
  const deviation = lowerTriangularProduct(factor, tape.noise(mean.rows, mean.columns));
  return {
    parameters: [mean, logScale, below],
    mean,
    deviation,
    draw: add(mean, deviation),
    logScale,
    below,
    normaliser: () => antitheticNormaliser(mean, deviation),
  };
}
