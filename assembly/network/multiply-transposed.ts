// Products with a transposed matrix, whose numbers are inner products of rows: up to five rows of A and two
// of B at a time, a vector of partial sums for each pair, summed in float64 at the end of a panel.

import { across, bytes, lanes, putOne, widened } from "./lanes";

// Columns taken at a time: what a block of rows of A and all of B hold then stays in the cache.
const panel: i32 = 512;

/** `rows` (1 to 5) rows and `columns` (1 or 2) columns of C, from p columns of A and B. */
// @ts-ignore: decorator
@inline
function dots<T>(
  rows: i32, columns: i32, a: usize, aStride: usize, b: usize, bStride: usize, c: usize,
  cStride: usize, p: i32, accumulate: i32,
): void {
  const zero = i32x4.splat(0);
  let s0 = zero;
  let t0 = zero;
  let s1 = zero;
  let t1 = zero;
  let s2 = zero;
  let t2 = zero;
  let s3 = zero;
  let t3 = zero;
  let s4 = zero;
  let t4 = zero;
  const whole = bytes<T>(p & -lanes<T>());
  let i: usize = 0;
  for (; i < whole; i += 16) {
    const x = v128.load(b + i);
    const y = columns > 1 ? v128.load(b + i + bStride) : zero;
    let w = v128.load(a + i);
    s0 = v128.add<T>(s0, v128.mul<T>(w, x));
    if (columns > 1) t0 = v128.add<T>(t0, v128.mul<T>(w, y));
    if (rows > 1) {
      w = v128.load(a + i + aStride * 1);
      s1 = v128.add<T>(s1, v128.mul<T>(w, x));
      if (columns > 1) t1 = v128.add<T>(t1, v128.mul<T>(w, y));
    }
    if (rows > 2) {
      w = v128.load(a + i + aStride * 2);
      s2 = v128.add<T>(s2, v128.mul<T>(w, x));
      if (columns > 1) t2 = v128.add<T>(t2, v128.mul<T>(w, y));
    }
    if (rows > 3) {
      w = v128.load(a + i + aStride * 3);
      s3 = v128.add<T>(s3, v128.mul<T>(w, x));
      if (columns > 1) t3 = v128.add<T>(t3, v128.mul<T>(w, y));
    }
    if (rows > 4) {
      w = v128.load(a + i + aStride * 4);
      s4 = v128.add<T>(s4, v128.mul<T>(w, x));
      if (columns > 1) t4 = v128.add<T>(t4, v128.mul<T>(w, y));
    }
  }
  finish<T>(s0, a, b, i, p, c, accumulate);
  if (columns > 1) finish<T>(t0, a, b + bStride, i, p, c + sizeof<T>(), accumulate);
  if (rows > 1) {
    finish<T>(s1, a + aStride * 1, b, i, p, c + cStride * 1, accumulate);
    if (columns > 1) {
      finish<T>(t1, a + aStride * 1, b + bStride, i, p, c + cStride * 1 + sizeof<T>(), accumulate);
    }
  }
  if (rows > 2) {
    finish<T>(s2, a + aStride * 2, b, i, p, c + cStride * 2, accumulate);
    if (columns > 1) {
      finish<T>(t2, a + aStride * 2, b + bStride, i, p, c + cStride * 2 + sizeof<T>(), accumulate);
    }
  }
  if (rows > 3) {
    finish<T>(s3, a + aStride * 3, b, i, p, c + cStride * 3, accumulate);
    if (columns > 1) {
      finish<T>(t3, a + aStride * 3, b + bStride, i, p, c + cStride * 3 + sizeof<T>(), accumulate);
    }
  }
  if (rows > 4) {
    finish<T>(s4, a + aStride * 4, b, i, p, c + cStride * 4, accumulate);
    if (columns > 1) {
      finish<T>(t4, a + aStride * 4, b + bStride, i, p, c + cStride * 4 + sizeof<T>(), accumulate);
    }
  }
}

/** One number of C: the sum of the lanes, and of the products from byte `i` on. */
// @ts-ignore: decorator
@inline
function finish<T>(sums: v128, a: usize, b: usize, i: usize, p: i32, c: usize, accumulate: i32): void {
  let sum = across(widened<T>(sums));
  for (const end = bytes<T>(p); i < end; i += sizeof<T>()) {
    sum += <f64>load<T>(a + i) * <f64>load<T>(b + i);
  }
  putOne<T>(c, accumulate, <T>sum);
}

// @ts-ignore: decorator
@inline
function dotStripe<T>(
  rows: i32, a: usize, aStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, p: i32,
  n: i32, accumulate: i32,
): void {
  let j = 0;
  for (; j + 2 <= n; j += 2, b += bStride << 1, c += bytes<T>(2)) {
    dots<T>(rows, 2, a, aStride, b, bStride, c, cStride, p, accumulate);
  }
  if (j < n) dots<T>(rows, 1, a, aStride, b, bStride, c, cStride, p, accumulate);
}

/** How many of the `left` rows to take next: those that leave no thin stripe behind. */
// @ts-ignore: decorator
@inline
function nextStripe(left: i32): i32 {
  if (left <= 5) return left;
  if (left == 6) return 3;
  return left % 5 == 0 ? 5 : 4;
}

/** C = A B^T, or C + A B^T, with C [m][n], A [m][p] and B [n][p]; strides are in numbers. */
// @ts-ignore: decorator
@inline
function multiplyTransposed<T>(
  a: usize, aStride: i32, b: usize, bStride: i32, c: usize, cStride: i32, m: i32, n: i32, p: i32,
  accumulate: i32,
): void {
  const acrossA = bytes<T>(aStride);
  const acrossB = bytes<T>(bStride);
  const acrossC = bytes<T>(cStride);
  for (let l = 0; l < p; l += panel) {
    const part = min(panel, p - l);
    const onto = l > 0 ? 1 : accumulate;
    const fromB = b + bytes<T>(l);
    let rows = 0;
    for (let i = 0; i < m; i += rows) {
      rows = nextStripe(m - i);
      const from = a + bytes<T>(l) + acrossA * <usize>i;
      const to = c + acrossC * <usize>i;
      switch (rows) {
        case 5: dotStripe<T>(5, from, acrossA, fromB, acrossB, to, acrossC, part, n, onto); break;
        case 4: dotStripe<T>(4, from, acrossA, fromB, acrossB, to, acrossC, part, n, onto); break;
        case 3: dotStripe<T>(3, from, acrossA, fromB, acrossB, to, acrossC, part, n, onto); break;
        case 2: dotStripe<T>(2, from, acrossA, fromB, acrossB, to, acrossC, part, n, onto); break;
        default: dotStripe<T>(1, from, acrossA, fromB, acrossB, to, acrossC, part, n, onto);
      }
    }
  }
}

export function multiplyTransposed32(
  a: usize, aStride: i32, b: usize, bStride: i32, c: usize, cStride: i32, m: i32, n: i32, p: i32, accumulate: i32,
): void {
  multiplyTransposed<f32>(a, aStride, b, bStride, c, cStride, m, n, p, accumulate);
}

export function multiplyTransposed64(
  a: usize, aStride: i32, b: usize, bStride: i32, c: usize, cStride: i32, m: i32, n: i32, p: i32, accumulate: i32,
): void {
  multiplyTransposed<f64>(a, aStride, b, bStride, c, cStride, m, n, p, accumulate);
}
