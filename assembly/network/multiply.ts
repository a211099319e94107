// Products of matrices in stripes of four or five rows of C: a block of these and two vectors of columns stays
// in registers while the inner dimension runs.

import { bytes, kept, lanes } from "./lanes";

// Most of the inner dimension that is taken at a time.
const mostInner: i32 = 512;
/** [mostInner][rows of a stripe]: the stripe of A, so that the inner loop reads it straight on. */
const packed: usize = memory.data(20480, 16);

// @ts-ignore: decorator
@inline
function packStripe<T>(rows: i32, a: usize, aRow: usize, aColumn: usize, k: i32): void {
  let to = packed;
  for (let l = 0; l < k; l++, a += aColumn) {
    let from = a;
    for (let i = 0; i < rows; i++, from += aRow, to += sizeof<T>()) store<T>(to, load<T>(from));
  }
}

/** Where an accumulator starts. */
// @ts-ignore: decorator
@inline
function start<T>(bias: usize, row: i32, c: usize, keep: v128): v128 {
  return bias ? v128.load_splat<T>(bias + bytes<T>(row)) : v128.and(v128.load(c), keep);
}

/** `rows` (1 to 5) rows of C: their stripe of A is packed. */
// @ts-ignore: decorator
@inline
function stripe<T>(
  rows: i32, b: usize, bStride: usize, c: usize, cStride: usize, bias: usize, k: i32, n: i32,
  accumulate: i32,
): void {
  const keep = kept(accumulate);
  const width = bytes<T>(rows);
  const end = packed + <usize>k * width;
  let j = 0;
  for (; j + 2 * lanes<T>() <= n; j += 2 * lanes<T>(), b += 32, c += 32) {
    let s0 = start<T>(bias, 0, c + cStride * 0, keep);
    let t0 = start<T>(bias, 0, c + 16 + cStride * 0, keep);
    let s1 = rows > 1 ? start<T>(bias, 1, c + cStride * 1, keep) : s0;
    let t1 = rows > 1 ? start<T>(bias, 1, c + 16 + cStride * 1, keep) : s0;
    let s2 = rows > 2 ? start<T>(bias, 2, c + cStride * 2, keep) : s0;
    let t2 = rows > 2 ? start<T>(bias, 2, c + 16 + cStride * 2, keep) : s0;
    let s3 = rows > 3 ? start<T>(bias, 3, c + cStride * 3, keep) : s0;
    let t3 = rows > 3 ? start<T>(bias, 3, c + 16 + cStride * 3, keep) : s0;
    let s4 = rows > 4 ? start<T>(bias, 4, c + cStride * 4, keep) : s0;
    let t4 = rows > 4 ? start<T>(bias, 4, c + 16 + cStride * 4, keep) : s0;
    let from = b;
    for (let at = packed; at < end; at += width, from += bStride) {
      const x = v128.load(from);
      const y = v128.load(from, 16);
      let w = v128.load_splat<T>(at);
      s0 = v128.add<T>(s0, v128.mul<T>(w, x));
      t0 = v128.add<T>(t0, v128.mul<T>(w, y));
      if (rows > 1) {
        w = v128.load_splat<T>(at, 1 * sizeof<T>());
        s1 = v128.add<T>(s1, v128.mul<T>(w, x));
        t1 = v128.add<T>(t1, v128.mul<T>(w, y));
      }
      if (rows > 2) {
        w = v128.load_splat<T>(at, 2 * sizeof<T>());
        s2 = v128.add<T>(s2, v128.mul<T>(w, x));
        t2 = v128.add<T>(t2, v128.mul<T>(w, y));
      }
      if (rows > 3) {
        w = v128.load_splat<T>(at, 3 * sizeof<T>());
        s3 = v128.add<T>(s3, v128.mul<T>(w, x));
        t3 = v128.add<T>(t3, v128.mul<T>(w, y));
      }
      if (rows > 4) {
        w = v128.load_splat<T>(at, 4 * sizeof<T>());
        s4 = v128.add<T>(s4, v128.mul<T>(w, x));
        t4 = v128.add<T>(t4, v128.mul<T>(w, y));
      }
    }
    v128.store(c, s0);
    v128.store(c, t0, 16);
    if (rows > 1) {
      v128.store(c + cStride * 1, s1);
      v128.store(c + cStride * 1, t1, 16);
    }
    if (rows > 2) {
      v128.store(c + cStride * 2, s2);
      v128.store(c + cStride * 2, t2, 16);
    }
    if (rows > 3) {
      v128.store(c + cStride * 3, s3);
      v128.store(c + cStride * 3, t3, 16);
    }
    if (rows > 4) {
      v128.store(c + cStride * 4, s4);
      v128.store(c + cStride * 4, t4, 16);
    }
  }
  for (; j + lanes<T>() <= n; j += lanes<T>(), b += 16, c += 16) {
    let s0 = start<T>(bias, 0, c, keep);
    let s1 = rows > 1 ? start<T>(bias, 1, c + cStride * 1, keep) : s0;
    let s2 = rows > 2 ? start<T>(bias, 2, c + cStride * 2, keep) : s0;
    let s3 = rows > 3 ? start<T>(bias, 3, c + cStride * 3, keep) : s0;
    let s4 = rows > 4 ? start<T>(bias, 4, c + cStride * 4, keep) : s0;
    let from = b;
    for (let at = packed; at < end; at += width, from += bStride) {
      const x = v128.load(from);
      s0 = v128.add<T>(s0, v128.mul<T>(v128.load_splat<T>(at), x));
      if (rows > 1) s1 = v128.add<T>(s1, v128.mul<T>(v128.load_splat<T>(at, 1 * sizeof<T>()), x));
      if (rows > 2) s2 = v128.add<T>(s2, v128.mul<T>(v128.load_splat<T>(at, 2 * sizeof<T>()), x));
      if (rows > 3) s3 = v128.add<T>(s3, v128.mul<T>(v128.load_splat<T>(at, 3 * sizeof<T>()), x));
      if (rows > 4) s4 = v128.add<T>(s4, v128.mul<T>(v128.load_splat<T>(at, 4 * sizeof<T>()), x));
    }
    v128.store(c, s0);
    if (rows > 1) v128.store(c + cStride * 1, s1);
    if (rows > 2) v128.store(c + cStride * 2, s2);
    if (rows > 3) v128.store(c + cStride * 3, s3);
    if (rows > 4) v128.store(c + cStride * 4, s4);
  }
  for (; j < n; j++, b += sizeof<T>(), c += sizeof<T>()) {
    for (let i = 0; i < rows; i++) {
      const to = c + cStride * <usize>i;
      let sum: T = bias ? load<T>(bias + bytes<T>(i)) : accumulate ? load<T>(to) : <T>0;
      let from = b;
      for (let at = packed + bytes<T>(i); at < end; at += width, from += bStride) {
        sum += load<T>(at) * load<T>(from);
      }
      store<T>(to, sum);
    }
  }
}

