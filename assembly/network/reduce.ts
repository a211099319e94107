// Sums of numbers or of products, in float64 whatever T is.

import { across, bytes, lanes, putOne, widened } from "./lanes";

/** sum of x_j, or of x_j u_j if u is not 0. */
// @ts-ignore: decorator
@inline
function rowTotal<T>(x: usize, u: usize, n: i32): f64 {
  const whole = n & -lanes<T>();
  const pair = whole & -(2 * lanes<T>());
  const end = bytes<T>(n);
  let sum0 = f64x2.splat(0);
  let sum1 = f64x2.splat(0);
  let rest: f64 = 0;
  let j: usize = 0;
  if (u) {
    for (; j < bytes<T>(pair); j += 32) {
      const first = v128.mul<T>(v128.load(x + j), v128.load(u + j));
      const second = v128.mul<T>(v128.load(x + j, 16), v128.load(u + j, 16));
      sum0 = f64x2.add(sum0, widened<T>(first));
      sum1 = f64x2.add(sum1, widened<T>(second));
    }
    for (; j < end; j += sizeof<T>()) rest += <f64>load<T>(x + j) * <f64>load<T>(u + j);
  } else {
    for (; j < bytes<T>(pair); j += 32) {
      sum0 = f64x2.add(sum0, widened<T>(v128.load(x + j)));
      sum1 = f64x2.add(sum1, widened<T>(v128.load(x + j, 16)));
    }
    for (; j < end; j += sizeof<T>()) rest += <f64>load<T>(x + j);
  }
  return across(f64x2.add(sum0, sum1)) + rest;
}

/** sum of n numbers. */
// @ts-ignore: decorator
@inline
function total<T>(x: usize, n: i32): f64 {
  return rowTotal<T>(x, 0, n);
}

/** The squares of a vector's numbers in float64, summed in two parts. */
// @ts-ignore: decorator
@inline
function squared<T>(x: v128): v128 {
  if (sizeof<T>() == 8) return f64x2.mul(x, x);
  const low = f64x2.promote_low_f32x4(x);
  const high = f64x2.promote_low_f32x4(v128.shuffle<u64>(x, x, 1, 1));
  return f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high));
}

/** sum of the squares of n numbers. */
// @ts-ignore: decorator
@inline
function squares<T>(x: usize, n: i32): f64 {
  const pair = bytes<T>(n & -(2 * lanes<T>()));
  const end = bytes<T>(n);
  let sum0 = f64x2.splat(0);
  let sum1 = f64x2.splat(0);
  let j: usize = 0;
  for (; j < pair; j += 32) {
    sum0 = f64x2.add(sum0, squared<T>(v128.load(x + j)));
    sum1 = f64x2.add(sum1, squared<T>(v128.load(x + j, 16)));
  }
  let rest: f64 = 0;
  for (; j < end; j += sizeof<T>()) {
    const value = <f64>load<T>(x + j);
    rest += value * value;
  }
  return across(f64x2.add(sum0, sum1)) + rest;
}

/** y_i, or y_i plus: scale / b_i times sum_j x_ij u_ij; u (then 1) and b (then 1) may be 0. */
// @ts-ignore: decorator
@inline
function reduceColumns<T>(
  x: usize, u: usize, b: usize, y: usize, rows: i32, columns: i32, scale: f64, accumulate: i32,
): void {
  const across = bytes<T>(columns);
  for (let i = 0; i < rows; i++) {
    let sum = scale * rowTotal<T>(x, u, columns);
    if (b) {
      sum /= <f64>load<T>(b);
      b += sizeof<T>();
    }
    putOne<T>(y, accumulate, <T>sum);
    y += sizeof<T>();
    x += across;
    if (u) u += across;
  }
}

/** One column of the below. */
// @ts-ignore: decorator
@inline
function columnTotal<T>(x: usize, u: usize, rows: i32, across: usize): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < rows; i++, x += across) {
    let value = <f64>load<T>(x);
    if (u) {
      value *= <f64>load<T>(u);
      u += across;
    }
    sum += value;
  }
  return sum;
}

/** y_j, or y_j plus: scale / b_j times sum_i x_ij u_ij; u (then 1) and b (then 1) may be 0. */
// @ts-ignore: decorator
@inline
function reduceRows<T>(
  x: usize, u: usize, b: usize, y: usize, rows: i32, columns: i32, scale: f64, accumulate: i32,
): void {
  const across = bytes<T>(columns);
  let j = 0;
  for (; j + 2 <= columns; j += 2) {
    let sum = f64x2.splat(0);
    let at = x;
    let factor = u;
    for (let i = 0; i < rows; i++, at += across) {
      let value = sizeof<T>() == 4 ? f64x2.promote_low_f32x4(v128.load64_zero(at)) : v128.load(at);
      if (u) {
        value = f64x2.mul(
          value, sizeof<T>() == 4 ? f64x2.promote_low_f32x4(v128.load64_zero(factor)) : v128.load(factor),
        );
        factor += across;
      }
      sum = f64x2.add(sum, value);
    }
    sum = f64x2.mul(sum, f64x2.splat(scale));
    let first = f64x2.extract_lane(sum, 0);
    let second = f64x2.extract_lane(sum, 1);
    if (b) {
      first /= <f64>load<T>(b);
      second /= <f64>load<T>(b + sizeof<T>());
      b += bytes<T>(2);
    }
    putOne<T>(y, accumulate, <T>first);
    putOne<T>(y + sizeof<T>(), accumulate, <T>second);
    y += bytes<T>(2);
    x += bytes<T>(2);
    if (u) u += bytes<T>(2);
  }
  if (j < columns) {
    let sum = scale * columnTotal<T>(x, u, rows, across);
    if (b) sum /= <f64>load<T>(b);
    putOne<T>(y, accumulate, <T>sum);
  }
}

export function total32(x: usize, n: i32): f64 {
  return total<f32>(x, n);
}

export function total64(x: usize, n: i32): f64 {
  return total<f64>(x, n);
}

export function squares32(x: usize, n: i32): f64 {
  return squares<f32>(x, n);
}

export function squares64(x: usize, n: i32): f64 {
  return squares<f64>(x, n);
}

export function reduceColumns32(
  x: usize, u: usize, b: usize, y: usize, rows: i32, columns: i32, scale: f64, accumulate: i32,
): void {
  reduceColumns<f32>(x, u, b, y, rows, columns, scale, accumulate);
}

export function reduceColumns64(
  x: usize, u: usize, b: usize, y: usize, rows: i32, columns: i32, scale: f64, accumulate: i32,
): void {
  reduceColumns<f64>(x, u, b, y, rows, columns, scale, accumulate);
}

export function reduceRows32(
  x: usize, u: usize, b: usize, y: usize, rows: i32, columns: i32, scale: f64, accumulate: i32,
): void {
  reduceRows<f32>(x, u, b, y, rows, columns, scale, accumulate);
}

export function reduceRows64(
  x: usize, u: usize, b: usize, y: usize, rows: i32, columns: i32, scale: f64, accumulate: i32,
): void {
  reduceRows<f64>(x, u, b, y, rows, columns, scale, accumulate);
}
