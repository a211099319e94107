import type { StepScore } from "../../diagnose/score.js";
import type { Evaluation } from "./evaluate.js";

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

/** Scores of an evaluation at every step. */
export type Scores = (evaluation: Evaluation) => readonly StepScore[];

/** Scores of the learned law on the coarse and on the fine bins, or of a rival. */
export const onCoarse: Scores = ({ coarseScores }) => coarseScores;
export const onFine: Scores = ({ fineScores }) => fineScores;
export const ofRival =
  (rival: string): Scores =>
  ({ rivals }) =>
    rivals[rival];

/** Summary of one step over starts; `step` counts coarse steps ahead, from 1. */
export function summarise(
  evaluations: readonly Evaluation[],
  which: Scores,
  step: number,
): StepSummary {
  const scores = evaluations.map((evaluation) => which(evaluation)[step - 1]);
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

/** Summaries at some steps. */
export function summariseSteps(
  evaluations: readonly Evaluation[],
  which: Scores,
  steps: readonly number[],
): StepSummary[] {
  return steps.map((step) => summarise(evaluations, which, step));
}

/** Median over starts of a reference's relative error at one step. */
export function referenceError(
  evaluations: readonly Evaluation[],
  reference: string,
  step: number,
): number {
  return median(evaluations.map(({ references }) => references[reference][step - 1]));
}
