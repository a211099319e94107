/** Dense matrices as rows, slow and plain. */
export type Matrix = number[][];

export const transposed = (a: Matrix): Matrix => a[0].map((_, j) => a.map((row) => row[j]));

export const multiplied = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0].map((_, j) => row.reduce((sum, x, k) => sum + x * b[k][j], 0)));

/** By Gauss-Jordan elimination with row pivots. */
export function inverse(a: Matrix): Matrix {
  const n = a.length;
  const work = a.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c; r < n; r++) if (Math.abs(work[r][c]) > Math.abs(work[pivot][c])) pivot = r;
    [work[c], work[pivot]] = [work[pivot], work[c]];
    const scale = 1 / work[c][c];
    work[c] = work[c].map((x) => x * scale);
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const factor = work[r][c];
      work[r] = work[r].map((x, j) => x - factor * work[c][j]);
    }
  }
  return work.map((row) => row.slice(n));
}
