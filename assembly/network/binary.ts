// Sums, differences, products and quotients of two matrices, of which the second may be one row, one column
// or one number. SECOND takes the second alone: it spreads a row or a column over a matrix.

import { bytes, kept, lanes, put, putOne } from "./lanes";

// Their numbers in src/kernel/network/functions.ts.
// @ts-ignore: decorator
@inline const ADD: i32 = 0;
// @ts-ignore: decorator
@inline const SUBTRACT: i32 = 1;
// @ts-ignore: decorator
@inline const MULTIPLY: i32 = 2;
// @ts-ignore: decorator
@inline const DIVIDE: i32 = 3;
// @ts-ignore: decorator
@inline const SECOND: i32 = 4;

// @ts-ignore: decorator
@inline
function combine<T>(op: i32, a: v128, b: v128): v128 {
  if (op == ADD) return v128.add<T>(a, b);
  if (op == SUBTRACT) return v128.sub<T>(a, b);
  if (op == MULTIPLY) return v128.mul<T>(a, b);
  if (op == DIVIDE) return v128.div<T>(a, b);
  return b;
}

// @ts-ignore: decorator
@inline
function combineOne<T>(op: i32, a: T, b: T): T {
  if (op == ADD) return <T>(a + b);
  if (op == SUBTRACT) return <T>(a - b);
  if (op == MULTIPLY) return <T>(a * b);
  if (op == DIVIDE) return <T>(a / b);
  return b;
}

// @ts-ignore: decorator
@inline
function combineRows<T>(
  op: i32, a: usize, b: usize, y: usize, rows: i32, columns: i32, bRow: i32, bColumn: i32,
  accumulate: i32,
): void {
  const keep = kept(accumulate);
  const whole = columns & -lanes<T>();
  const down = bytes<T>(bRow);
  for (let i = 0; i < rows; i++, b += down) {
    if (bColumn) {
      let at = b;
      const vectors = y + bytes<T>(whole);
      for (; y < vectors; y += 16, a += 16, at += 16) {
        put<T>(y, keep, combine<T>(op, v128.load(a), v128.load(at)));
      }
      for (let j = whole; j < columns; j++) {
        putOne<T>(y, accumulate, combineOne<T>(op, load<T>(a), load<T>(at)));
        y += sizeof<T>();
        a += sizeof<T>();
        at += sizeof<T>();
      }
    } else {
      const second = v128.load_splat<T>(b);
      const vectors = y + bytes<T>(whole);
      for (; y < vectors; y += 16, a += 16) {
        put<T>(y, keep, combine<T>(op, v128.load(a), second));
      }
      for (let j = whole; j < columns; j++) {
        putOne<T>(y, accumulate, combineOne<T>(op, load<T>(a), load<T>(b)));
        y += sizeof<T>();
        a += sizeof<T>();
      }
    }
  }
}

/**
 * y_ij = a_ij op b, or y_ij plus that: a and y are [rows][columns], and b is at i bRow + j bColumn, where
 * bColumn is 0 or 1.
 */
// @ts-ignore: decorator
@inline
function binary<T>(
  op: i32, a: usize, b: usize, y: usize, rows: i32, columns: i32, bRow: i32, bColumn: i32,
  accumulate: i32,
): void {
  switch (op) {
    case ADD: combineRows<T>(ADD, a, b, y, rows, columns, bRow, bColumn, accumulate); break;
    case SUBTRACT: combineRows<T>(SUBTRACT, a, b, y, rows, columns, bRow, bColumn, accumulate); break;
    case MULTIPLY: combineRows<T>(MULTIPLY, a, b, y, rows, columns, bRow, bColumn, accumulate); break;
    case DIVIDE: combineRows<T>(DIVIDE, a, b, y, rows, columns, bRow, bColumn, accumulate); break;
    default: combineRows<T>(SECOND, a, b, y, rows, columns, bRow, bColumn, accumulate);
  }
}

/** Adds -g y / b, the adjoint of y = a / b, to db; n numbers of each. */
// @ts-ignore: decorator
@inline
function divisorAdjoint<T>(g: usize, y: usize, b: usize, db: usize, n: i32, accumulate: i32): void {
  const keep = kept(accumulate);
  const end = bytes<T>(n);
  for (let i: usize = 0; i < end; i += 16) {
    const top = v128.neg<T>(v128.mul<T>(v128.load(g + i), v128.load(y + i)));
    put<T>(db + i, keep, v128.div<T>(top, v128.load(b + i)));
  }
}

export function binary32(
  op: i32, a: usize, b: usize, y: usize, rows: i32, columns: i32, bRow: i32, bColumn: i32, accumulate: i32,
): void {
  binary<f32>(op, a, b, y, rows, columns, bRow, bColumn, accumulate);
}

export function binary64(
  op: i32, a: usize, b: usize, y: usize, rows: i32, columns: i32, bRow: i32, bColumn: i32, accumulate: i32,
): void {
  binary<f64>(op, a, b, y, rows, columns, bRow, bColumn, accumulate);
}

export function divisorAdjoint32(g: usize, y: usize, b: usize, db: usize, n: i32, accumulate: i32): void {
  divisorAdjoint<f32>(g, y, b, db, n, accumulate);
}

export function divisorAdjoint64(g: usize, y: usize, b: usize, db: usize, n: i32, accumulate: i32): void {
  divisorAdjoint<f64>(g, y, b, db, n, accumulate);
}
