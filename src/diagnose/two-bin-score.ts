import type { Dataset } from "../dataset/dataset.js";
import type { Ensemble } from "../forecast/ensemble.js";
import { tails } from "../forecast/order-statistics.js";
import { twoBinProbability } from "../forecast/two-bin.js";
import { align } from "./align.js";
import { countInside } from "./coverage.js";
import { normalHalfWidth } from "./normal.js";
import type { ScoreOptions } from "./score.js";

/** How well the probability of finding two walkers in two bins at once is forecast at one step. */
export interface TwoBinScore {
  /** Bins, counted from 0. */
  readonly pair: readonly [number, number];
  /** Step of the ensemble's arrays, from 0. */
  readonly step: number;
  /** Time of the step, in the data's unit. */
  readonly time: number;
  /** Median over draws. */
  readonly median: number;
  /** Central credible interval over draws, its ends included. */
  readonly interval: readonly [number, number];
  /** The central half of the draws. */
  readonly interval50: readonly [number, number];
  /** Mean over the reference runs. */
  readonly reference: number;
  /** Interval of that mean at the same level by the central limit theorem; empty of width for one run. */
  readonly referenceInterval: readonly [number, number];
  /** Fraction of the runs inside the interval. With counts it is slightly above the level if calibrated. */
  readonly coverage: number;
  /** Draws that have left the finite numbers, in no other figure here. */
  readonly diverged: number;
}

function referenceMean(values: Float64Array, halfWidth: number) {
  const runs = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / runs;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  const half = runs > 1 ? halfWidth * Math.sqrt(squares / (runs - 1) / runs) : 0;
  return { reference: mean, referenceInterval: [mean - half, mean + half] as const };
}

/**
 * Scores two-bin probabilities, which tell whether the correlation of walkers is forecast as well as their
 * density. See {@link Ensemble.twoBin} for the probability.
 *
 * @param pairs bins of the ensemble (or of `options.bins`), counted from 0
 * @returns for each step, for each pair
 * @throws as `score`; InvalidParameter if there is no such bin; InvalidData for fewer than two walkers
 */
export function twoBinScore(
  ensemble: Ensemble,
  truth: Dataset,
  pairs: readonly (readonly [number, number])[],
  options: ScoreOptions = {},
): TwoBinScore[] {
  const level = options.level ?? 0.95;
  const [low, high] = tails(level);
  const halfWidth = normalHalfWidth(level);
  const aligned = align(ensemble, truth, options);
  const { walkers, steps, time } = aligned.ensemble;
  const byPair = pairs.map(([first, second]) => {
    const wanted = [low, 0.25, 0.5, 0.75, high];
    const quantiles = aligned.ensemble.twoBinQuantiles(first, second, wanted);
    const [lower, quarter, median, threeQuarters, upper] = quantiles;
    return Array.from({ length: steps }, (_, step): TwoBinScore => {
      const runs = Float64Array.from(aligned.rowsAt(step), (row) =>
        twoBinProbability(aligned.truth, row, first, second, walkers),
      );
      return {
        pair: [first, second],
        step,
        time: time[step],
        median: median[step],
        interval: [lower[step], upper[step]],
        interval50: [quarter[step], threeQuarters[step]],
        ...referenceMean(runs, halfWidth),
        coverage: countInside(runs, lower[step], upper[step]) / runs.length,
        diverged: aligned.ensemble.divergedBy(step),
      };
    });
  });
  return Array.from({ length: steps }, (_, step) => byPair.map((scores) => scores[step])).flat();
}
