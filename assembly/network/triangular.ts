// Products of a lower-triangular matrix and a vector, a pair of its own for each column of the batch. The
// rows of a matrix are packed: L_00, L_10, L_11, L_20, ...

import { all, bytes, give, kept, lanes, take } from "./lanes";

/** y_j = sum_{k <= j} L_jk x_k: x and y are [n][columns], L is [n (n + 1) / 2][columns]. */
// @ts-ignore: decorator
@inline
function lowerProduct<T>(l: usize, x: usize, y: usize, n: i32, columns: i32): void {
  const across = bytes<T>(columns);
  for (let c = 0; c < columns; c += lanes<T>(), l += 16, x += 16, y += 16) {
    const part = min(lanes<T>(), columns - c);
    let factor = l;
    let to = y;
    for (let j = 0; j < n; j++, to += across) {
      let sum = all<T>(0);
      let from = x;
      for (let k = 0; k <= j; k++, from += across, factor += across) {
        sum = v128.add<T>(sum, v128.mul<T>(take<T>(factor, part), take<T>(from, part)));
      }
      give<T>(to, part, sum);
    }
  }
}

/** Adds g_j x_k to dL_jk. */
// @ts-ignore: decorator
@inline
function lowerFactorAdjoint<T>(
  g: usize, x: usize, dl: usize, n: i32, columns: i32, accumulate: i32,
): void {
  const keep = kept(accumulate);
  const across = bytes<T>(columns);
  for (let c = 0; c < columns; c += lanes<T>(), g += 16, x += 16, dl += 16) {
    const part = min(lanes<T>(), columns - c);
    let to = dl;
    let gradient = g;
    for (let j = 0; j < n; j++, gradient += across) {
      const gj = take<T>(gradient, part);
      let from = x;
      for (let k = 0; k <= j; k++, from += across, to += across) {
        const old = v128.and(take<T>(to, part), keep);
        give<T>(to, part, v128.add<T>(old, v128.mul<T>(gj, take<T>(from, part))));
      }
    }
  }
}

/** Adds sum_{j >= k} L_jk g_j to dx_k. */
// @ts-ignore: decorator
@inline
function lowerProductAdjoint<T>(
  l: usize, g: usize, dx: usize, n: i32, columns: i32, accumulate: i32,
): void {
  const keep = kept(accumulate);
  const across = bytes<T>(columns);
  for (let c = 0; c < columns; c += lanes<T>(), l += 16, g += 16, dx += 16) {
    const part = min(lanes<T>(), columns - c);
    let to = dx;
    for (let k = 0; k < n; k++, to += across) {
      let sum = v128.and(take<T>(to, part), keep);
      for (let j = k; j < n; j++) {
        const factor = take<T>(l + across * <usize>(((j * (j + 1)) >> 1) + k), part);
        sum = v128.add<T>(sum, v128.mul<T>(factor, take<T>(g + across * <usize>j, part)));
      }
      give<T>(to, part, sum);
    }
  }
}

export function lowerProduct32(l: usize, x: usize, y: usize, n: i32, columns: i32): void {
  lowerProduct<f32>(l, x, y, n, columns);
}

export function lowerProduct64(l: usize, x: usize, y: usize, n: i32, columns: i32): void {
  lowerProduct<f64>(l, x, y, n, columns);
}

export function lowerFactorAdjoint32(
  g: usize, x: usize, dl: usize, n: i32, columns: i32, accumulate: i32,
): void {
  lowerFactorAdjoint<f32>(g, x, dl, n, columns, accumulate);
}

export function lowerFactorAdjoint64(
  g: usize, x: usize, dl: usize, n: i32, columns: i32, accumulate: i32,
): void {
  lowerFactorAdjoint<f64>(g, x, dl, n, columns, accumulate);
}

export function lowerProductAdjoint32(
  l: usize, g: usize, dx: usize, n: i32, columns: i32, accumulate: i32,
): void {
  lowerProductAdjoint<f32>(l, g, dx, n, columns, accumulate);
}

export function lowerProductAdjoint64(
  l: usize, g: usize, dx: usize, n: i32, columns: i32, accumulate: i32,
): void {
  lowerProductAdjoint<f64>(l, g, dx, n, columns, accumulate);
}
