import { invalidParameter } from "../errors.js";

/** Widest span of values for each member of a sample that counting is still quicker than sorting at. */
const spanPerMember = 8;

/**
 * Order statistics of counts, for each bin over many rows: the counts of a row begin at `rows[i]`.
 *
 * Values are sorted by counting them, in O(rows + span) a bin; a bin of very wide span is sorted by
 * comparison.
 *
 * @param rows where each row begins in `counts`
 * @returns shape [bin, row], ascending in each bin
 */
export function sortedColumns(
  counts: Uint32Array,
  rows: ArrayLike<number>,
  bins: number,
): Uint32Array {
  const n = rows.length;
  const sorted = new Uint32Array(bins * n);
  const low = new Uint32Array(bins).fill(0xffffffff);
  const high = new Uint32Array(bins);
  for (let i = 0; i < n; i++) {
    const row = rows[i];
    for (let j = 0; j < bins; j++) {
      const value = counts[row + j];
      sorted[j * n + i] = value;
      if (value < low[j]) low[j] = value;
      if (value > high[j]) high[j] = value;
    }
  }
  const largestSpan = spanPerMember * n + 256;
  const occurrences = new Uint32Array(largestSpan + 1);
  for (let j = 0; j < bins; j++) {
    const span = high[j] - low[j];
    const column = sorted.subarray(j * n, (j + 1) * n);
    if (span > largestSpan) column.sort();
    else countingSort(column, low[j], span, occurrences);
  }
  return sorted;
}

function countingSort(column: Uint32Array, low: number, span: number, occurrences: Uint32Array) {
  occurrences.fill(0, 0, span + 1);
  for (let i = 0; i < column.length; i++) occurrences[column[i] - low]++;
  for (let k = 0, at = 0; at < column.length; k++) {
    for (let left = occurrences[k]; left > 0; left--) column[at++] = low + k;
  }
}

/**
 * Index of the p-quantile among n ascending values: the smallest value that at least a fraction p of them
 * does not exceed (the inverse of the empirical distribution function).
 *
 * @throws InvalidParameter unless p is in [0, 1]
 */
export function quantileIndex(p: number, n: number): number {
  if (!(p >= 0 && p <= 1)) throw invalidParameter("p", "a probability in [0, 1]", p);
  // A fraction such as (1 - .95) / 2 carries rounding that must not push a whole number to the next.
  return Math.min(n - 1, Math.max(0, Math.ceil(p * n - 1e-9) - 1));
}

/**
 * The two probabilities that bound a central interval: (1 - level) / 2 and (1 + level) / 2.
 *
 * @throws InvalidParameter unless the level is in (0, 1)
 */
export function tails(level: number): readonly [number, number] {
  if (!(level > 0 && level < 1)) {
    throw invalidParameter("level", "a fraction between 0 and 1, such as .95", level);
  }
  return [(1 - level) / 2, (1 + level) / 2];
}
