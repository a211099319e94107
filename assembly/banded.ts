// Symmetric positive definite matrices with a band: those of the states of a sequence, in which only
// neighbours in time couple.
//
// Row r of the lower band holds the columns r - w .. r, w + 1 numbers, entry (r, c) at place c - r + w; what
// would lie before column 0 is not read. The inverse is wanted within the band only, where the coupled pairs
// are. It is kept with both sides, 2 w + 1 numbers a row.

import { axpy, dot } from "./linear-algebra";
import { at, put } from "./softmax";

/** A = L L^T in place. Returns -1, or the first row whose pivot is not positive. */
export function bandedCholesky(a: usize, n: i32, w: i32): i32 {
  const pitch = (<usize>(w + 1)) << 3;
  for (let r = 0; r < n; r++) {
    const row = a + <usize>r * pitch;
    const first = max(0, r - w);
    const from = row + ((<usize>(first - r + w)) << 3);
    for (let c = first; c < r; c++) {
      const other = a + <usize>c * pitch;
      const sum = dot(from, other + ((<usize>(first - c + w)) << 3), c - first);
      put(row, c - r + w, (at(row, c - r + w) - sum) / at(other, w));
    }
    const pivot = at(row, w) - dot(from, from, r - first);
    if (!(pivot > 0)) return r;
    put(row, w, Math.sqrt(pivot));
  }
  return -1;
}

/** b <- L^-1 b. */
export function bandedSolveLower(l: usize, n: i32, w: i32, b: usize): void {
  const pitch = (<usize>(w + 1)) << 3;
  for (let r = 0; r < n; r++) {
    const row = l + <usize>r * pitch;
    const first = max(0, r - w);
    const sum = dot(row + ((<usize>(first - r + w)) << 3), b + ((<usize>first) << 3), r - first);
    put(b, r, (at(b, r) - sum) / at(row, w));
  }
}

/** y <- L^-T y. */
export function bandedSolveUpper(l: usize, n: i32, w: i32, y: usize): void {
  const pitch = (<usize>(w + 1)) << 3;
  for (let r = n - 1; r >= 0; r--) {
    const row = l + <usize>r * pitch;
    const first = max(0, r - w);
    const x = at(y, r) / at(row, w);
    put(y, r, x);
    axpy(-x, row + ((<usize>(first - r + w)) << 3), y + ((<usize>first) << 3), r - first);
  }
}

/**
 * The entries of A^-1 within the band, from L (Takahashi, Fagan & Chen 1973). z: [n][2 w + 1], entry (r, c) at
 * place c - r + w; scratch: w numbers.
 */
export function bandedInverse(l: usize, n: i32, w: i32, z: usize, scratch: usize): void {
  const pitch = (<usize>(w + 1)) << 3;
  const wide = (<usize>(2 * w + 1)) << 3;
  for (let i = n - 1; i >= 0; i--) {
    const m = min(w, n - 1 - i);
    const inverse = 1 / at(l + <usize>i * pitch, w);
    for (let k = 1; k <= m; k++) {
      put(scratch, k - 1, at(l + <usize>(i + k) * pitch, w - k) * inverse);
    }
    const own = z + <usize>i * wide;
    for (let k = m; k >= 1; k--) {
      const row = z + <usize>(i + k) * wide;
      const value = -dot(scratch, row + ((<usize>(w + 1 - k)) << 3), m);
      put(row, w - k, value);
      put(own, w + k, value);
    }
    put(own, w, inverse * inverse - dot(scratch, own + ((<usize>(w + 1)) << 3), m));
  }
}
