import type { Functions, Values } from "./values.js";

/** A matrix [rows][columns] in linear memory. */
export interface Matrix {
  readonly values: Values;
  readonly rows: number;
  readonly columns: number;
}

/** C = A B + bias, or C + A B; with `transposed`, A^T for A. The bias has a number for each row of C. */
export function multiply(
  { call }: Functions,
  a: Matrix,
  transposed: boolean,
  b: Matrix,
  c: Matrix,
  bias: Values | undefined,
  accumulate: boolean,
): void {
  call.multiply(
    a.values.pointer,
    transposed ? 1 : a.columns,
    transposed ? a.columns : 1,
    b.values.pointer,
    b.columns,
    c.values.pointer,
    c.columns,
    bias?.pointer ?? 0,
    c.rows,
    b.rows,
    c.columns,
    Number(accumulate),
  );
}

/** C = A B^T, or C + A B^T. */
export function multiplyTransposed(
  { call }: Functions,
  a: Matrix,
  b: Matrix,
  c: Matrix,
  accumulate: boolean,
): void {
  call.multiplyTransposed(
    a.values.pointer,
    a.columns,
    b.values.pointer,
    b.columns,
    c.values.pointer,
    c.columns,
    c.rows,
    c.columns,
    a.columns,
    Number(accumulate),
  );
}

/** y_j = sum_{k <= j} L_jk x_k in every column; L is [n (n + 1) / 2][columns], x and y are [n][columns]. */
export function lowerProduct({ call }: Functions, l: Matrix, x: Matrix, y: Matrix): void {
  call.lowerProduct(l.values.pointer, x.values.pointer, y.values.pointer, x.rows, x.columns);
}

/** dL_jk = g_j x_k, or dL_jk plus that. */
export function lowerFactorAdjoint(
  { call }: Functions,
  g: Values,
  x: Matrix,
  dl: Values,
  accumulate: boolean,
): void {
  call.lowerFactorAdjoint(
    g.pointer,
    x.values.pointer,
    dl.pointer,
    x.rows,
    x.columns,
    Number(accumulate),
  );
}

/** dx_k = sum_{j >= k} L_jk g_j, or dx_k plus that. */
export function lowerProductAdjoint(
  { call }: Functions,
  l: Matrix,
  g: Matrix,
  dx: Values,
  accumulate: boolean,
): void {
  call.lowerProductAdjoint(
    l.values.pointer,
    g.values.pointer,
    dx.pointer,
    g.rows,
    g.columns,
    Number(accumulate),
  );
}
