// The softmax of rows of numbers, and small pieces that the emission law's kernels share.

import { exp, exp2x, log } from "./math";

// @ts-ignore: decorator
@inline
export function at(base: usize, k: i32): f64 {
  return load<f64>(base + ((<usize>k) << 3));
}

// @ts-ignore: decorator
@inline
export function put(base: usize, k: i32, value: f64): void {
  store<f64>(base + ((<usize>k) << 3), value);
}

/** out = exp(x - shift) over n numbers. */
export function expRow(x: usize, shift: f64, out: usize, n: i32): void {
  let k = 0;
  if (ASC_FEATURE_SIMD) {
    const shifts = f64x2.splat(shift);
    for (; k + 1 < n; k += 2) {
      const i = (<usize>k) << 3;
      v128.store(out + i, exp2x(f64x2.sub(v128.load(x + i), shifts)));
    }
  }
  for (; k < n; k++) put(out, k, exp(at(x, k) - shift));
}

/** rho = softmax(x); returns logsumexp(x). `rho` may not be `x`. */
export function softmaxRow(x: usize, rho: usize, n: i32): f64 {
  const largest = largestOf(x, n);
  expRow(x, largest, rho, n);
  const sum = sumOf(rho, n);
  const scale = 1 / sum;
  let k = 0;
  if (ASC_FEATURE_SIMD) {
    const scales = f64x2.splat(scale);
    for (; k + 1 < n; k += 2) {
      const i = (<usize>k) << 3;
      v128.store(rho + i, f64x2.mul(v128.load(rho + i), scales));
    }
  }
  for (; k < n; k++) put(rho, k, at(rho, k) * scale);
  return largest + log(sum);
}

// @ts-ignore: decorator
@inline
export function largestOf(x: usize, n: i32): f64 {
  let largest = at(x, 0);
  let k = 1;
  if (ASC_FEATURE_SIMD) {
    let both = f64x2.splat(largest);
    for (; k + 1 < n; k += 2) both = f64x2.max(both, v128.load(x + ((<usize>k) << 3)));
    largest = max(f64x2.extract_lane(both, 0), f64x2.extract_lane(both, 1));
  }
  for (; k < n; k++) largest = max(largest, at(x, k));
  return largest;
}

/** Sum of n numbers: of the even and of the odd ones, in both builds. */
// @ts-ignore: decorator
@inline
export function sumOf(x: usize, n: i32): f64 {
  let sum: f64 = 0;
  let k = 0;
  if (ASC_FEATURE_SIMD) {
    let both = f64x2.splat(0);
    for (; k + 1 < n; k += 2) both = f64x2.add(both, v128.load(x + ((<usize>k) << 3)));
    sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  } else {
    let odd: f64 = 0;
    for (; k + 1 < n; k += 2) {
      sum += at(x, k);
      odd += at(x, k + 1);
    }
    sum += odd;
  }
  if (k < n) sum += at(x, k);
  return sum;
}

/** softmax of each of `rows` rows of n numbers. */
export function softmax(x: usize, rows: i32, n: i32, rho: usize): void {
  for (let i = 0; i < rows; i++) {
    softmaxRow(x + (<usize>(i * n) << 3), rho + (<usize>(i * n) << 3), n);
  }
}
