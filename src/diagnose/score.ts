import type { Dataset } from "../dataset/dataset.js";
import type { Ensemble } from "../forecast/ensemble.js";
import { quantileIndex, sortedColumns, tails } from "../forecast/order-statistics.js";
import { type Alignment, type AlignOptions, align } from "./align.js";
import { countInside } from "./coverage.js";
import { crpsSum } from "./crps.js";
import { addPit, type Pit, pitCells, pitOf } from "./pit.js";
import { meanEstimate, relativeError, samplingFloor } from "./relative-error.js";

/** How well a forecast does at one step. */
export interface StepScore {
  /** Step of the ensemble's arrays, from 0. */
  readonly step: number;
  /** Time of the step, in the data's unit. */
  readonly time: number;
  /** Bins compared on. */
  readonly bins: number;
  /** ||mean forecast - mean truth||_2 / ||mean truth||_2, a fraction. */
  readonly relativeError: number;
  /** Relative error to expect of a perfect forecast with so many draws and runs; see
   * {@link samplingFloor}. */
  readonly samplingFloor: number;
  /** Fraction of the densities of (run, bin) inside the central interval, its ends included. For counts a
   * calibrated forecast covers slightly more than the level. */
  readonly coverage: number;
  /** Mean width of the interval over the mean density. */
  readonly width: number;
  /** Mean CRPS of the density over runs and bins, over the mean density; see {@link crpsSum}. */
  readonly crps: number;
  /** Non-randomised probability integral transform over runs and bins. */
  readonly pit: Pit;
  /** Draws that have left the finite numbers, in no other figure here. */
  readonly diverged: number;
}

/** How {@link score} compares. */
export interface ScoreOptions extends AlignOptions {
  /** Level of the interval for `coverage` and `width`; .95 by default. */
  readonly level?: number | undefined;
}

function scoreStep(
  { ensemble, runs, truth, rowsAt }: Alignment,
  step: number,
  [low, high]: readonly [number, number],
): StepScore {
  const { bins, walkers } = ensemble;
  const members = ensemble.sortedAt(step);
  const observed = sortedColumns(truth, rowsAt(step), bins);
  const living = members.length / bins;
  const [first, last] = [quantileIndex(low, living), quantileIndex(high, living)];
  const forecastMean = [];
  const truthMean = [];
  const histogram = new Float64Array(pitCells);
  let inside = 0;
  let width = 0;
  let crps = 0;
  for (let j = 0; j < bins; j++) {
    const x = members.subarray(j * living, (j + 1) * living);
    const y = observed.subarray(j * runs, (j + 1) * runs);
    forecastMean.push(meanEstimate(x, walkers));
    truthMean.push(meanEstimate(y, walkers));
    inside += countInside(y, x[first], x[last]);
    width += x[last] - x[first];
    crps += crpsSum(x, y);
    addPit(x, y, histogram);
  }
  const means = [forecastMean, truthMean].map((side) => side.map(({ mean }) => mean));
  return {
    step,
    time: ensemble.time[step],
    bins,
    relativeError: relativeError(means[0], means[1]),
    samplingFloor: samplingFloor(forecastMean, truthMean),
    coverage: inside / (runs * bins),
    // Over bins and divided by the mean count, walkers / bins: the number of bins cancels.
    width: width / walkers,
    crps: crps / runs / walkers,
    pit: pitOf(histogram),
    diverged: ensemble.divergedBy(step),
  };
}

/**
 * Scores a forecast against the truth, step by step. The truth is an ensemble of fine-grained simulations
 * from the start of the forecast; each sequence of the dataset is one run.
 *
 * With counts the closed interval is slightly conservative: for a forecast that draws from the truth's own
 * law, coverage lies above the level by up to the probability of the two counts at the ends.
 *
 * @example
 * const truth = await simulate(system, { sequences: 100, steps: 50, seed: 3, sharedStart: true });
 * score(await posterior.forecast(truth.at(0), { steps: 50, draws: 500, seed: 4 }), truth);
 *
 * @throws InvalidData if domains, walkers, times or bins do not fit, and InvalidParameter for options; see
 *   {@link align}. NumericalFailure if no draw is left at a step: score `ensemble.truncate(...)` then.
 */
export function score(ensemble: Ensemble, truth: Dataset, options: ScoreOptions = {}): StepScore[] {
  const bounds = tails(options.level ?? 0.95);
  const aligned = align(ensemble, truth, options);
  return Array.from({ length: ensemble.steps }, (_, step) => scoreStep(aligned, step, bounds));
}