/** How many of the `left` rows to take next: four, which is fastest, and five rather than four and one. */
// @ts-ignore: decorator
@inline
function nextStripe(left: i32): i32 {
  return left <= 5 ? left : 4;
}

/**
 * C = A B + bias, or C + A B, with C [m][n], B [k][n] and A_il at i aRow + l aColumn, so that A may be
 * transposed. Strides are in numbers; bias [m] may be 0.
 */
// @ts-ignore: decorator
@inline
function multiply<T>(
  a: usize, aRow: i32, aColumn: i32, b: usize, bStride: i32, c: usize, cStride: i32, bias: usize,
  m: i32, k: i32, n: i32, accumulate: i32,
): void {
  const down = bytes<T>(bStride);
  const next = bytes<T>(cStride);
  for (let l = 0; l < k; l += mostInner) {
    const inner = min(mostInner, k - l);
    const fromA = a + bytes<T>(l * aColumn);
    const fromB = b + bytes<T>(l * bStride);
    const onto = l > 0 ? 1 : accumulate;
    const first: usize = l > 0 ? 0 : bias;
    let rows = 0;
    for (let i = 0; i < m; i += rows) {
      rows = nextStripe(m - i);
      const to = c + next * <usize>i;
      const shift: usize = first ? first + bytes<T>(i) : 0;
      const from = fromA + bytes<T>(i * aRow);
      switch (rows) {
        case 5:
          packStripe<T>(5, from, bytes<T>(aRow), bytes<T>(aColumn), inner);
          stripe<T>(5, fromB, down, to, next, shift, inner, n, onto);
          break;
        case 4:
          packStripe<T>(4, from, bytes<T>(aRow), bytes<T>(aColumn), inner);
          stripe<T>(4, fromB, down, to, next, shift, inner, n, onto);
          break;
        case 3:
          packStripe<T>(3, from, bytes<T>(aRow), bytes<T>(aColumn), inner);
          stripe<T>(3, fromB, down, to, next, shift, inner, n, onto);
          break;
        case 2:
          packStripe<T>(2, from, bytes<T>(aRow), bytes<T>(aColumn), inner);
          stripe<T>(2, fromB, down, to, next, shift, inner, n, onto);
          break;
        default:
          packStripe<T>(1, from, bytes<T>(aRow), bytes<T>(aColumn), inner);
          stripe<T>(1, fromB, down, to, next, shift, inner, n, onto);
      }
    }
  }
}

export function multiply32(
  a: usize, aRow: i32, aColumn: i32, b: usize, bStride: i32, c: usize, cStride: i32, bias: usize, m: i32, k: i32, n: i32, accumulate: i32,
): void {
  multiply<f32>(a, aRow, aColumn, b, bStride, c, cStride, bias, m, k, n, accumulate);
}

export function multiply64(
  a: usize, aRow: i32, aColumn: i32, b: usize, bStride: i32, c: usize, cStride: i32, bias: usize, m: i32, k: i32, n: i32, accumulate: i32,
): void {
  multiply<f64>(a, aRow, aColumn, b, bStride, c, cStride, bias, m, k, n, accumulate);
}
