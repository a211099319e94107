/** A B of plain arrays, [rows][inner] and [inner][columns]. */
export function product(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  rows: number,
  inner: number,
  columns: number,
): Float64Array {
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < inner; k++) {
      const w = a[i * inner + k];
      if (w === 0) continue;
      for (let j = 0; j < columns; j++) out[i * columns + j] += w * b[k * columns + j];
    }
  }
  return out;
}

/** A^T, A being [rows][columns]. */
export function transposed(a: ArrayLike<number>, rows: number, columns: number): Float64Array {
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) out[j * rows + i] = a[i * columns + j];
  }
  return out;
}
