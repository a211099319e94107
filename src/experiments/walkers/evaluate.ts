import type { Dataset, Start } from "../../dataset/dataset.js";
import { coverageByLevel, type LevelCoverage } from "../../diagnose/coverage.js";
import { relativeError } from "../../diagnose/relative-error.js";
import { type StepScore, score } from "../../diagnose/score.js";
import { type TwoBinScore, twoBinScore } from "../../diagnose/two-bin-score.js";
import type { Ensemble } from "../../forecast/ensemble.js";
import type { Posterior } from "../../models/model.js";
import type { ExperimentContext } from "../experiment.js";
import { type Plan, seedFor } from "./plan.js";

/** How well the forecast from one start did. */
export interface Evaluation {
  readonly name: string;
  /** Scores at every step, on the coarse bins and on the fine ones. */
  readonly coarseScores: readonly StepScore[];
  readonly fineScores: readonly StepScore[];
  readonly levels: readonly LevelCoverage[];
  readonly twoBinCoarse: readonly TwoBinScore[];
  readonly twoBinFine: readonly TwoBinScore[];
  /** Scores of each rival at every step, on the coarse bins. */
  readonly rivals: { readonly [rival: string]: readonly StepScore[] };
  /** Relative errors on the coarse bins of references that need no learning, shape [step]. */
  readonly references: { readonly [reference: string]: readonly number[] };
}

/** A forecast and the simulations it is held against, on the coarse and the fine bins. */
export interface Illustration {
  readonly truth: Dataset;
  readonly coarse: Ensemble;
  readonly fine: Ensemble;
}

/** Expected counts after each step, shape [step][coarse bin], from the mean counts of the start. */
export type Reference = (initial: Float64Array, steps: number) => readonly Float64Array[];

/** What forecasts. */
export interface Forecasters {
  readonly learned: Posterior;
  /** Other posteriors that forecast the same starts, by name. */
  readonly rivals?: { readonly [rival: string]: Posterior };
  /** References that need no learning, by name. */
  readonly references?: { readonly [reference: string]: Reference };
}

/** Nominal levels of the calibration figure. */
const levels = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

/** A start to forecast. */
export interface Task {
  readonly start: Start & { readonly state: Float64Array };
  readonly name: string;
  /** Number of the start, which decides the random numbers. */
  readonly index: number;
  /** From the walkers alone: the coarse state is inferred, and all runs share the walkers. */
  readonly fromWalkers: boolean;
}

/** Mean counts of the runs at a snapshot, shape [bins]. */
export function meanCounts(truth: Dataset, step: number, bins: number): Float64Array {
  const factor = truth.grid.bins / bins;
  const mean = new Float64Array(bins);
  for (let run = 0; run < truth.sequences; run++) {
    const counts = truth.countsAt(run, step);
    for (let j = 0; j < counts.length; j++) mean[Math.floor(j / factor)] += counts[j];
  }
  return mean.map((sum) => sum / truth.sequences);
}

/** The reference that nothing changes. */
export const persistence: Reference = (initial, steps) =>
  Array.from({ length: steps }, () => initial);

/** Counts of the shared walkers on the coarse bins, without the state they were drawn from. */
function walkersOnly(start: Start, truth: Dataset): Start {
  const counts = Uint32Array.from(meanCounts(truth, 0, start.grid.bins));
  return { grid: start.grid, time: start.time, sequence: start.sequence, counts };
}

/** Simulates a start many times over. */
export function simulateTruth(
  { seed, executor, signal }: ExperimentContext,
  plan: Plan,
  { start, index, fromWalkers }: Task,
): Promise<Dataset> {
  return plan.simulate({
    state: start.state,
    runs: plan.runs,
    steps: plan.steps,
    seed: seedFor(seed, "truth", index),
    sharedStart: fromWalkers,
    executor,
    signal,
  });
}

/** The pairs of coarse bins on the fine ones: one cell within each of the two. */
export function finePairs({ twoBinPairs, fineBins }: Plan, bins: number) {
  const factor = fineBins / bins;
  const [first, second] = [Math.floor(factor / 4), Math.floor(factor / 2)];
  return twoBinPairs.map(([a, b]) => [factor * a + first, factor * b + second] as const);
}

/** Relative errors of the references, [step] each. */
function scoreReferences(
  references: Forecasters["references"],
  truth: Dataset,
  steps: number,
  bins: number,
) {
  const initial = meanCounts(truth, 0, bins);
  const observed = Array.from({ length: steps }, (_, k) => meanCounts(truth, k + 1, bins));
  return Object.fromEntries(
    Object.entries(references ?? {}).map(([name, reference]) => [
      name,
      reference(initial, steps).map((expected, k) => relativeError(expected, observed[k])),
    ]),
  );
}

/**
 * Forecasts a start and scores the forecast against its simulations. The arrays of an
 * {@link Illustration} are large: keep them for the starts that are drawn only.
 */
export async function evaluate(
  { seed, signal }: ExperimentContext,
  plan: Plan,
  { learned, rivals = {}, references }: Forecasters,
  { start, name, index, fromWalkers }: Task,
  truth: Dataset,
): Promise<Evaluation & Illustration> {
  const from = fromWalkers ? walkersOnly(start, truth) : start;
  const { steps, draws, level } = plan;
  const request = { steps, draws, seed: seedFor(seed, "forecast", index), signal };
  const coarse = await learned.forecast(from, request);
  const fine = coarse.rebin(plan.fineBins);
  const rivalScores: { [rival: string]: readonly StepScore[] } = {};
  for (const [rival, posterior] of Object.entries(rivals)) {
    rivalScores[rival] = score(await posterior.forecast(from, request), truth, { level });
  }
  return {
    name,
    truth,
    coarse,
    fine,
    coarseScores: score(coarse, truth, { level }),
    fineScores: score(fine, truth, { level }),
    levels: coverageByLevel(coarse, truth, levels),
    twoBinCoarse: twoBinScore(coarse, truth, plan.twoBinPairs, { level }),
    twoBinFine: twoBinScore(fine, truth, finePairs(plan, coarse.bins), { level }),
    rivals: rivalScores,
    references: scoreReferences(references, truth, steps, coarse.bins),
  };
}

/** What a list of tasks gives: their scores, and those asked for also as illustrations. */
export interface TaskResults {
  readonly evaluations: readonly Evaluation[];
  readonly illustrations: ReadonlyMap<string, Illustration>;
}

/**
 * Forecasts starts and scores the forecasts. While one is scored in this thread, the next one's truth is
 * simulated on the executor.
 *
 * @param shown names of the tasks whose forecasts are to be drawn
 */
export async function evaluateTasks(
  context: ExperimentContext,
  plan: Plan,
  forecasters: Forecasters,
  tasks: readonly Task[],
  shown: readonly string[],
): Promise<TaskResults> {
  const evaluations: Evaluation[] = [];
  const illustrations = new Map<string, Illustration>();
  let next = simulateTruth(context, plan, tasks[0]);
  for (const [i, task] of tasks.entries()) {
    const truth = await next;
    if (i + 1 < tasks.length) {
      next = simulateTruth(context, plan, tasks[i + 1]);
      // A failure is met where it is awaited, or not at all if this start fails first.
      next.catch(() => undefined);
    }
    const result = await evaluate(context, plan, forecasters, task, truth);
    const { coarse, fine, truth: runs, ...scores } = result;
    if (shown.includes(task.name)) illustrations.set(task.name, { truth: runs, coarse, fine });
    evaluations.push(scores);
    context.onProgress?.({ phase: "forecast and truth", done: i + 1, total: tasks.length });
  }
  return { evaluations, illustrations };
}
