import type { Dataset } from "../dataset/dataset.js";
import type { Ensemble } from "../forecast/ensemble.js";
import { quantileIndex, sortedColumns, tails } from "../forecast/order-statistics.js";
import { type AlignOptions, align } from "./align.js";

/** Number of values within [lower, upper], the ends included. */
export function countInside(values: ArrayLike<number>, lower: number, upper: number): number {
  let inside = 0;
  for (let i = 0; i < values.length; i++) if (values[i] >= lower && values[i] <= upper) inside++;
  return inside;
}

/** How often intervals of one level hold the truth. */
export interface LevelCoverage {
  /** Nominal level of the central interval. */
  readonly level: number;
  /** Fraction of (run, bin) inside, shape [step]. */
  readonly coverage: Float64Array;
  /** The same over all steps. */
  readonly overall: number;
}

/**
 * Coverage of central intervals against their level, for calibration plots. The ends belong to an
 * interval, and counts are whole numbers: where a bin holds few walkers a calibrated forecast covers
 * somewhat more than the level.
 *
 * @param truth reference runs from the start of the forecast; see {@link align}
 * @param levels each in (0, 1)
 * @throws InvalidData, InvalidParameter as {@link align}; NumericalFailure if no draw is left at a step
 */
export function coverageByLevel(
  ensemble: Ensemble,
  truth: Dataset,
  levels: readonly number[],
  options: AlignOptions = {},
): LevelCoverage[] {
  const bounds = levels.map(tails);
  const aligned = align(ensemble, truth, options);
  const { bins, steps } = aligned.ensemble;
  const observations = aligned.runs * bins;
  const coverage = levels.map(() => new Float64Array(steps));
  for (let step = 0; step < steps; step++) {
    const members = aligned.ensemble.sortedAt(step);
    const observed = sortedColumns(aligned.truth, aligned.rowsAt(step), bins);
    const living = members.length / bins;
    bounds.forEach(([low, high], i) => {
      const [first, last] = [quantileIndex(low, living), quantileIndex(high, living)];
      let inside = 0;
      for (let j = 0; j < bins; j++) {
        const runs = observed.subarray(j * aligned.runs, (j + 1) * aligned.runs);
        inside += countInside(runs, members[j * living + first], members[j * living + last]);
      }
      coverage[i][step] = inside / observations;
    });
  }
  return levels.map((level, i) => {
    const overall = coverage[i].reduce((sum, value) => sum + value, 0) / steps;
    return { level, coverage: coverage[i], overall };
  });
}
