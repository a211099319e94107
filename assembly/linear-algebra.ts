// Dense symmetric linear algebra in float64, row-major, lower triangle.
//
// The SIMD and the scalar build give the same bits: element-wise work needs no care, and a dot product
// always keeps two partial sums, of the even and of the odd terms, added at the end.

import { log } from "./math";

/** Dot product of two rows of n numbers. */
// @ts-ignore: decorator
@inline
export function dot(a: usize, b: usize, n: i32): f64 {
  let sum: f64;
  const even = n & ~1;
  if (ASC_FEATURE_SIMD) {
    let both = f64x2.splat(0);
    for (let k = 0; k < even; k += 2) {
      const at = (<usize>k) << 3;
      both = f64x2.add(both, f64x2.mul(v128.load(a + at), v128.load(b + at)));
    }
    sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  } else {
    let s0: f64 = 0;
    let s1: f64 = 0;
    for (let k = 0; k < even; k += 2) {
      const at = (<usize>k) << 3;
      s0 += load<f64>(a + at) * load<f64>(b + at);
      s1 += load<f64>(a + at, 8) * load<f64>(b + at, 8);
    }
    sum = s0 + s1;
  }
  if (n & 1) sum += load<f64>(a + ((<usize>even) << 3)) * load<f64>(b + ((<usize>even) << 3));
  return sum;
}

/** y += c x over n numbers. */
// @ts-ignore: decorator
@inline
export function axpy(c: f64, x: usize, y: usize, n: i32): void {
  const even = n & ~1;
  if (ASC_FEATURE_SIMD) {
    const factor = f64x2.splat(c);
    for (let k = 0; k < even; k += 2) {
      const at = (<usize>k) << 3;
      v128.store(y + at, f64x2.add(v128.load(y + at), f64x2.mul(factor, v128.load(x + at))));
    }
  } else {
    for (let k = 0; k < even; k++) {
      const at = (<usize>k) << 3;
      store<f64>(y + at, load<f64>(y + at) + c * load<f64>(x + at));
    }
  }
  if (n & 1) {
    const at = (<usize>even) << 3;
    store<f64>(y + at, load<f64>(y + at) + c * load<f64>(x + at));
  }
}

/**
 * Dot products of one row `b` with four consecutive rows a, a + stride, ... : b is loaded once for four.
 * Results go to `out[0..3]`. Each equals `dot` bit for bit.
 */
// @ts-ignore: decorator
@inline
function dot4(a: usize, stride: usize, b: usize, n: i32, out: usize): void {
  const a1 = a + stride;
  const a2 = a1 + stride;
  const a3 = a2 + stride;
  if (ASC_FEATURE_SIMD) {
    const even = n & ~1;
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    for (let k = 0; k < even; k += 2) {
      const at = (<usize>k) << 3;
      const y = v128.load(b + at);
      s0 = f64x2.add(s0, f64x2.mul(v128.load(a + at), y));
      s1 = f64x2.add(s1, f64x2.mul(v128.load(a1 + at), y));
      s2 = f64x2.add(s2, f64x2.mul(v128.load(a2 + at), y));
      s3 = f64x2.add(s3, f64x2.mul(v128.load(a3 + at), y));
    }
    let t0 = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
    let t1 = f64x2.extract_lane(s1, 0) + f64x2.extract_lane(s1, 1);
    let t2 = f64x2.extract_lane(s2, 0) + f64x2.extract_lane(s2, 1);
    let t3 = f64x2.extract_lane(s3, 0) + f64x2.extract_lane(s3, 1);
    if (n & 1) {
      const at = (<usize>even) << 3;
      const y = load<f64>(b + at);
      t0 += load<f64>(a + at) * y;
      t1 += load<f64>(a1 + at) * y;
      t2 += load<f64>(a2 + at) * y;
      t3 += load<f64>(a3 + at) * y;
    }
    store<f64>(out, t0);
    store<f64>(out, t1, 8);
    store<f64>(out, t2, 16);
    store<f64>(out, t3, 24);
  } else {
    store<f64>(out, dot(a, b, n));
    store<f64>(out, dot(a1, b, n), 8);
    store<f64>(out, dot(a2, b, n), 16);
    store<f64>(out, dot(a3, b, n), 24);
  }
}

const four = memory.data(32, 16);

