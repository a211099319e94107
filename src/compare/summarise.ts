import type { StartScores } from "./evaluate.js";
import type { StepComparison } from "./record.js";

/** Middle of the sorted values, the mean of the two middle ones of an even number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Arithmetic mean. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Smallest and largest. */
export const span = (values: readonly number[]): [number, number] => [
  Math.min(...values),
  Math.max(...values),
];

/** Scores over all starts at step `index`, from 0. */
function summariseStep(
  scores: readonly StartScores[],
  index: number,
  timeStep: number,
): StepComparison {
  const living = scores.flatMap(({ steps }) => steps[index] ?? []);
  const lost = scores.length - living.length;
  const none = Array.from({ length: lost }, () => Number.POSITIVE_INFINITY);
  const error = median([...living.map(({ relativeError }) => relativeError), ...none]);
  const coverages = [...living.map(({ coverage }) => coverage), ...none.map(() => 0)];
  return {
    step: index + 1,
    time: (index + 1) * timeStep,
    relativeError: Number.isFinite(error) ? error : null,
    relativeErrorRange: lost > 0 ? null : span(living.map(({ relativeError }) => relativeError)),
    samplingFloor: living.length === 0 ? null : median(living.map((one) => one.samplingFloor)),
    coverage: mean(coverages),
    coverageRange: span(coverages),
    width: lost > 0 ? null : mean(living.map(({ width }) => width)),
    crps: lost > 0 ? null : mean(living.map(({ crps }) => crps)),
    diverged: scores.reduce((sum, { diverged }) => sum + diverged[index], 0),
    lost,
  };
}

/** Scores over all starts, step by step. @param timeStep coarse time step */
export function summariseSteps(scores: readonly StartScores[], timeStep: number): StepComparison[] {
  return scores[0].steps.map((_, index) => summariseStep(scores, index, timeStep));
}

/** Mean CRPS over the steps of each start, [start]; null where a step has no draw left. */
export function crpsOfStarts(scores: readonly StartScores[]): (number | null)[] {
  return scores.map(({ steps }) => {
    const values = steps.map((step) => step?.crps);
    return values.every((value) => value !== undefined) ? mean(values as number[]) : null;
  });
}

/** Mean of the values; null if one is missing. */
export function meanOrNull(values: readonly (number | null)[]): number | null {
  return values.includes(null) ? null : mean(values as number[]);
}
