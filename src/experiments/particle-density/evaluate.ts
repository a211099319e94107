import type { Dataset } from "../../dataset/dataset.js";
import type { Ensemble } from "../../forecast/ensemble.js";
import type { CoarseStates } from "../../models/virtual-observables/coarse-states.js";
import type { ExperimentContext } from "../experiment.js";
import { seedFor } from "../walkers/plan.js";
import { type Data, simulateRuns } from "./data.js";
import { type FormName, keyOf, type Law } from "./laws.js";
import { errorsOf, scoreForecast, type TimeScore } from "./score-forecast.js";
import { lastTime, type Settings } from "./settings.js";
import type { DeepFit, Fit, Fits } from "./train.js";

/** Forecasts of one law from one start, scored at every step. */
export interface Evaluation {
  readonly law: Law;
  readonly start: number;
  /** From the snapshots observed, or from the known starting density. */
  readonly observed: boolean;
  readonly scores: readonly TimeScore[];
}

/** Relative errors of one law from one amount of data, at the time of the comparison. */
export interface SizeErrors {
  readonly fit: Fit;
  /** Shape [start]; not a number where every draw diverged. */
  readonly errors: readonly number[];
}

/** What is drawn of one start. */
export interface Illustration {
  readonly start: number;
  readonly runs: Dataset;
  /** Forecasts from the observed snapshots, by form. */
  readonly forecasts: ReadonlyMap<FormName, Ensemble>;
}

/** States that each form infers of the unseen starts. */
export type InferredStates = ReadonlyMap<FormName, CoarseStates>;

/** Everything the laws were asked to forecast. */
export interface Evaluations {
  readonly evaluations: readonly Evaluation[];
  readonly bySize: readonly SizeErrors[];
  readonly inferred: InferredStates;
  readonly shown: Illustration;
}

/** The start that is drawn. */
const shownStart = 0;

/** Seeds of the forecasts from observed snapshots come after those from known densities. */
const observedSeeds = 1000;

interface Work {
  readonly context: ExperimentContext;
  readonly settings: Settings;
  readonly data: Data;
  readonly fits: Fits;
  readonly inferred: InferredStates;
}

function fromKnown({ context, settings, data }: Work, fit: Fit, start: number, steps: number) {
  const seed = seedFor(context.seed, "forecast", start);
  const request = { steps, draws: settings.draws, seed, signal: context.signal };
  return fit.posterior.forecast(data.heldOut.at(start), request);
}

/** Algorithm 1 of the paper: from q(X_T) of the last snapshot. */
function fromStates({ context, settings, inferred }: Work, fit: DeepFit, start: number) {
  const states = inferred.get(fit.law.form) as CoarseStates;
  return fit.posterior.forecastFrom(states, start, {
    steps: lastTime(settings) - settings.observedSteps,
    draws: settings.draws,
    seed: seedFor(context.seed, "forecast", observedSeeds + start),
    signal: context.signal,
  });
}

/** A baseline knows the walkers of the last snapshot alone. */
function fromWalkers({ context, settings, data }: Work, fit: Fit, start: number) {
  return fit.posterior.forecast(data.heldOut.at(start, settings.observedSteps), {
    steps: lastTime(settings) - settings.observedSteps,
    draws: settings.draws,
    seed: seedFor(context.seed, "forecast", observedSeeds + start),
    signal: context.signal,
  });
}

/** Forecasts of every law from one start, both ways; and those of the forms that are drawn. */
async function evaluateStart(work: Work, start: number, runs: Dataset) {
  const { settings, data, fits } = work;
  const { level, observedSteps } = settings;
  const exact = data.exact[start];
  const evaluations: Evaluation[] = [];
  const forecasts = new Map<FormName, Ensemble>();
  const record = (law: Law, observed: boolean, ensemble: Ensemble) => {
    const from = observed ? observedSteps : 0;
    const scores = scoreForecast(ensemble, exact, runs, from, level);
    evaluations.push({ law, start, observed, scores });
  };
  for (const fit of fits.deep) {
    record(fit.law, false, await fromKnown(work, fit, start, lastTime(settings)));
    const predicted = await fromStates(work, fit, start);
    record(fit.law, true, predicted);
    forecasts.set(fit.law.form, predicted);
  }
  for (const fit of fits.linear) {
    record(fit.law, false, await fromKnown(work, fit, start, lastTime(settings)));
    record(fit.law, true, await fromWalkers(work, fit, start));
  }
  return { evaluations, forecasts };
}

/** Errors of the laws that are compared by amounts of data; known already for those of all of it. */
async function compareSizes(
  work: Work,
  evaluations: readonly Evaluation[],
): Promise<readonly SizeErrors[]> {
  const { settings, data, fits, context } = work;
  const { sizeTime: time, starts } = settings;
  const known = new Set([...fits.deep, ...fits.linear]);
  const compared: SizeErrors[] = [];
  for (const [done, fit] of fits.bySize.entries()) {
    const errors: number[] = [];
    for (let start = 0; start < starts; start++) {
      if (known.has(fit)) {
        const found = evaluations.find(
          (one) => one.law === fit.law && one.start === start && !one.observed,
        );
        errors.push(found?.scores[time - 1].relativeError ?? Number.NaN);
      } else {
        const ensemble = await fromKnown(work, fit, start, time);
        errors.push(errorsOf(ensemble, data.exact[start], 0)[time - 1] ?? Number.NaN);
      }
    }
    compared.push({ fit, errors });
    const detail = `${keyOf(fit.law)}, n = ${fit.sequences}`;
    const total = fits.bySize.length;
    context.onProgress?.({ phase: "amounts of data", done: done + 1, total, detail });
  }
  return compared;
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
  const { seed, signal, onProgress } = context;
  const inferred = new Map<FormName, CoarseStates>();
  for (const { law, posterior } of fits.deep) {
    inferred.set(law.form, await posterior.infer(data.heldOut, { seed, signal }));
  }
  const work: Work = { context, settings, data, fits, inferred };
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
  const bySize = await compareSizes(work, evaluations);
  return { evaluations, bySize, inferred, shown: shown as Illustration };
}
