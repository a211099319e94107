// Parts of matrices: blocks, and columns by their indices.

import { bytes, kept, lanes, put, putOne } from "./lanes";

/**
 * Copies a block of [rows][columns] between matrices whose rows lie `from` and `to` numbers apart, or adds
 * it to what is there.
 */
// @ts-ignore: decorator
@inline
function moveBlock<T>(
  x: usize, from: i32, y: usize, to: i32, rows: i32, columns: i32, accumulate: i32,
): void {
  const keep = kept(accumulate);
  const whole = bytes<T>(columns & -lanes<T>());
  const end = bytes<T>(columns);
  for (let i = 0; i < rows; i++, x += bytes<T>(from), y += bytes<T>(to)) {
    let j: usize = 0;
    for (; j < whole; j += 16) put<T>(y + j, keep, v128.load(x + j));
    for (; j < end; j += sizeof<T>()) putOne<T>(y + j, accumulate, load<T>(x + j));
  }
}

/** y_ij = x_i,k(j), or y_ij plus that, for n columns of y. */
// @ts-ignore: decorator
@inline
function gatherColumns<T>(
  x: usize, columns: i32, indices: usize, n: i32, y: usize, rows: i32, accumulate: i32,
): void {
  for (let i = 0; i < rows; i++, x += bytes<T>(columns)) {
    for (let j = 0; j < n; j++, y += sizeof<T>()) {
      const k = load<i32>(indices + ((<usize>j) << 2));
      putOne<T>(y, accumulate, load<T>(x + bytes<T>(k)));
    }
  }
}

/** Adds x_ij to y_i,k(j) for the n columns of x. */
// @ts-ignore: decorator
@inline
function scatterColumns<T>(x: usize, indices: usize, n: i32, y: usize, columns: i32, rows: i32): void {
  for (let i = 0; i < rows; i++, y += bytes<T>(columns)) {
    for (let j = 0; j < n; j++, x += sizeof<T>()) {
      const at = y + bytes<T>(load<i32>(indices + ((<usize>j) << 2)));
      store<T>(at, load<T>(at) + load<T>(x));
    }
  }
}

/** y_ji = x_ij for x of [rows][columns]. */
// @ts-ignore: decorator
@inline
function transpose<T>(x: usize, y: usize, rows: i32, columns: i32): void {
  const down = bytes<T>(rows);
  for (let i = 0; i < rows; i++, y += sizeof<T>()) {
    let to = y;
    for (let j = 0; j < columns; j++, x += sizeof<T>(), to += down) store<T>(to, load<T>(x));
  }
}

export function moveBlock32(
  x: usize, from: i32, y: usize, to: i32, rows: i32, columns: i32, accumulate: i32,
): void {
  moveBlock<f32>(x, from, y, to, rows, columns, accumulate);
}

export function moveBlock64(
  x: usize, from: i32, y: usize, to: i32, rows: i32, columns: i32, accumulate: i32,
): void {
  moveBlock<f64>(x, from, y, to, rows, columns, accumulate);
}

export function gatherColumns32(
  x: usize, columns: i32, indices: usize, n: i32, y: usize, rows: i32, accumulate: i32,
): void {
  gatherColumns<f32>(x, columns, indices, n, y, rows, accumulate);
}

export function gatherColumns64(
  x: usize, columns: i32, indices: usize, n: i32, y: usize, rows: i32, accumulate: i32,
): void {
  gatherColumns<f64>(x, columns, indices, n, y, rows, accumulate);
}

export function scatterColumns32(x: usize, indices: usize, n: i32, y: usize, columns: i32, rows: i32): void {
  scatterColumns<f32>(x, indices, n, y, columns, rows);
}

export function scatterColumns64(x: usize, indices: usize, n: i32, y: usize, columns: i32, rows: i32): void {
  scatterColumns<f64>(x, indices, n, y, columns, rows);
}

export function transpose32(x: usize, y: usize, rows: i32, columns: i32): void {
  transpose<f32>(x, y, rows, columns);
}

export function transpose64(x: usize, y: usize, rows: i32, columns: i32): void {
  transpose<f64>(x, y, rows, columns);
}
