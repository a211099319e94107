import type { ErrorTag } from "../errors.js";
import type { Json } from "../types.js";

/** Scores of one model at one step, over all starts. Densities are in units of the mean density. */
export interface StepComparison {
  /** Coarse steps ahead, from 1. */
  readonly step: number;
  /** Time since the start. */
  readonly time: number;
  /** Median over the starts of ||mean forecast - mean of the runs|| / ||mean of the runs||; null where half
   * of the starts have no draw left. */
  readonly relativeError: number | null;
  /** Smallest and largest over the starts; null where a start has no draw left. */
  readonly relativeErrorRange: readonly [number, number] | null;
  /** Median over the starts of the error to expect of a perfect forecast; null where no start has a draw
   * left. */
  readonly samplingFloor: number | null;
  /** Of the central interval, over starts, runs and bins; a start without draws covers nothing. */
  readonly coverage: number;
  readonly coverageRange: readonly [number, number];
  /** Mean over the starts; null where a start has no draw left. */
  readonly width: number | null;
  /** Mean over the starts; null where a start has no draw left. */
  readonly crps: number | null;
  /** Draws of all starts that have left the finite numbers. */
  readonly diverged: number;
  /** Starts of which no draw is left. */
  readonly lost: number;
}

/** A model that was fitted and has forecast. */
export interface Contestant {
  readonly model: string;
  readonly parameters: { readonly [key: string]: Json };
  /** What it is given beside the data, where it is no competitor but a reference. */
  readonly given: string | null;
  readonly fit: {
    readonly seconds: number;
    readonly converged: boolean;
    /** Coefficients in use, and all of them; both 0 for a model without. */
    readonly active: number;
    readonly coefficients: number;
  };
  readonly forecastSeconds: number;
  readonly steps: readonly StepComparison[];
  /** Mean CRPS over the steps of each start, in units of the mean density, shape [start]; null where a step
   * has no draw left. */
  readonly crpsOfStart: readonly (number | null)[];
  /** Mean of these; null if one is. */
  readonly crps: number | null;
  readonly failure: null;
}

/** A model that could not be fitted or could not forecast. */
export interface Failure {
  readonly model: string;
  readonly parameters: { readonly [key: string]: Json };
  readonly failure: { readonly tag: ErrorTag; readonly message: string };
}

/** Which model to take. */
export interface Recommendation {
  /** Null if no model has a score. */
  readonly model: string | null;
  /** Models whose CRPS is not larger than sampling error explains. */
  readonly tied: readonly string[];
  readonly sentence: string;
}

/** Models on the same data with the same scores. Plain data: it survives JSON. */
export interface Comparison {
  readonly version: string;
  readonly seed: number;
  /** Sequences that every model was given. */
  readonly trainingSequences: number;
  /** Coarse steps of each. */
  readonly trainingSteps: number;
  /** Sequences whose starts were forecast. */
  readonly starts: number;
  /** Fine-grained runs that each forecast was held against. */
  readonly runs: number;
  /** Whether these were simulated for the comparison, or are the sequences of the data. */
  readonly simulated: boolean;
  readonly steps: number;
  readonly draws: number;
  /** Level of the intervals. */
  readonly level: number;
  readonly bins: number;
  readonly walkers: number;
  /** In the order asked for. */
  readonly models: readonly (Contestant | Failure)[];
  readonly recommendation: Recommendation;
}

/** Whether a model has scores. */
export function hasScores(entry: Contestant | Failure): entry is Contestant {
  return entry.failure === null;
}
