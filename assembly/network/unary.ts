// Functions of one number, over n of them. Buffers are held to a whole number of vectors, so there are no
// tails: what stands beyond the n numbers is computed too, and nobody reads it.

import { all, bytes, kept, put } from "./lanes";
import { vexp, vlog, vsigmoid, vsoftplus, vtanh } from "./functions";

// Their numbers in src/kernel/network/functions.ts.
// @ts-ignore: decorator
@inline const RELU: i32 = 0;
// @ts-ignore: decorator
@inline const SILU: i32 = 1;
// @ts-ignore: decorator
@inline const TANH: i32 = 2;
// @ts-ignore: decorator
@inline const SOFTPLUS: i32 = 3;
// @ts-ignore: decorator
@inline const SIGMOID: i32 = 4;
// @ts-ignore: decorator
@inline const EXP: i32 = 5;
// @ts-ignore: decorator
@inline const LOG: i32 = 6;
// @ts-ignore: decorator
@inline const SQUARE: i32 = 7;
// @ts-ignore: decorator
@inline const SQRT: i32 = 8;
// @ts-ignore: decorator
@inline const RECIPROCAL: i32 = 9;

// @ts-ignore: decorator
@inline
function valueOf<T>(op: i32, x: v128): v128 {
  if (op == RELU) return v128.pmax<T>(x, all<T>(0));
  if (op == TANH) return vtanh<T>(x);
  if (op == SOFTPLUS) return vsoftplus<T>(x);
  if (op == SIGMOID) return vsigmoid<T>(x);
  if (op == EXP) return vexp<T>(x);
  if (op == LOG) return vlog<T>(x);
  if (op == SQUARE) return v128.mul<T>(x, x);
  if (op == SQRT) return v128.sqrt<T>(x);
  return v128.div<T>(all<T>(1), x);
}

// @ts-ignore: decorator
@inline
function valuesOf<T>(op: i32, x: usize, y: usize, n: i32): void {
  const end = y + bytes<T>(n);
  for (; y < end; y += 16, x += 16) v128.store(y, valueOf<T>(op, v128.load(x)));
}

/** y = x s with s = 1 / (1 + e^-x), which is kept for the adjoint. */
// @ts-ignore: decorator
@inline
function siluOf<T>(x: usize, y: usize, s: usize, n: i32): void {
  const end = y + bytes<T>(n);
  for (; y < end; y += 16, x += 16, s += 16) {
    const value = v128.load(x);
    const sigmoid = vsigmoid<T>(value);
    v128.store(s, sigmoid);
    v128.store(y, v128.mul<T>(value, sigmoid));
  }
}

/** y = f(x); `s` is room for as many numbers that silu keeps. */
// @ts-ignore: decorator
@inline
function unary<T>(op: i32, x: usize, y: usize, s: usize, n: i32): void {
  switch (op) {
    case RELU: valuesOf<T>(RELU, x, y, n); break;
    case SILU: siluOf<T>(x, y, s, n); break;
    case TANH: valuesOf<T>(TANH, x, y, n); break;
    case SOFTPLUS: valuesOf<T>(SOFTPLUS, x, y, n); break;
    case SIGMOID: valuesOf<T>(SIGMOID, x, y, n); break;
    case EXP: valuesOf<T>(EXP, x, y, n); break;
    case LOG: valuesOf<T>(LOG, x, y, n); break;
    case SQUARE: valuesOf<T>(SQUARE, x, y, n); break;
    case SQRT: valuesOf<T>(SQRT, x, y, n); break;
    default: valuesOf<T>(RECIPROCAL, x, y, n);
  }
}

/** g f'(x), from x, y = f(x) and what silu kept. */
// @ts-ignore: decorator
@inline
function slope<T>(op: i32, x: v128, y: v128, s: v128, g: v128): v128 {
  const one = all<T>(1);
  if (op == RELU) return v128.and(g, v128.gt<T>(x, all<T>(0)));
  if (op == SILU) return v128.mul<T>(g, v128.add<T>(s, v128.mul<T>(y, v128.sub<T>(one, s))));
  if (op == TANH) return v128.mul<T>(g, v128.mul<T>(v128.add<T>(one, y), v128.sub<T>(one, y)));
  if (op == SOFTPLUS) return v128.mul<T>(g, vsigmoid<T>(x));
  if (op == SIGMOID) return v128.mul<T>(g, v128.mul<T>(y, v128.sub<T>(one, y)));
  if (op == EXP) return v128.mul<T>(g, y);
  if (op == LOG) return v128.div<T>(g, x);
  if (op == SQUARE) return v128.mul<T>(g, v128.add<T>(x, x));
  if (op == SQRT) return v128.div<T>(v128.mul<T>(g, all<T>(0.5)), y);
  return v128.neg<T>(v128.mul<T>(g, v128.mul<T>(y, y)));
}

