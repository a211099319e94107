import type { Json } from "../../types.js";
import type { Failure, Recommendation } from "../record.js";

/** Scores of one model of fields at one step, over all starts. */
export interface FieldStepComparison {
  /** Steps of the data ahead, from 1. */
  readonly step: number;
  /** Time since the start. */
  readonly time: number;
  /** Median over the starts of ||mean forecast - truth|| / ||truth||, the truth with its noise; null where half of the
   * starts have no draw left. */
  readonly relativeError: number | null;
  /** The same against the truth without noise; null where that is not known either. */
  readonly relativeErrorClean: number | null;
  /** Smallest and largest over the starts, of the clean error where it is known, else of the noisy; null where a start has
   * no draw left. */
  readonly errorRange: readonly [number, number] | null;
  /** Of the central interval, over starts and points; a start without draws covers nothing. */
  readonly coverage: number;
  readonly coverageRange: readonly [number, number];
  /** Mean over the starts, in units of the truth's root mean square; null where a start has no draw left. */
  readonly width: number | null;
  /** Mean over the starts, in the same units; null where a start has no draw left. */
  readonly crps: number | null;
  /** Draws of all starts that have left the finite numbers. */
  readonly diverged: number;
  /** Starts of which no draw is left. */
  readonly lost: number;
}

/** A model of fields that was fitted and has forecast. */
export interface FieldContestant {
  readonly model: string;
  readonly form: string | null;
  readonly parameters: { readonly [key: string]: Json };
  /** What it is given beside the data, such as the equation, where it is no competitor but a reference. */
  readonly given: string | null;
  readonly fit: {
    readonly seconds: number;
    readonly converged: boolean;
    /** Length of the state that its forecasts integrate. */
    readonly dimension: number;
  };
  readonly forecastSeconds: number;
  /** Draws of each forecast: 1 of a model without noise. */
  readonly draws: number;
  readonly steps: readonly FieldStepComparison[];
  /** Error of each whole trajectory with its noise and without, shape [start]; null where a step has no draw left, or the
   * truth without noise is not known. */
  readonly errorOfStart: readonly (number | null)[];
  readonly cleanErrorOfStart: readonly (number | null)[];
  /** Mean CRPS over the steps of each start, shape [start]; null where a step has no draw left. */
  readonly crpsOfStart: readonly (number | null)[];
  /** Mean of these; null if one is. */
  readonly crps: number | null;
  readonly failure: null;
}

/** Models of fields on the same trajectories with the same scores. Plain data: it survives JSON. */
export interface FieldComparison {
  readonly version: string;
  readonly content: "fields";
  readonly seed: number;
  /** Trajectories that every model was given. */
  readonly trainingSequences: number;
  /** Trajectories whose first snapshots were forecast. */
  readonly starts: number;
  /** Steps of the data that the forecasts reach. */
  readonly steps: number;
  /** Steps that were scored, evenly spread. */
  readonly scored: number;
  readonly draws: number;
  /** Level of the intervals. */
  readonly level: number;
  readonly points: readonly number[];
  /** What coverage, width, CRPS and the range of errors are against. */
  readonly against: "clean" | "noisy";
  /** Median over the starts of the error that the noise alone gives, at each scored step; null where it is not known. */
  readonly noiseFloor: readonly number[] | null;
  /** In the order asked for. */
  readonly models: readonly (FieldContestant | Failure)[];
  readonly recommendation: Recommendation;
}

/** Whether a model has scores. */
export function hasFieldScores(entry: FieldContestant | Failure): entry is FieldContestant {
  return entry.failure === null;
}

/** A model as it was asked for. */
interface Asked {
  readonly model: string;
  readonly parameters: { readonly [key: string]: Json };
}

/** The form that a model was asked for in; null where that was left to it. */
export function askedForm({ parameters: { form } }: Pick<Asked, "parameters">): string | null {
  return typeof form === "string" && form !== "auto" ? form : null;
}

/** What tells a model from the others: its name, with the form that it was asked for in, if it was. */
export function labelOf(asked: Asked): string {
  const form = askedForm(asked);
  return form === null ? asked.model : `${asked.model}:${form}`;
}