/**
 * Lower Cholesky factor of the symmetric n x n matrix at `a`, in place; only the lower triangle is read
 * and written. Returns -1, or the index of the first pivot that is not a positive finite number.
 */
export function cholesky(a: usize, n: i32): i32 {
  const stride = (<usize>n) << 3;
  for (let j = 0; j < n; j++) {
    const rowJ = a + <usize>j * stride;
    const pivotAt = rowJ + ((<usize>j) << 3);
    const pivot = load<f64>(pivotAt) - dot(rowJ, rowJ, j);
    if (!(pivot > 0) || pivot == Infinity) return j;
    const root = Math.sqrt(pivot);
    store<f64>(pivotAt, root);
    const scale = 1 / root;
    let i = j + 1;
    for (; i + 3 < n; i += 4) {
      const row = a + <usize>i * stride;
      dot4(row, stride, rowJ, j, four);
      let at = row + ((<usize>j) << 3);
      for (let r = 0; r < 4; r++, at += stride) {
        store<f64>(at, (load<f64>(at) - load<f64>(four + ((<usize>r) << 3))) * scale);
      }
    }
    for (; i < n; i++) {
      const row = a + <usize>i * stride;
      const at = row + ((<usize>j) << 3);
      store<f64>(at, (load<f64>(at) - dot(row, rowJ, j)) * scale);
    }
  }
  return -1;
}

/** Solves L y = b in place at `b`; L is the lower triangle at `l`. */
export function solveLower(l: usize, n: i32, b: usize): void {
  const stride = (<usize>n) << 3;
  for (let i = 0; i < n; i++) {
    const row = l + <usize>i * stride;
    const at = (<usize>i) << 3;
    store<f64>(b + at, (load<f64>(b + at) - dot(row, b, i)) / load<f64>(row + at));
  }
}

/** Solves L^T x = y in place at `y`; L is the lower triangle at `l`. */
export function solveUpper(l: usize, n: i32, y: usize): void {
  const stride = (<usize>n) << 3;
  for (let i = n - 1; i >= 0; i--) {
    const row = l + <usize>i * stride;
    const at = (<usize>i) << 3;
    const x = load<f64>(y + at) / load<f64>(row + at);
    store<f64>(y + at, x);
    axpy(-x, row, y, i);
  }
}

/** log |A| = 2 sum_i log L_ii of the factored matrix at `l`. */
export function logDeterminant(l: usize, n: i32): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < n; i++) sum += log(load<f64>(l + (<usize>(i * n + i) << 3)));
  return 2 * sum;
}

/** y += c0 x + c1 (x + stride) + c2 (x + 2 stride) + c3 (x + 3 stride) over n numbers. */
// @ts-ignore: decorator
@inline
function axpy4(
  c0: f64, c1: f64, c2: f64, c3: f64, x: usize, stride: usize, y: usize, n: i32,
): void {
  const x1 = x + stride;
  const x2 = x1 + stride;
  const x3 = x2 + stride;
  let k = 0;
  if (ASC_FEATURE_SIMD) {
    const f0 = f64x2.splat(c0);
    const f1 = f64x2.splat(c1);
    const f2 = f64x2.splat(c2);
    const f3 = f64x2.splat(c3);
    for (; k + 1 < n; k += 2) {
      const at = (<usize>k) << 3;
      const low = f64x2.add(f64x2.mul(f0, v128.load(x + at)), f64x2.mul(f1, v128.load(x1 + at)));
      const high = f64x2.add(f64x2.mul(f2, v128.load(x2 + at)), f64x2.mul(f3, v128.load(x3 + at)));
      v128.store(y + at, f64x2.add(v128.load(y + at), f64x2.add(low, high)));
    }
  }
  for (; k < n; k++) {
    const at = (<usize>k) << 3;
    const low = c0 * load<f64>(x + at) + c1 * load<f64>(x1 + at);
    const high = c2 * load<f64>(x2 + at) + c3 * load<f64>(x3 + at);
    store<f64>(y + at, load<f64>(y + at) + (low + high));
  }
}

/**
 * L^-1 from L, in place at `l`: row i is (e_i - sum_{k<i} L_ik L^-1_k) / L_ii. Walking k upwards reads
 * each L_ik before anything is added to its column.
 */
