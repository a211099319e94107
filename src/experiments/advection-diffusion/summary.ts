import type { Evaluation } from "./evaluate.js";
import { reportedSteps } from "./settings.js";

/** Middle of the sorted values; the mean of the two middle ones of an even number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Arithmetic mean. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Scores over several starts at one step ahead. */
export interface StepSummary {
  readonly step: number;
  readonly bins: number;
  /** Median and range over the starts of the relative error of the mean. */
  readonly relativeError: number;
  readonly relativeErrorRange: readonly [number, number];
  /** Over all starts, runs and bins. */
  readonly coverage: number;
  /** Smallest and largest coverage of one start. */
  readonly coverageRange: readonly [number, number];
  /** Means over the starts; width and CRPS in units of the mean density. */
  readonly width: number;
  readonly crps: number;
  readonly samplingFloor: number;
  /** Draws of all starts that have left the finite numbers. */
  readonly diverged: number;
}

/** Which scores of an evaluation are meant: on the coarse or fine bins, or of the law before elimination. */
export type Scored = "coarse" | "fine" | "unabridged";

/** Summary of one step over starts; `step` counts coarse steps ahead, from 1. */
export function summarise(
  evaluations: readonly Evaluation[],
  which: Scored,
  step: number,
): StepSummary {
  const scores = evaluations.map((evaluation) => evaluation[`${which}Scores`][step - 1]);
  const errors = scores.map((score) => score.relativeError);
  const coverages = scores.map((score) => score.coverage);
  return {
    step,
    bins: scores[0].bins,
    relativeError: median(errors),
    relativeErrorRange: [Math.min(...errors), Math.max(...errors)],
    coverage: mean(coverages),
    coverageRange: [Math.min(...coverages), Math.max(...coverages)],
    width: mean(scores.map((score) => score.width)),
    crps: mean(scores.map((score) => score.crps)),
    samplingFloor: mean(scores.map((score) => score.samplingFloor)),
    diverged: scores.reduce((sum, score) => sum + score.diverged, 0),
  };
}

/** Summaries at the reported steps. */
export function summariseReported(
  evaluations: readonly Evaluation[],
  which: Scored,
): StepSummary[] {
  return reportedSteps.map((step) => summarise(evaluations, which, step));
}
