import { mean, median, span } from "../summarise.js";
import type { FieldStartScores } from "./evaluate.js";
import type { FieldStepComparison } from "./record.js";

const finite = (value: number) => (Number.isFinite(value) ? value : null);

/** Median over the starts, those without a draw above all others. */
function medianWithLost(values: readonly number[], lost: number): number | null {
  const none = Array.from({ length: lost }, () => Number.POSITIVE_INFINITY);
  return finite(median([...values, ...none]));
}

function summariseStep(
  scores: readonly FieldStartScores[],
  index: number,
  step: number,
  time: number,
): FieldStepComparison {
  const living = scores.flatMap(({ score }) => score?.steps[index] ?? []);
  const lost = scores.length - living.length;
  const noisy = living.map(({ noisyError }) => noisyError);
  const clean = living.flatMap(({ cleanError }) => cleanError ?? []);
  const knowsClean = clean.length === living.length && clean.length > 0;
  const coverages = [
    ...living.map(({ coverage }) => coverage),
    ...Array.from({ length: lost }, () => 0),
  ];
  const whole = lost === 0;
  return {
    ...{ step, time, lost },
    relativeError: medianWithLost(noisy, lost),
    relativeErrorClean: knowsClean ? medianWithLost(clean, lost) : null,
    errorRange: whole ? span(knowsClean ? clean : noisy) : null,
    coverage: mean(coverages),
    coverageRange: span(coverages),
    width: whole ? mean(living.map(({ width }) => width)) : null,
    crps: whole ? mean(living.map(({ crps }) => crps)) : null,
    diverged: scores.reduce((sum, { diverged }) => sum + diverged[index], 0),
  };
}

/**
 * Scores over all starts at each scored snapshot.
 *
 * @param time of the snapshots of the data
 */
export function summariseFieldSteps(
  scores: readonly FieldStartScores[],
  snapshots: readonly number[],
  time: Float64Array,
): FieldStepComparison[] {
  return snapshots.map((at, index) => summariseStep(scores, index, at, time[at] - time[0]));
}

/** Scores of whole trajectories, [start]; null where a step has no draw left. */
export function scoresOfStarts(scores: readonly FieldStartScores[]) {
  const whole = scores.map(({ score, whole }) => (whole ? score : undefined));
  return {
    errorOfStart: whole.map((score) => score?.noisyError ?? null),
    cleanErrorOfStart: whole.map((score) => score?.cleanError ?? null),
    crpsOfStart: whole.map((score) => (score ? mean(score.steps.map(({ crps }) => crps)) : null)),
  };
}
