/**
 * X of A X = B by elimination with row pivots; A need not be positive definite.
 *
 * @param matrix A, [n][n]
 * @param right B, [n][columns]
 */
export function solveLinear(
  matrix: Float64Array,
  right: Float64Array,
  n: number,
  columns: number,
): Float64Array {
  const a = matrix.slice();
  const b = right.slice();
  const swap = (values: Float64Array, width: number, i: number, j: number) => {
    const row = values.slice(i * width, (i + 1) * width);
    values.copyWithin(i * width, j * width, (j + 1) * width);
    values.set(row, j * width);
  };
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) {
      if (Math.abs(a[i * n + k]) > Math.abs(a[pivot * n + k])) pivot = i;
    }
    swap(a, n, k, pivot);
    swap(b, columns, k, pivot);
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = a[i * n + k] / a[k * n + k];
      for (let j = k; j < n; j++) a[i * n + j] -= factor * a[k * n + j];
      for (let j = 0; j < columns; j++) b[i * columns + j] -= factor * b[k * columns + j];
    }
  }
  for (let i = 0; i < b.length; i++) {
    const row = Math.floor(i / columns);
    b[i] /= a[row * n + row];
  }
  return b;
}
