import { numericalFailure } from "../../errors.js";

/** Sums over rows (x, y) of X^T X, of which the lower triangle counts, and X^T Y. */
export interface LeastSquares {
  readonly inputs: number;
  readonly outputs: number;
  rows: number;
  /** [input][input] */
  readonly gram: Float64Array;
  /** [input][output] */
  readonly moments: Float64Array;
}

/** Sums over no rows. */
export function leastSquares(inputs: number, outputs: number): LeastSquares {
  const gram = new Float64Array(inputs * inputs);
  return { inputs, outputs, rows: 0, gram, moments: new Float64Array(inputs * outputs) };
}

/** Adds one row. */
export function addRow(sums: LeastSquares, x: ArrayLike<number>, y: ArrayLike<number>): void {
  const { inputs, outputs, gram, moments } = sums;
  sums.rows++;
  for (let i = 0; i < inputs; i++) {
    const a = x[i];
    for (let j = 0; j <= i; j++) gram[i * inputs + j] += a * x[j];
    for (let k = 0; k < outputs; k++) moments[i * outputs + k] += a * y[k];
  }
}

/**
 * The weights W, [input][output], that minimise the mean of |y - W^T x|^2 + sum_i ridge_i |W_i|^2, by Cholesky's factors of the
 * normal equations.
 *
 * @param ridge [input]
 * @throws NumericalFailure if the equations are singular
 */
export function solveRidge(
  { inputs: n, outputs, rows, gram, moments }: LeastSquares,
  ridge: ArrayLike<number>,
): Float64Array {
  const factor = gram.map((x) => x / rows);
  for (let i = 0; i < n; i++) factor[i * n + i] += ridge[i];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = factor[i * n + j];
      for (let k = 0; k < j; k++) sum -= factor[i * n + k] * factor[j * n + k];
      if (j < i) factor[i * n + j] = sum / factor[j * n + j];
      else if (sum > 0) factor[i * n + i] = Math.sqrt(sum);
      else {
        const recover = "Set fewer modes, or give more trajectories.";
        throw numericalFailure("the least squares", i, "the equations are singular", recover);
      }
    }
  }
  const weights = moments.map((x) => x / rows);
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < n; i++) {
      let sum = weights[i * outputs + o];
      for (let k = 0; k < i; k++) sum -= factor[i * n + k] * weights[k * outputs + o];
      weights[i * outputs + o] = sum / factor[i * n + i];
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = weights[i * outputs + o];
      for (let k = i + 1; k < n; k++) sum -= factor[k * n + i] * weights[k * outputs + o];
      weights[i * outputs + o] = sum / factor[i * n + i];
    }
  }
  return weights;
}
