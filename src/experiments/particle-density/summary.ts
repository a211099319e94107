import { mean, median } from "../walkers/summary.js";
import type { Evaluation } from "./evaluate.js";
import { keyOf, type Law } from "./laws.js";
import type { TimeScore } from "./score-forecast.js";

/** Scores of one law over starts at one time. */
export interface Summary {
  readonly time: number;
  /** Median and range over starts of the relative error of the mean density; infinite where no draw is left. */
  readonly relativeError: number;
  readonly relativeErrorRange: readonly [number, number];
  /** Mean and range over starts. */
  readonly coverage: number;
  readonly coverageRange: readonly [number, number];
  /** Means over starts, over the mean density. */
  readonly width: number;
  readonly crps: number;
  /** Draws of all starts that have left the finite numbers. */
  readonly diverged: number;
  /** Mean over starts and draws of the mass less 1, and its largest absolute value over starts. */
  readonly massBias: number;
  readonly massBiasLargest: number;
  /** Mean over starts of the standard deviation of the mass over draws. */
  readonly massSd: number;
}

const range = (values: readonly number[]) => [Math.min(...values), Math.max(...values)] as const;

function summarise(scores: readonly TimeScore[]): Summary {
  const errors = scores.map(({ relativeError }) => relativeError ?? Number.POSITIVE_INFINITY);
  const coverages = scores.map(({ coverage }) => coverage ?? 0);
  const masses = scores.flatMap(({ mass }) => (mass === null ? [] : [mass]));
  return {
    time: scores[0].time,
    relativeError: median(errors),
    relativeErrorRange: range(errors),
    coverage: mean(coverages),
    coverageRange: range(coverages),
    width: mean(scores.map(({ width }) => width ?? Number.NaN)),
    crps: mean(scores.map(({ crps }) => crps ?? Number.NaN)),
    diverged: scores.reduce((sum, { diverged }) => sum + diverged, 0),
    massBias: mean(masses.map(({ bias }) => bias)),
    massBiasLargest: Math.max(...masses.map(({ bias }) => Math.abs(bias))),
    massSd: mean(masses.map(({ sd }) => sd)),
  };
}

/** Summaries of a law at every time that it forecast, or at some. */
export function summaries(
  evaluations: readonly Evaluation[],
  law: Pick<Law, "model" | "form">,
  observed: boolean,
  times?: readonly number[],
): Summary[] {
  const own = evaluations.filter(
    (one) => keyOf(one.law) === keyOf(law) && one.observed === observed,
  );
  return own[0].scores
    .map(({ time }, k) => ({ time, k }))
    .filter(({ time }) => times?.includes(time) ?? true)
    .map(({ k }) => summarise(own.map(({ scores }) => scores[k])));
}

/** Summary of a law at one time. */
export function summaryAt(
  evaluations: readonly Evaluation[],
  law: Pick<Law, "model" | "form">,
  observed: boolean,
  time: number,
): Summary {
  return summaries(evaluations, law, observed, [time])[0];
}
