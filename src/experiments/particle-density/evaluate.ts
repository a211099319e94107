import type { Dataset } from "../../dataset/dataset.js";
import type { Ensemble } from "../../forecast/ensemble.js";
import type { CoarseStates } from "../../models/virtual-observables/coarse-states.js";
import type { ExperimentContext } from "../experiment.js";
import { seedFor } from "../walkers/plan.js";
import { type Data, simulateRuns } from "./data.js";
import type { Law } from "./laws.js";
import { type Observer, observe } from "./observe.js";
import { scoreForecast, type TimeScore } from "./score-forecast.js";
import { lastTime, observedSeeds, type Settings } from "./settings.js";
import type { Fit, Fits } from "./train.js";

/** Forecasts of one law from one start, scored at every step. */
export interface Evaluation {
  readonly law: Law;
  readonly start: number;
  /** From the snapshots observed, or from the known starting density. */
  readonly observed: boolean;
  readonly scores: readonly TimeScore[];
}

/** What is drawn of one start. */
export interface Illustration {
  readonly start: number;
  readonly runs: Dataset;
  /** Forecasts from the observed snapshots, by form. */
  readonly forecasts: ReadonlyMap<string, Ensemble>;
}

/** States that each form infers of the unseen starts. */
export type InferredStates = ReadonlyMap<string, CoarseStates>;

/** Everything the laws were asked to forecast. */
export interface Evaluations {
  readonly evaluations: readonly Evaluation[];
  readonly inferred: InferredStates;
  readonly shown: Illustration;
}

/** The start that is drawn. */
const shownStart = 0;

interface Work {
  readonly context: ExperimentContext;
  readonly settings: Settings;
  readonly data: Data;
  /** The laws that forecast, and what they know of the unseen starts. */
  readonly observers: ReadonlyMap<Fit, Observer>;
}

/** Forecasts of every law from one start, both ways; and those of the forms that are drawn. */
async function evaluateStart(work: Work, start: number, runs: Dataset) {
  const { context, settings, data, observers } = work;
  const { level, observedSteps, draws } = settings;
  const exact = data.exact[start];
  const { signal } = context;
  const last = lastTime(settings);
  const seed = (from: number) => seedFor(context.seed, "forecast", from + start);
  const evaluations: Evaluation[] = [];
  const forecasts = new Map<string, Ensemble>();
  for (const [{ law, posterior }, observer] of observers) {
    const known = await posterior.forecast(data.heldOut.at(start), {
      ...{ steps: last, draws, seed: seed(0), signal },
    });
    const predicted = await observer.predict(start, {
      ...{ steps: last - observedSteps, draws, seed: seed(observedSeeds), signal },
    });
    for (const [ensemble, from] of [
      [known, 0],
      [predicted, observedSteps],
    ] as const) {
      const scores = scoreForecast(ensemble, exact, runs, from, level);
      evaluations.push({ law, start, observed: from > 0, scores });
    }
    if (law.form !== undefined && observer.states) forecasts.set(law.form, predicted);
  }
  return { evaluations, forecasts };
}

/**
 * Forecasts every start with every law, from its known density and from its observed snapshots, and scores
 * the forecasts. While those of one start are scored in this thread, the next one's runs are simulated on the
 * executor.
 */
export async function evaluate(
  context: ExperimentContext,
  settings: Settings,
  data: Data,
  fits: Fits,
): Promise<Evaluations> {
  const { onProgress } = context;
  const observers = new Map<Fit, Observer>();
  const inferred = new Map<string, CoarseStates>();
  for (const fit of [...fits.deep, ...fits.linear]) {
    const observer = await observe(fit.posterior, data.heldOut, context);
    observers.set(fit, observer);
    if (fit.law.form && observer.states) inferred.set(fit.law.form, observer.states);
  }
  const work: Work = { context, settings, data, observers };
  const evaluations: Evaluation[] = [];
  let shown: Illustration | undefined;
  let next = simulateRuns(context, data, settings, 0);
  for (let start = 0; start < settings.starts; start++) {
    const runs = await next;
    if (start + 1 < settings.starts) {
      next = simulateRuns(context, data, settings, start + 1);
      // A failure is met where it is awaited, or not at all if this start fails first.
      next.catch(() => undefined);
    }
    const result = await evaluateStart(work, start, runs);
    evaluations.push(...result.evaluations);
    if (start === shownStart) shown = { start, runs, forecasts: result.forecasts };
    onProgress?.({ phase: "forecast and truth", done: start + 1, total: settings.starts });
  }
  return {
    evaluations,
    inferred,
    shown: shown as Illustration,
  };
}
