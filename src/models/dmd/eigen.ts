/** Sweeps of rotations after which convergence, which is quadratic, has long been reached. */
const mostSweeps = 60;

/** An element off the diagonal counts if it is above this fraction of the trace. */
const negligible = 1e-17;

/** Eigenvalues, largest first, and eigenvectors as the rows of `vectors` [eigenvalue][n]. */
export interface Eigensystem {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/** Rotates rows p and q of a matrix [.][n] into each other. */
function rotateRows(a: Float64Array, n: number, p: number, q: number, c: number, s: number): void {
  for (let k = 0; k < n; k++) {
    const [x, y] = [a[p * n + k], a[q * n + k]];
    a[p * n + k] = c * x - s * y;
    a[q * n + k] = s * x + c * y;
  }
}

/** Rotates columns p and q of a matrix [n][n] into each other. */
function rotateColumns(
  a: Float64Array,
  n: number,
  p: number,
  q: number,
  c: number,
  s: number,
): void {
  for (let k = 0; k < n; k++) {
    const [x, y] = [a[k * n + p], a[k * n + q]];
    a[k * n + p] = c * x - s * y;
    a[k * n + q] = s * x + c * y;
  }
}

/** One rotation for each element off the diagonal above `least`; whether there was any. */
function sweep(a: Float64Array, vectors: Float64Array, n: number, least: number): boolean {
  let rotated = false;
  for (let p = 0; p < n; p++) {
    for (let q = p + 1; q < n; q++) {
      const off = a[p * n + q];
      if (!(Math.abs(off) > least)) continue;
      rotated = true;
      const theta = (a[q * n + q] - a[p * n + p]) / (2 * off);
      const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
      const c = 1 / Math.sqrt(t * t + 1);
      rotateRows(a, n, p, q, c, t * c);
      rotateColumns(a, n, p, q, c, t * c);
      a[p * n + q] = 0;
      a[q * n + p] = 0;
      rotateRows(vectors, n, p, q, c, t * c);
    }
  }
  return rotated;
}

/**
 * All eigenvalues and eigenvectors of a symmetric matrix that is positive semidefinite, by Jacobi's rotations (Golub & Van Loan, section 8.5),
 * with + - * / and square roots alone.
 *
 * @param matrix [n][n]
 * @param onSweep called before each sweep; may throw
 */
export function symmetricEigen(
  matrix: Float64Array,
  n: number,
  onSweep: () => void = () => {},
): Eigensystem {
  const a = matrix.slice();
  const vectors = new Float64Array(n * n);
  let trace = 0;
  for (let i = 0; i < n; i++) {
    vectors[i * n + i] = 1;
    trace += a[i * n + i];
  }
  for (let k = 0; k < mostSweeps; k++) {
    onSweep();
    if (!sweep(a, vectors, n, negligible * trace)) break;
  }
  const order = Array.from({ length: n }, (_, i) => i);
  order.sort((i, j) => a[j * n + j] - a[i * n + i] || i - j);
  const sorted = new Float64Array(n * n);
  order.forEach((i, k) => {
    sorted.set(vectors.subarray(i * n, (i + 1) * n), k * n);
  });
  return { values: Float64Array.from(order, (i) => a[i * n + i]), vectors: sorted };
}
