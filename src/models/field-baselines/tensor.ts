/**
 * Applies a matrix along every dimension of a field.
 *
 * @param matrix [to][from]
 * @param shape of the field, row-major
 */
export function alongDimensions(
  matrix: Float64Array,
  field: ArrayLike<number>,
  shape: readonly number[],
  to: number,
): Float64Array {
  const from = matrix.length / to;
  let values = Float64Array.from({ length: field.length }, (_, i) => field[i]);
  // The last dimension comes first in turn: after as many rounds, all are in their places.
  for (let round = 0; round < shape.length; round++) {
    const rows = values.length / from;
    const next = new Float64Array(to * rows);
    for (let row = 0; row < rows; row++) {
      for (let t = 0; t < to; t++) {
        let sum = 0;
        for (let f = 0; f < from; f++) sum += matrix[t * from + f] * values[row * from + f];
        next[t * rows + row] = sum;
      }
    }
    values = next;
  }
  return values;
}
