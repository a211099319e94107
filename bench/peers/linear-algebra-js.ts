/** Dense symmetric linear algebra in plain JavaScript: row-major Float64Array, lower triangle. */

/** Dot product of n numbers from two places; four sums, so that additions need not wait on each other. */
export function dotJs(
  a: Float64Array,
  from: number,
  b: Float64Array,
  start: number,
  n: number,
): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < n; k += 4) {
    s0 += a[from + k] * b[start + k];
    s1 += a[from + k + 1] * b[start + k + 1];
    s2 += a[from + k + 2] * b[start + k + 2];
    s3 += a[from + k + 3] * b[start + k + 3];
  }
  for (; k < n; k++) s0 += a[from + k] * b[start + k];
  return s0 + s1 + (s2 + s3);
}

/** Rows of features, multiplied in tiles of two by two and blocks that stay in the cache. */
export function gramJs(phi: readonly Float64Array[], rows: number): Float64Array {
  const n = phi.length;
  const gram = new Float64Array(n * n);
  const block = 512;
  for (let from = 0; from < rows; from += block) {
    const to = Math.min(from + block, rows);
    for (let i = 0; i < n; i += 2) {
      const x0 = phi[i];
      const x1 = phi[Math.min(i + 1, n - 1)];
      for (let j = 0; j <= i; j += 2) {
        const y0 = phi[j];
        const y1 = phi[Math.min(j + 1, n - 1)];
        let s00 = 0;
        let s01 = 0;
        let s10 = 0;
        let s11 = 0;
        for (let r = from; r < to; r++) {
          s00 += x0[r] * y0[r];
          s01 += x0[r] * y1[r];
          s10 += x1[r] * y0[r];
          s11 += x1[r] * y1[r];
        }
        gram[i * n + j] += s00;
        if (j + 1 < n) gram[i * n + j + 1] += s01;
        if (i + 1 < n) gram[(i + 1) * n + j] += s10;
        if (i + 1 < n && j + 1 < n) gram[(i + 1) * n + j + 1] += s11;
      }
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) gram[j * n + i] = gram[i * n + j];
  }
  return gram;
}

/** Lower Cholesky factor in place; returns the logarithm of the determinant. */
export function choleskyJs(a: Float64Array, n: number): number {
  let logDeterminant = 0;
  for (let j = 0; j < n; j++) {
    const pivot = a[j * n + j] - dotJs(a, j * n, a, j * n, j);
    if (!(pivot > 0)) throw new Error(`The matrix is not positive definite at pivot ${j}.`);
    const root = Math.sqrt(pivot);
    logDeterminant += Math.log(pivot);
    a[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      a[i * n + j] = (a[i * n + j] - dotJs(a, i * n, a, j * n, j)) / root;
    }
  }
  return logDeterminant;
}

/** Solves A x = b in place of b, from the Cholesky factor. */
export function solveJs(l: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) b[i] = (b[i] - dotJs(l, i * n, b, 0, i)) / l[i * n + i];
  for (let i = n - 1; i >= 0; i--) {
    b[i] /= l[i * n + i];
    for (let k = 0; k < i; k++) b[k] -= l[i * n + k] * b[i];
  }
}

/** L^-1 in place of the Cholesky factor L. */
function invertFactorJs(l: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    const inverse = 1 / l[i * n + i];
    for (let k = 0; k < i; k++) {
      const factor = -inverse * l[i * n + k];
      for (let c = 0; c < k; c++) l[i * n + c] += factor * l[k * n + c];
      l[i * n + k] = factor * l[k * n + k];
    }
    l[i * n + i] = inverse;
  }
}

/** Diagonal of A^-1 from the Cholesky factor, which L^-1 replaces. */
export function inverseDiagonalJs(l: Float64Array, n: number, out: Float64Array): void {
  invertFactorJs(l, n);
  out.fill(0, 0, n);
  for (let k = 0; k < n; k++) {
    for (let i = 0; i <= k; i++) out[i] += l[k * n + i] * l[k * n + i];
  }
}

/** A^-1, both triangles, from the Cholesky factor, which L^-1 replaces. */
export function invertJs(l: Float64Array, n: number, out: Float64Array): void {
  invertFactorJs(l, n);
  out.fill(0, 0, n * n);
  for (let k = 0; k < n; k++) {
    for (let i = 0; i <= k; i++) {
      const factor = l[k * n + i];
      for (let c = 0; c <= i; c++) out[i * n + c] += factor * l[k * n + c];
    }
  }
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < i; c++) out[c * n + i] = out[i * n + c];
  }
}