// @ts-ignore: decorator
@inline
function slopes<T>(
  op: i32, x: usize, y: usize, s: usize, g: usize, dx: usize, n: i32, keep: v128,
): void {
  const end = bytes<T>(n);
  for (let i: usize = 0; i < end; i += 16) {
    const kept = op == SILU ? v128.load(s + i) : i32x4.splat(0);
    put<T>(dx + i, keep, slope<T>(op, v128.load(x + i), v128.load(y + i), kept, v128.load(g + i)));
  }
}

/** Adds g f'(x) to dx. */
// @ts-ignore: decorator
@inline
function unaryAdjoint<T>(
  op: i32, x: usize, y: usize, s: usize, g: usize, dx: usize, n: i32, accumulate: i32,
): void {
  const keep = kept(accumulate);
  switch (op) {
    case RELU: slopes<T>(RELU, x, y, s, g, dx, n, keep); break;
    case SILU: slopes<T>(SILU, x, y, s, g, dx, n, keep); break;
    case TANH: slopes<T>(TANH, x, y, s, g, dx, n, keep); break;
    case SOFTPLUS: slopes<T>(SOFTPLUS, x, y, s, g, dx, n, keep); break;
    case SIGMOID: slopes<T>(SIGMOID, x, y, s, g, dx, n, keep); break;
    case EXP: slopes<T>(EXP, x, y, s, g, dx, n, keep); break;
    case LOG: slopes<T>(LOG, x, y, s, g, dx, n, keep); break;
    case SQUARE: slopes<T>(SQUARE, x, y, s, g, dx, n, keep); break;
    case SQRT: slopes<T>(SQRT, x, y, s, g, dx, n, keep); break;
    default: slopes<T>(RECIPROCAL, x, y, s, g, dx, n, keep);
  }
}

/** y = a x + b */
// @ts-ignore: decorator
@inline
function affine<T>(x: usize, a: f64, b: f64, y: usize, n: i32, accumulate: i32): void {
  const keep = kept(accumulate);
  const scale = all<T>(a);
  const shift = all<T>(b);
  const end = bytes<T>(n);
  for (let i: usize = 0; i < end; i += 16) {
    put<T>(y + i, keep, v128.add<T>(v128.mul<T>(scale, v128.load(x + i)), shift));
  }
}

/** Sets n numbers. */
// @ts-ignore: decorator
@inline
function fill<T>(y: usize, value: f64, n: i32, accumulate: i32): void {
  const keep = kept(accumulate);
  const end = y + bytes<T>(n);
  for (; y < end; y += 16) put<T>(y, keep, all<T>(value));
}

export function unary32(op: i32, x: usize, y: usize, s: usize, n: i32): void {
  unary<f32>(op, x, y, s, n);
}

export function unary64(op: i32, x: usize, y: usize, s: usize, n: i32): void {
  unary<f64>(op, x, y, s, n);
}

export function unaryAdjoint32(
  op: i32, x: usize, y: usize, s: usize, g: usize, dx: usize, n: i32, accumulate: i32,
): void {
  unaryAdjoint<f32>(op, x, y, s, g, dx, n, accumulate);
}

export function unaryAdjoint64(
  op: i32, x: usize, y: usize, s: usize, g: usize, dx: usize, n: i32, accumulate: i32,
): void {
  unaryAdjoint<f64>(op, x, y, s, g, dx, n, accumulate);
}

export function affine32(x: usize, a: f64, b: f64, y: usize, n: i32, accumulate: i32): void {
  affine<f32>(x, a, b, y, n, accumulate);
}

export function affine64(x: usize, a: f64, b: f64, y: usize, n: i32, accumulate: i32): void {
  affine<f64>(x, a, b, y, n, accumulate);
}

export function fill32(y: usize, value: f64, n: i32, accumulate: i32): void {
  fill<f32>(y, value, n, accumulate);
}

export function fill64(y: usize, value: f64, n: i32, accumulate: i32): void {
  fill<f64>(y, value, n, accumulate);
}
