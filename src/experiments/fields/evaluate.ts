import { fieldSize } from "../../dataset/field-grid.js";
import type { FieldEnsemble } from "../../forecast/field-ensemble.js";
import type { FieldPosterior } from "../../models/field-model.js";
import type { ExperimentContext } from "../experiment.js";
import { seedFor } from "../walkers/plan.js";
import type { Data, TestSet } from "./data.js";
import type { FieldProblem, Sizes, StartFamily } from "./problem.js";
import { type StepScore, scoreForecast } from "./score.js";
import type { BaselineFit, BudgetFit, Fit, Fits, FormFit, SweepFit } from "./train.js";

/** Scores of a fit on the test trajectories of one family of starts, by trajectory. */
export interface SetScores {
  readonly family: StartFamily;
  readonly trajectories: readonly (readonly StepScore[])[];
}

/** A fit with its scores. */
export interface Judged<F extends Fit> {
  readonly fit: F;
  readonly sets: readonly SetScores[];
}

/** Everything that was found. */
export interface Results {
  readonly main: readonly Judged<FormFit>[];
  readonly budgets: readonly Judged<BudgetFit>[];
  readonly sweep: readonly Judged<SweepFit>[];
  readonly baselines: readonly Judged<BaselineFit>[];
}

/** The forecast of a test trajectory from its first snapshot, as it was observed. */
export function forecastTest(
  { seed, signal }: ExperimentContext,
  posterior: FieldPosterior,
  { time, trajectories }: TestSet,
  index: number,
  draws: number,
): Promise<FieldEnsemble> {
  const field = trajectories[index].field.slice(0, fieldSize(posterior.grid));
  const times = time.slice(1);
  const own = seedFor(seed, "forecast", index);
  return posterior.forecast({ field, time: time[0] }, { times, draws, seed: own, signal });
}

/** Times of a set up to a share of the training time. */
function cut(problem: FieldProblem, set: TestSet, horizon: number): TestSet {
  const { time, trajectories } = set;
  const times = Math.round(problem.errorTimes * horizon) + 1;
  const part = (values: Float32Array) => values.subarray(0, (values.length / time.length) * times);
  return {
    ...set,
    time: time.slice(0, times),
    trajectories: trajectories.map(({ field, clean }) => ({
      field: part(field),
      clean: part(clean),
    })),
  };
}

/** Forecasts and scores every test trajectory with every fit. */
export async function evaluate(
  context: ExperimentContext,
  problem: FieldProblem,
  sizes: Sizes,
  { source, tests }: Data,
  fits: Fits,
): Promise<Results> {
  const { seed, onProgress } = context;
  const { level, errorTimes, intervals } = problem;
  const noise = source.noise ?? 0;
  const total = Object.values(fits).reduce((sum, some) => sum + some.length, 0);
  let done = 0;
  async function judge<F extends Fit>(
    fit: F,
    sets: readonly TestSet[],
    draws: number,
    every: number,
  ): Promise<Judged<F>> {
    const scored: SetScores[] = [];
    const all = sets.reduce((sum, { trajectories }) => sum + trajectories.length, 0);
    let part = 0;
    for (const set of sets) {
      const trajectories: StepScore[][] = [];
      for (const [index, trajectory] of set.trajectories.entries()) {
        const ensemble = await forecastTest(context, fit.posterior, set, index, draws);
        trajectories.push(scoreForecast(ensemble, set, trajectory, { level, noise, every }));
        const detail = fit.posterior.form ?? fit.posterior.model;
        part += 1 / all;
        onProgress?.({ phase: "forecast", done: done + part, total, detail });
      }
      scored.push({ family: set.family, trajectories });
    }
    done += 1;
    return { fit, sets: scored };
  }
  const every = errorTimes / intervals;
  const within = tests
    .filter(({ family }) => family.name === "original")
    .map((set) => cut(problem, set, 1));
  const main: Judged<FormFit>[] = [];
  for (const fit of fits.main) {
    // Further seeds show by how much fits differ, which one horizon does.
    const { starts } = fit.plan;
    const wanted = tests.filter(({ family }) => starts?.includes(family.name) ?? true);
    main.push(await judge(fit, fit.seed === seed ? wanted : within, sizes.draws, every));
  }
  const budgets: Judged<BudgetFit>[] = [];
  for (const fit of fits.budgets) budgets.push(await judge(fit, within, sizes.sweep.draws, 0));
  const sweep: Judged<SweepFit>[] = [];
  for (const fit of fits.sweep) sweep.push(await judge(fit, within, sizes.sweep.draws, 0));
  const baselines: Judged<BaselineFit>[] = [];
  for (const fit of fits.baselines) baselines.push(await judge(fit, tests, 1, 0));
  return { main, budgets, sweep, baselines };
}
