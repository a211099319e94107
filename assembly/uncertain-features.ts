// Features of a state that is not known exactly: X ~ N(x, S). A feature is a product of up to four X, see
// features.ts; its mean and slopes take S to first order, which is exact for products of up to three.
//
//     <X_a X_b> = x_a x_b + S_ab,   <X_a X_b X_c> = x_a x_b x_c + S_ab x_c + S_ac x_b + S_bc x_a
//
// `s` is the address of S: bins x bins numbers if `full`, else its diagonal; 0 if X is known. `wrap` is the
// bin of each place of a padded row, i32 [bins + 2 range].

import { at, put } from "./softmax";

// @ts-ignore: decorator
@inline
function place(wrap: usize, offsets: usize, factor: usize, j: i32): i32 {
  const offset = load<i32>(offsets + (factor << 2));
  return offset < 0 ? -1 : load<i32>(wrap + ((<usize>(j + offset)) << 2));
}

// @ts-ignore: decorator
@inline
function covariance(s: usize, full: bool, bins: i32, a: i32, b: i32): f64 {
  if (s == 0) return 0;
  if (full) return at(s, a * bins + b);
  return a == b ? at(s, a) : 0;
}

/** <X_a X_b>, X_a alone if b < 0, 1 if both are. */
function pair(x: usize, s: usize, full: bool, bins: i32, a: i32, b: i32): f64 {
  if (a < 0) return 1;
  if (b < 0) return at(x, a);
  return at(x, a) * at(x, b) + covariance(s, full, bins, a, b);
}

/** <X_a X_b X_c>; the last ones may be -1. */
function triple(x: usize, s: usize, full: bool, bins: i32, a: i32, b: i32, c: i32): f64 {
  if (c < 0) return pair(x, s, full, bins, a, b);
  const xa = at(x, a);
  const xb = at(x, b);
  const xc = at(x, c);
  if (s == 0) return xa * xb * xc;
  return (
    xa * xb * xc + covariance(s, full, bins, a, b) * xc + covariance(s, full, bins, a, c) * xb +
    covariance(s, full, bins, b, c) * xa
  );
}

/** <X_a X_b X_c X_d> without the products of two covariances. */
function mean(
  x: usize, s: usize, full: bool, bins: i32, a: i32, b: i32, c: i32, d: i32,
): f64 {
  if (d < 0) return triple(x, s, full, bins, a, b, c);
  const xd = at(x, d);
  const rest =
    covariance(s, full, bins, a, d) * at(x, b) * at(x, c) +
    covariance(s, full, bins, b, d) * at(x, a) * at(x, c) +
    covariance(s, full, bins, c, d) * at(x, a) * at(x, b);
  return triple(x, s, full, bins, a, b, c) * xd + rest;
}

/** block[l][j] = <phi_l> at bin j; rows `stride` apart. */
export function expectedFeatures(
  x: usize, s: usize, full: bool, offsets: usize, features: i32, bins: i32, wrap: usize,
  block: usize, stride: i32,
): void {
  for (let l = 0; l < features; l++) {
    const o = offsets + ((<usize>l) << 4);
    const row = block + ((<usize>(l * stride)) << 3);
    for (let j = 0; j < bins; j++) {
      const a = place(wrap, o, 0, j);
      const b = place(wrap, o, 1, j);
      const c = place(wrap, o, 2, j);
      put(row, j, mean(x, s, full, bins, a, b, c, place(wrap, o, 3, j)));
    }
  }
}

/**
 * The law theta . <phi> and its slopes: prediction [bins], jacobian [bins][bins], row j the derivatives of
 * prediction_j in x.
 */
export function lawAt(
  x: usize, s: usize, full: bool, theta: usize, offsets: usize, features: i32, bins: i32,
  wrap: usize, prediction: usize, jacobian: usize,
): void {
  memory.fill(prediction, 0, (<usize>bins) << 3);
  memory.fill(jacobian, 0, (<usize>(bins * bins)) << 3);
  for (let l = 0; l < features; l++) {
    const o = offsets + ((<usize>l) << 4);
    const weight = at(theta, l);
    for (let j = 0; j < bins; j++) {
      const row = jacobian + ((<usize>(j * bins)) << 3);
      const a = place(wrap, o, 0, j);
      const b = place(wrap, o, 1, j);
      const c = place(wrap, o, 2, j);
      const d = place(wrap, o, 3, j);
      put(prediction, j, at(prediction, j) + weight * mean(x, s, full, bins, a, b, c, d));
      put(row, a, at(row, a) + weight * triple(x, s, full, bins, b, c, d));
      if (b >= 0) put(row, b, at(row, b) + weight * triple(x, s, full, bins, a, c, d));
      if (c >= 0) put(row, c, at(row, c) + weight * triple(x, s, full, bins, a, b, d));
      if (d >= 0) put(row, d, at(row, d) + weight * triple(x, s, full, bins, a, b, c));
    }
  }
}

/** The slope of phi_l at bin j along q, `apart` numbers between the q of neighbouring bins. */
export function slopeAlong(
  x: usize, q: usize, apart: i32, o: usize, wrap: usize, bins: i32, j: i32,
): f64 {
  const a = place(wrap, o, 0, j);
  const b = place(wrap, o, 1, j);
  const c = place(wrap, o, 2, j);
  const d = place(wrap, o, 3, j);
  let sum = at(q, a * apart) * triple(x, 0, false, bins, b, c, d);
  if (b >= 0) sum += at(q, b * apart) * triple(x, 0, false, bins, a, c, d);
  if (c >= 0) sum += at(q, c * apart) * triple(x, 0, false, bins, a, b, d);
  if (d >= 0) sum += at(q, d * apart) * triple(x, 0, false, bins, a, b, c);
  return sum;
}
