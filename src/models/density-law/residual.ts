import type { Mean } from "./linear.js";
import type { SnapshotPairs } from "./pairs.js";

/** Rows and columns of a matrix exchanged, [row][column] to [column][row]. */
export function transposed(matrix: Float64Array, columns: number): Float64Array {
  const rows = matrix.length / columns;
  return Float64Array.from(
    { length: matrix.length },
    (_, k) => matrix[(k % rows) * columns + Math.floor(k / rows)],
  );
}

/** What a law predicts for the later snapshots, [pair][bin]. */
export function predictionsOf(mean: Mean, { before, count, bins }: SnapshotPairs): Float64Array {
  const out = new Float64Array(before.length);
  mean(transposed(before, bins), count, out);
  return transposed(out, count);
}

/**
 * Standard deviation of the noise of a linear law X' = A X in a bin: the variance of the residuals less what the
 * sampling of living walkers explains. Of m_i walkers in bin i, Binomial(m_i, A_ji) go to bin j, so that their
 * share there has the variance sum_i m_i A_ji (1 - A_ji) / walkers^2. Taken as it is where an estimate is a
 * little below 0 or above 1: the errors of many weights then cancel. Neither it nor the difference may be
 * negative.
 *
 * @param freedom values in the residuals of one bin less coefficients that they determined; where there are
 *   none, the residuals tell of no noise
 * @param spread sum_j A_ji (1 - A_ji) of each bin i
 */
export function lawNoise(
  pairs: SnapshotPairs,
  predictions: Float64Array,
  freedom: number,
  spread: (bin: number) => number,
): number {
  if (!(freedom > 0)) return 0;
  const { count, bins, walkers, before, after } = pairs;
  let squares = 0;
  let explained = 0;
  for (let k = 0; k < after.length; k++) {
    const residual = after[k] - predictions[k];
    squares += residual * residual;
    explained += before[k] * spread(k % bins);
  }
  const sampling = Math.max(0, explained / (count * bins * walkers));
  return Math.sqrt(Math.max(0, squares / (freedom * bins) - sampling));
}
