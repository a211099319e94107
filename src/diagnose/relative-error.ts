import { invalidData } from "../errors.js";

/**
 * ||estimate - reference||_2 / ||reference||_2.
 *
 * @throws InvalidData if the lengths differ or the reference is zero
 */
export function relativeError(estimate: ArrayLike<number>, reference: ArrayLike<number>): number {
  if (estimate.length !== reference.length) {
    throw invalidData("estimate", `${reference.length} values`, `${estimate.length}`);
  }
  let difference = 0;
  let norm = 0;
  for (let j = 0; j < reference.length; j++) {
    const d = estimate[j] - reference[j];
    difference += d * d;
    norm += reference[j] * reference[j];
  }
  if (!(norm > 0)) throw invalidData("reference of a relative error", "a norm above 0", `${norm}`);
  return Math.sqrt(difference / norm);
}

/** Mean of counts in one bin, and the variance of that mean. */
export interface MeanEstimate {
  readonly mean: number;
  readonly variance: number;
}

/**
 * Mean of counts and the variance of this mean: the sample variance over the number of counts, or the
 * multinomial m (1 - m / walkers) where there is one count alone.
 */
export function meanEstimate(counts: Uint32Array, walkers: number): MeanEstimate {
  const n = counts.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += counts[i];
  const mean = sum / n;
  if (n === 1) return { mean, variance: mean * (1 - mean / walkers) };
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (counts[i] - mean) * (counts[i] - mean);
  return { mean, variance: squares / (n - 1) / n };
}

/**
 * Relative error that remains on average though the forecast is right: the means of R runs and D draws
 * are not exact. With s_j^2 the sample variances over runs and draws in bin j,
 *
 *     sqrt(sum_j (s_run,j^2 / R + s_draw,j^2 / D)) / ||mean of the runs||_2,
 *
 * the root of the expected squared {@link relativeError} of two independent samples of one law.
 */
export function samplingFloor(
  forecast: readonly MeanEstimate[],
  truth: readonly MeanEstimate[],
): number {
  let variance = 0;
  let norm = 0;
  for (let j = 0; j < truth.length; j++) {
    variance += forecast[j].variance + truth[j].variance;
    norm += truth[j].mean * truth[j].mean;
  }
  return Math.sqrt(variance / norm);
}
