import { trajectoryError } from "../../diagnose/field-error.js";
import { fieldScore } from "../../diagnose/field-score.js";
import { relativeError } from "../../diagnose/relative-error.js";
import type { FieldEnsemble } from "../../forecast/field-ensemble.js";
import { atSteps } from "./at-steps.js";
import type { TestSet, TestTrajectory } from "./data.js";
import { observedCoverage } from "./observed-coverage.js";

/** Scores of intervals at one time. */
export interface IntervalScore {
  /** Share of the clean truth inside the central interval. */
  readonly coverage: number;
  /** Share of the noisy truth inside the band of the ensemble and the observation noise together. */
  readonly observedCoverage: number;
  /** Mean width, and mean CRPS, over the root mean square of the truth. */
  readonly width: number;
  readonly crps: number;
}

/** How well a forecast does at one time. */
export interface StepScore {
  readonly step: number;
  readonly time: number;
  /** Of the mean over draws, against the noisy and the clean truth; infinite where every draw diverged. */
  readonly noisy: number;
  readonly clean: number;
  readonly diverged: number;
  /** At some of the times, of an ensemble that is more than one path. */
  readonly interval?: IntervalScore | undefined;
}

/** What decides how a forecast is scored. */
export interface ScoreOptions {
  readonly level: number;
  /** Standard deviation of the observation noise. */
  readonly noise: number;
  /** Intervals are scored at every so many steps; 0: never. */
  readonly every: number;
}

/** Steps from the first at which not every draw has diverged. */
function livingSteps(ensemble: FieldEnsemble): number[] {
  return Array.from(ensemble.time.keys()).filter((k) => ensemble.divergedBy(k) < ensemble.draws);
}

const finite = (value: number) => (Number.isFinite(value) ? value : Number.POSITIVE_INFINITY);

/** Scores a forecast of the times of a test trajectory after its first. */
export function scoreForecast(
  ensemble: FieldEnsemble,
  { time }: Pick<TestSet, "time">,
  { field, clean }: TestTrajectory,
  { level, noise, every }: ScoreOptions,
): StepScore[] {
  const { size, draws } = ensemble;
  const living = livingSteps(ensemble);
  const chosen = draws > 1 && every > 0 ? living.filter((k) => (k + 1) % every === 0) : [];
  const intervals = new Map<number, IntervalScore>();
  if (chosen.length > 0) {
    const { steps } = fieldScore(atSteps(ensemble, chosen), { field, clean, time }, { level });
    for (const [i, { coverage, width, crps }] of steps.entries()) {
      const k = chosen[i];
      const truth = field.subarray((k + 1) * size, (k + 2) * size);
      const observed = observedCoverage(ensemble.fieldsAt(k), truth, noise, level);
      intervals.set(k, { coverage, observedCoverage: observed, width, crps });
    }
  }
  return Array.from(ensemble.time, (at, k): StepScore => {
    const alive = k < living.length;
    const mean = alive ? ensemble.meanAt(k) : new Float32Array(0);
    const error = (truth: Float32Array) =>
      alive
        ? finite(relativeError(mean, truth.subarray((k + 1) * size, (k + 2) * size)))
        : Number.POSITIVE_INFINITY;
    return {
      step: k + 1,
      time: at,
      noisy: error(field),
      clean: error(clean),
      diverged: ensemble.divergedBy(k),
      interval: intervals.get(k),
    };
  });
}

/** Scores over the times from the start of a forecast to one of them. */
export interface SpanScore {
  readonly noisy: number;
  readonly clean: number;
  /** Means over the times at which intervals are scored; none where there are none. */
  readonly interval: IntervalScore | undefined;
  readonly diverged: number;
}

function meanInterval(found: readonly IntervalScore[]): IntervalScore | undefined {
  if (found.length === 0) return undefined;
  const mean = (of: (one: IntervalScore) => number) =>
    found.reduce((sum, one) => sum + of(one), 0) / found.length;
  return {
    coverage: mean(({ coverage }) => coverage),
    observedCoverage: mean(({ observedCoverage: observed }) => observed),
    width: mean(({ width }) => width),
    crps: mean(({ crps }) => crps),
  };
}

/** Scores of a trajectory up to a step: errors by {@link trajectoryError}. */
export function scoreTo(steps: readonly StepScore[], to: number): SpanScore {
  const part = steps.slice(0, to);
  return {
    noisy: trajectoryError(part.map(({ noisy }) => noisy)),
    clean: trajectoryError(part.map(({ clean }) => clean)),
    interval: meanInterval(part.flatMap(({ interval }) => interval ?? [])),
    diverged: part[part.length - 1].diverged,
  };
}
