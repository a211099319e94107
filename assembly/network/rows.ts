// Functions of whole columns: log-sum-exp and softmax, one vector of columns at a time.

import { all, bytes, give, kept, lanes, take } from "./lanes";
import { vexp, vlog } from "./functions";

/** The largest number of each column, or 0 where that is -Infinity. */
// @ts-ignore: decorator
@inline
function largest<T>(x: usize, rows: i32, across: usize, part: i32): v128 {
  let most = all<T>(-Infinity);
  for (let i = 0; i < rows; i++, x += across) most = v128.pmax<T>(most, take<T>(x, part));
  return v128.and(most, v128.ne<T>(most, all<T>(-Infinity)));
}

/** y_j = log sum_i exp x_ij */
// @ts-ignore: decorator
@inline
function logSumExp<T>(x: usize, y: usize, rows: i32, columns: i32): void {
  const across = bytes<T>(columns);
  for (let j = 0; j < columns; j += lanes<T>(), x += 16, y += 16) {
    const part = min(lanes<T>(), columns - j);
    const shift = largest<T>(x, rows, across, part);
    let sum = all<T>(0);
    let at = x;
    for (let i = 0; i < rows; i++, at += across) {
      sum = v128.add<T>(sum, vexp<T>(v128.sub<T>(take<T>(at, part), shift)));
    }
    give<T>(y, part, v128.add<T>(shift, vlog<T>(sum)));
  }
}

/** Adds g_j exp(x_ij - y_j) to dx. */
// @ts-ignore: decorator
@inline
function logSumExpAdjoint<T>(
  x: usize, y: usize, g: usize, dx: usize, rows: i32, columns: i32, accumulate: i32,
): void {
  const keep = kept(accumulate);
  const across = bytes<T>(columns);
  for (let j = 0; j < columns; j += lanes<T>(), x += 16, y += 16, g += 16, dx += 16) {
    const part = min(lanes<T>(), columns - j);
    const value = take<T>(y, part);
    const gradient = take<T>(g, part);
    let at = x;
    let to = dx;
    for (let i = 0; i < rows; i++, at += across, to += across) {
      const share = vexp<T>(v128.sub<T>(take<T>(at, part), value));
      const old = v128.and(take<T>(to, part), keep);
      give<T>(to, part, v128.add<T>(old, v128.mul<T>(gradient, share)));
    }
  }
}

/** y_ij = exp x_ij / sum_i exp x_ij */
// @ts-ignore: decorator
@inline
function softmax<T>(x: usize, y: usize, rows: i32, columns: i32): void {
  const across = bytes<T>(columns);
  for (let j = 0; j < columns; j += lanes<T>(), x += 16, y += 16) {
    const part = min(lanes<T>(), columns - j);
    const shift = largest<T>(x, rows, across, part);
    let sum = all<T>(0);
    let at = x;
    let to = y;
    for (let i = 0; i < rows; i++, at += across, to += across) {
      const weight = vexp<T>(v128.sub<T>(take<T>(at, part), shift));
      give<T>(to, part, weight);
      sum = v128.add<T>(sum, weight);
    }
    to = y;
    for (let i = 0; i < rows; i++, to += across) {
      give<T>(to, part, v128.div<T>(take<T>(to, part), sum));
    }
  }
}

/** Adds y_ij (g_ij - sum_k g_kj y_kj) to dx. */
// @ts-ignore: decorator
@inline
function softmaxAdjoint<T>(
  y: usize, g: usize, dx: usize, rows: i32, columns: i32, accumulate: i32,
): void {
  const keep = kept(accumulate);
  const across = bytes<T>(columns);
  for (let j = 0; j < columns; j += lanes<T>()) {
    const part = min(lanes<T>(), columns - j);
    const from = bytes<T>(j);
    let mean = all<T>(0);
    let at = from;
    for (let i = 0; i < rows; i++, at += across) {
      mean = v128.add<T>(mean, v128.mul<T>(take<T>(g + at, part), take<T>(y + at, part)));
    }
    at = from;
    for (let i = 0; i < rows; i++, at += across) {
      const old = v128.and(take<T>(dx + at, part), keep);
      const change = v128.sub<T>(take<T>(g + at, part), mean);
      give<T>(dx + at, part, v128.add<T>(old, v128.mul<T>(take<T>(y + at, part), change)));
    }
  }
}

export function logSumExp32(x: usize, y: usize, rows: i32, columns: i32): void {
  logSumExp<f32>(x, y, rows, columns);
}

export function logSumExp64(x: usize, y: usize, rows: i32, columns: i32): void {
  logSumExp<f64>(x, y, rows, columns);
}

export function logSumExpAdjoint32(
  x: usize, y: usize, g: usize, dx: usize, rows: i32, columns: i32, accumulate: i32,
): void {
  logSumExpAdjoint<f32>(x, y, g, dx, rows, columns, accumulate);
}

export function logSumExpAdjoint64(
  x: usize, y: usize, g: usize, dx: usize, rows: i32, columns: i32, accumulate: i32,
): void {
  logSumExpAdjoint<f64>(x, y, g, dx, rows, columns, accumulate);
}

export function softmax32(x: usize, y: usize, rows: i32, columns: i32): void {
  softmax<f32>(x, y, rows, columns);
}

export function softmax64(x: usize, y: usize, rows: i32, columns: i32): void {
  softmax<f64>(x, y, rows, columns);
}

export function softmaxAdjoint32(
  y: usize, g: usize, dx: usize, rows: i32, columns: i32, accumulate: i32,
): void {
  softmaxAdjoint<f32>(y, g, dx, rows, columns, accumulate);
}

export function softmaxAdjoint64(
  y: usize, g: usize, dx: usize, rows: i32, columns: i32, accumulate: i32,
): void {
  softmaxAdjoint<f64>(y, g, dx, rows, columns, accumulate);
}