function invertLower(l: usize, n: i32): void {
  const stride = (<usize>n) << 3;
  for (let i = 0; i < n; i++) {
    const row = l + <usize>i * stride;
    const diagonal = row + ((<usize>i) << 3);
    const inverse = 1 / load<f64>(diagonal);
    let k = 0;
    for (; k + 3 < i; k += 4) {
      const at = row + ((<usize>k) << 3);
      const f0 = -inverse * load<f64>(at);
      const f1 = -inverse * load<f64>(at, 8);
      const f2 = -inverse * load<f64>(at, 16);
      const f3 = -inverse * load<f64>(at, 24);
      const rowK = l + <usize>k * stride;
      axpy4(f0, f1, f2, f3, rowK, stride, row, k);
      // The triangle on the diagonal.
      const d0 = rowK + ((<usize>k) << 3);
      const d1 = d0 + stride;
      const d2 = d1 + stride;
      const d3 = d2 + stride;
      store<f64>(
        at,
        f0 * load<f64>(d0) + f1 * load<f64>(d1) + (f2 * load<f64>(d2) + f3 * load<f64>(d3)),
      );
      store<f64>(at, f1 * load<f64>(d1, 8) + f2 * load<f64>(d2, 8) + f3 * load<f64>(d3, 8), 8);
      store<f64>(at, f2 * load<f64>(d2, 16) + f3 * load<f64>(d3, 16), 16);
      store<f64>(at, f3 * load<f64>(d3, 24), 24);
    }
    for (; k < i; k++) {
      const at = (<usize>k) << 3;
      const factor = -inverse * load<f64>(row + at);
      const rowK = l + <usize>k * stride;
      axpy(factor, rowK, row, k);
      store<f64>(row + at, factor * load<f64>(rowK + at));
    }
    store<f64>(diagonal, inverse);
  }
}

/** Diagonal of A^-1 from the Cholesky factor at `l`, to `out[n]`: column norms of L^-1, which replaces L. */
export function inverseDiagonal(l: usize, n: i32, out: usize): void {
  const stride = (<usize>n) << 3;
  invertLower(l, n);
  memory.fill(out, 0, stride);
  for (let i = 0; i < n; i++) {
    const row = l + <usize>i * stride;
    let k = 0;
    if (ASC_FEATURE_SIMD) {
      for (; k < i; k += 2) {
        const at = (<usize>k) << 3;
        const x = v128.load(row + at);
        v128.store(out + at, f64x2.add(v128.load(out + at), f64x2.mul(x, x)));
      }
    }
    for (; k <= i; k++) {
      const at = (<usize>k) << 3;
      const x = load<f64>(row + at);
      store<f64>(out + at, load<f64>(out + at) + x * x);
    }
  }
}

/**
 * A^-1 = L^-T L^-1 from the Cholesky factor at `l`, both triangles, to `out`. L^-1 replaces L.
 */
export function invertFactored(l: usize, n: i32, out: usize): void {
  const stride = (<usize>n) << 3;
  invertLower(l, n);
  memory.fill(out, 0, stride * <usize>n);
  let k = 0;
  for (; k + 3 < n; k += 4) {
    const row = l + <usize>k * stride;
    for (let i = 0; i <= k; i++) {
      const c = row + ((<usize>i) << 3);
      axpy4(
        load<f64>(c), load<f64>(c + stride), load<f64>(c + 2 * stride), load<f64>(c + 3 * stride),
        row, stride, out + <usize>i * stride, i + 1,
      );
    }
    for (let i = k + 1; i < k + 4; i++) {
      for (let r = i; r < k + 4; r++) addOuterRow(l + <usize>r * stride, out, stride, i);
    }
  }
  for (; k < n; k++) {
    for (let i = 0; i <= k; i++) addOuterRow(l + <usize>k * stride, out, stride, i);
  }
  mirrorLower(out, n);
}

/** Row i of the outer product of `row` with itself, added to row i of `out`, columns 0..i. */
// @ts-ignore: decorator
@inline
function addOuterRow(row: usize, out: usize, stride: usize, i: i32): void {
  axpy(load<f64>(row + ((<usize>i) << 3)), row, out + <usize>i * stride, i + 1);
}

/** Copies the lower triangle of the n x n matrix at `a` onto the upper one. */
export function mirrorLower(a: usize, n: i32): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      store<f64>(a + (<usize>(j * n + i) << 3), load<f64>(a + (<usize>(i * n + j) << 3)));
    }
  }
}
