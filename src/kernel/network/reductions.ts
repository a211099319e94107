import type { Matrix } from "./products.js";
import type { Functions, Values } from "./values.js";

/** Sum of all numbers, in float64. */
export function total({ call }: Functions, x: Values): number {
  return call.total(x.pointer, x.length);
}

/** Sum of the squares of all numbers, in float64. */
export function sumOfSquares({ call }: Functions, x: Values): number {
  return call.squares(x.pointer, x.length);
}

/** What is summed: scale x_ij u_ij / b, where b is spread like the result. */
export interface Summand {
  readonly x: Matrix;
  readonly factor?: Values | undefined;
  readonly divisor?: Values | undefined;
  readonly scale?: number | undefined;
}

/** What is summed over: each row's columns, each column's rows, or everything. */
export type Over = "columns" | "rows" | "all";

/** The sums, or y plus these. */
export function reduce(
  { call }: Functions,
  over: Over,
  { x, factor, divisor, scale = 1 }: Summand,
  y: Values,
  accumulate: boolean,
): void {
  const sum = over === "rows" ? call.reduceRows : call.reduceColumns;
  sum(
    x.values.pointer,
    factor?.pointer ?? 0,
    divisor?.pointer ?? 0,
    y.pointer,
    over === "all" ? 1 : x.rows,
    over === "all" ? x.rows * x.columns : x.columns,
    scale,
    Number(accumulate),
  );
}

/** y_j = log sum_i exp x_ij */
export function logSumExp({ call }: Functions, x: Matrix, y: Values): void {
  call.logSumExp(x.values.pointer, y.pointer, x.rows, x.columns);
}

/** dx_ij = g_j exp(x_ij - y_j), or dx_ij plus that. */
export function logSumExpAdjoint(
  { call }: Functions,
  x: Matrix,
  y: Values,
  g: Values,
  dx: Values,
  accumulate: boolean,
): void {
  call.logSumExpAdjoint(
    x.values.pointer,
    y.pointer,
    g.pointer,
    dx.pointer,
    x.rows,
    x.columns,
    Number(accumulate),
  );
}

/** y_ij = exp x_ij / sum_i exp x_ij */
export function softmax({ call }: Functions, x: Matrix, y: Values): void {
  call.softmax(x.values.pointer, y.pointer, x.rows, x.columns);
}

/** dx_ij = y_ij (g_ij - sum_k g_kj y_kj), or dx_ij plus that. */
export function softmaxAdjoint(
  { call }: Functions,
  y: Matrix,
  g: Values,
  dx: Values,
  accumulate: boolean,
): void {
  call.softmaxAdjoint(
    y.values.pointer,
    g.pointer,
    dx.pointer,
    y.rows,
    y.columns,
    Number(accumulate),
  );
}
