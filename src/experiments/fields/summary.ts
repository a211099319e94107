import { trajectoryError } from "../../diagnose/field-error.js";
import { relativeError } from "../../diagnose/relative-error.js";
import { mean, median } from "../walkers/summary.js";
import type { TestSet } from "./data.js";
import type { Judged } from "./evaluate.js";
import type { FieldProblem, StartFamily } from "./problem.js";
import { type SpanScore, scoreTo } from "./score.js";
import type { Fit } from "./train.js";

/** Scores over the trajectories of a family of starts, and over fits of several seeds. */
export interface Summary {
  /** Medians; infinite where most diverged. */
  readonly noisy: number;
  readonly clean: number;
  readonly cleanRange: readonly [number, number];
  readonly noisyRange: readonly [number, number];
  /** Means of what has intervals; none where nothing has. */
  readonly coverage: number | null;
  readonly observedCoverage: number | null;
  readonly width: number | null;
  readonly crps: number | null;
  readonly diverged: number;
}

/** Scores of every trajectory up to a share of the training time; none if forecasts do not reach it. */
export function spans(
  problem: FieldProblem,
  judged: readonly Judged<Fit>[],
  family: StartFamily["name"],
  horizon: number,
): SpanScore[] {
  const to = Math.round(problem.errorTimes * horizon);
  return judged.flatMap(({ sets }) =>
    sets
      .filter((set) => set.family.name === family)
      .flatMap(({ trajectories }) =>
        trajectories.filter((steps) => steps.length >= to).map((steps) => scoreTo(steps, to)),
      ),
  );
}

const range = (values: readonly number[]) => [Math.min(...values), Math.max(...values)] as const;
const meanOf = (values: readonly number[]) => (values.length === 0 ? null : mean(values));

/** @param scores at least one */
export function summarise(scores: readonly SpanScore[]): Summary {
  const noisy = scores.map((one) => one.noisy);
  const clean = scores.map((one) => one.clean);
  const intervals = scores.flatMap(({ interval }) => interval ?? []);
  return {
    noisy: median(noisy),
    clean: median(clean),
    noisyRange: range(noisy),
    cleanRange: range(clean),
    coverage: meanOf(intervals.map(({ coverage }) => coverage)),
    observedCoverage: meanOf(intervals.map(({ observedCoverage }) => observedCoverage)),
    width: meanOf(intervals.map(({ width }) => width)),
    crps: meanOf(intervals.map(({ crps }) => crps)),
    diverged: scores.reduce((sum, { diverged }) => sum + diverged, 0),
  };
}

/** Summary of some fits of one kind. */
export function summaryOf(
  problem: FieldProblem,
  judged: readonly Judged<Fit>[],
  family: StartFamily["name"] = "original",
  horizon = 1,
): Summary | undefined {
  const scores = spans(problem, judged, family, horizon);
  return scores.length === 0 ? undefined : summarise(scores);
}

/** Error of the clean truth against the noisy one at each time after the first, shape [trajectory][time]. */
export function noiseErrors({ time, trajectories }: TestSet): number[][] {
  return trajectories.map(({ field, clean }) => {
    const size = field.length / time.length;
    return Array.from(time.slice(1), (_, k) => {
      const part = (values: Float32Array) => values.subarray((k + 1) * size, (k + 2) * size);
      return relativeError(part(clean), part(field));
    });
  });
}

/** What a perfect forecast shows against noisy data up to a share of the training time: median over trajectories. */
export function noiseFloor(problem: FieldProblem, set: TestSet, horizon: number): number {
  const to = Math.round(problem.errorTimes * horizon);
  return median(noiseErrors(set).map((errors) => trajectoryError(errors, 0, to)));
}
