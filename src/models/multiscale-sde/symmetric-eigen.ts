import { invalidData, numericalFailure } from "../../errors.js";

/** Eigenvalues in falling order, and their orthonormal eigenvectors. */
export interface SymmetricEigen {
  /** [n] */
  readonly values: Float64Array;
  /** Eigenvector k is row k, [n][n]. */
  readonly vectors: Float64Array;
}

/** Householder's reduction: A = Q T Q^T with T tridiagonal. `q` comes as A, and leaves as Q, both [n][n]. */
function tridiagonalise(q: Float64Array, n: number) {
  const diagonal = new Float64Array(n);
  const below = new Float64Array(n);
  const v = new Float64Array(n);
  const p = new Float64Array(n);
  const reflectors: Float64Array[] = [];
  for (let k = 0; k < n - 2; k++) {
    // The reflector that clears column k below its subdiagonal.
    let norm = 0;
    for (let i = k + 1; i < n; i++) norm += q[i * n + k] * q[i * n + k];
    norm = Math.sqrt(norm);
    v.fill(0);
    if (norm > 0) {
      for (let i = k + 1; i < n; i++) v[i] = q[i * n + k];
      v[k + 1] += v[k + 1] < 0 ? -norm : norm;
      let length = 0;
      for (let i = k + 1; i < n; i++) length += v[i] * v[i];
      const scale = Math.sqrt(2 / length);
      for (let i = k + 1; i < n; i++) v[i] *= scale;
      // A <- (1 - v v^T) A (1 - v v^T) = A - v w^T - w v^T, with p = A v and w = p - (p v) v / 2.
      let overlap = 0;
      for (let i = k; i < n; i++) {
        let sum = 0;
        for (let j = k + 1; j < n; j++) sum += q[i * n + j] * v[j];
        p[i] = sum;
        overlap += sum * v[i];
      }
      for (let i = k; i < n; i++) p[i] -= 0.5 * overlap * v[i];
      for (let i = k; i < n; i++) {
        for (let j = k; j < n; j++) q[i * n + j] -= v[i] * p[j] + p[i] * v[j];
      }
    }
    reflectors.push(v.slice());
  }
  for (let i = 0; i < n; i++) {
    diagonal[i] = q[i * n + i];
    if (i > 0) below[i - 1] = q[i * n + i - 1];
  }
  q.fill(0);
  for (let i = 0; i < n; i++) q[i * n + i] = 1;
  for (let k = reflectors.length - 1; k >= 0; k--) {
    const r = reflectors[k];
    p.fill(0);
    for (let i = k + 1; i < n; i++) {
      for (let j = k + 1; j < n; j++) p[j] += r[i] * q[i * n + j];
    }
    for (let i = k + 1; i < n; i++) {
      for (let j = k + 1; j < n; j++) q[i * n + j] -= r[i] * p[j];
    }
  }
  return { diagonal, below };
}

const mostSweeps = 60;

/** Implicit QL steps on a tridiagonal matrix; rows of `vectors` are rotated along. */
function diagonalise(d: Float64Array, e: Float64Array, vectors: Float64Array, n: number): void {
  // Beside the largest entry, and not beside its neighbours: these may be rounding too, in a matrix without full rank.
  let size = 0;
  for (let i = 0; i < n; i++) size = Math.max(size, Math.abs(d[i]) + Math.abs(e[i]));
  for (let l = 0; l < n; l++) {
    for (let sweep = 0; ; sweep++) {
      let m = l;
      while (m < n - 1 && Math.abs(e[m]) > Number.EPSILON * size) m++;
      if (m === l) break;
      if (sweep === mostSweeps) {
        throw numericalFailure("the eigensolver", sweep, `eigenvalue ${l}`, "Check the matrix.");
      }
      const half = (d[l + 1] - d[l]) / (2 * e[l]);
      const root = Math.sqrt(half * half + 1);
      let g = d[m] - d[l] + e[l] / (half + (half < 0 ? -root : root));
      let [s, c, p] = [1, 1, 0];
      let i = m - 1;
      for (; i >= l; i--) {
        const f = s * e[i];
        const b = c * e[i];
        const r = Math.sqrt(f * f + g * g);
        e[i + 1] = r;
        if (r === 0) {
          d[i + 1] -= p;
          e[m] = 0;
          break;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1] - p;
        const t = (d[i] - g) * s + 2 * c * b;
        p = s * t;
        d[i + 1] = g + p;
        g = c * t - b;
        const [upper, lower] = [(i + 1) * n, i * n];
        for (let k = 0; k < n; k++) {
          const x = vectors[upper + k];
          const y = vectors[lower + k];
          vectors[upper + k] = s * y + c * x;
          vectors[lower + k] = c * y - s * x;
        }
      }
      if (i >= l) continue;
      d[l] -= p;
      e[l] = g;
      e[m] = 0;
    }
  }
}

/**
 * All eigenvalues and eigenvectors of a symmetric matrix: Householder's reduction to tridiagonal form, then implicit QL
 * (Golub & Van Loan, 8.3). The largest entry of each eigenvector is positive.
 *
 * @param matrix [n][n]; both triangles are read, and it is kept
 * @throws InvalidData for another length, or a number that is not finite; NumericalFailure
 */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  if (matrix.length !== n * n || n < 1) {
    throw invalidData("symmetric matrix", `${n} x ${n} numbers`, `${matrix.length}`);
  }
  if (!matrix.every(Number.isFinite)) {
    throw invalidData("symmetric matrix", "finite numbers", "one that is not");
  }
  const q = matrix.slice();
  const { diagonal, below } = tridiagonalise(q, n);
  const rows = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) rows[j * n + i] = q[i * n + j];
  diagonalise(diagonal, below, rows, n);
  const order = Array.from({ length: n }, (_, k) => k).sort((a, b) => diagonal[b] - diagonal[a]);
  const vectors = new Float64Array(n * n);
  order.forEach((from, k) => {
    const row = rows.subarray(from * n, (from + 1) * n);
    let largest = 0;
    for (let i = 1; i < n; i++) if (Math.abs(row[i]) > Math.abs(row[largest])) largest = i;
    const sign = row[largest] < 0 ? -1 : 1;
    for (let i = 0; i < n; i++) vectors[k * n + i] = sign * row[i];
  });
  return { values: Float64Array.from(order, (k) => diagonal[k]), vectors };
}
