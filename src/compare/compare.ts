import { checkDataset, type Dataset } from "../dataset/dataset.js";
import { invalidParameter, isCoarsegrainError, throwIfAborted } from "../errors.js";
import { tails } from "../forecast/order-statistics.js";
import { fit } from "../models/fit.js";
import { checkRequest } from "../models/law/request.js";
import type { ConfiguredModel } from "../models/model.js";
import { models as registry } from "../models/registry.js";
import type { Executor } from "../parallel/executor.js";
import type { RunControl } from "../types.js";
import { version } from "../version.js";
import { evaluate } from "./evaluate.js";
import { recommend } from "./recommend.js";
import type { Comparison, Contestant, Failure } from "./record.js";
import { referenceRuns } from "./runs.js";
import { splitData } from "./split.js";
import { crpsOfStarts, meanOrNull, summariseSteps } from "./summarise.js";

/** How models are compared. */
export interface CompareOptions extends RunControl {
  /** Sequences to forecast; else the last of the data are held out. */
  readonly test?: Dataset | undefined;
  /** Fraction of the sequences held out where there is no `test`; .2 by default. */
  readonly heldOut?: number | undefined;
  /** First coarse steps of each training sequence that are learned from; all by default. */
  readonly trainingSteps?: number | undefined;
  /** Coarse steps ahead; all that the test data have by default. */
  readonly steps?: number | undefined;
  /** Draws of each forecast; 200 by default. */
  readonly draws?: number | undefined;
  /** Decides fits, forecasts and simulated runs; 0 by default. */
  readonly seed?: number | undefined;
  /** Runs to simulate from each start; 0 by default: each test sequence is the one run of its start. */
  readonly runs?: number | undefined;
  /** Level of the intervals; .95 by default. */
  readonly level?: number | undefined;
  /** Where runs are simulated; in this thread by default. */
  readonly executor?: Executor | undefined;
  /** Seconds on a clock that does not go back; only the seconds of the result depend on it. */
  readonly now?: (() => number) | undefined;
}

/** @throws InvalidParameter */
function checkOptions(models: readonly ConfiguredModel[], options: CompareOptions) {
  const { heldOut = 0.2, draws = 200, seed = 0, runs = 0, level = 0.95 } = options;
  const names = models.map(({ name }) => name);
  if (names.length === 0 || new Set(names).size < names.length) {
    throw invalidParameter("models", "at least one, each once", names.join(", "));
  }
  const { trainingSteps = 1 } = options;
  if (!Number.isInteger(trainingSteps) || trainingSteps < 1) {
    throw invalidParameter("training steps", "a positive integer", trainingSteps);
  }
  if (!(heldOut > 0 && heldOut < 1)) {
    throw invalidParameter("held-out fraction", "between 0 and 1", heldOut);
  }
  if (!Number.isInteger(runs) || runs < 0) {
    throw invalidParameter("runs", "a whole number of at least 0", runs);
  }
  tails(level);
  return { heldOut, draws, seed, runs, level };
}

/**
 * Fits every model to the same sequences, forecasts the same starts with the same draws and seeds, and
 * scores all forecasts alike. A model that fails is reported in its place and does not stop the others.
 *
 * All are given the same sequences; what a model makes of them is its own: the regressions learn from the
 * first coarse step of each alone.
 *
 * Where each test sequence is the one run of its start, the relative error contains the sampling noise of one
 * run; the sampling floor says how much. With `runs` it is that of a mean over runs.
 *
 * @throws InvalidParameter for the options; InvalidData if there are too few sequences, or runs cannot be
 *   simulated; Interrupted if the signal fires
 *
 * @example
 * const { recommendation } = await compareModels(data, [sparseBayes(), lasso()], { test, steps: 20 });
 */
export async function compareModels(
  data: Dataset,
  models: readonly ConfiguredModel[],
  options: CompareOptions = {},
): Promise<Comparison> {
  checkDataset("data to compare models on", data);
  const { heldOut, draws, seed, runs, level } = checkOptions(models, options);
  const { signal, onProgress, executor, now = () => 0 } = options;
  if (options.test !== undefined) checkDataset("test data", options.test);
  const { training, test } = splitData(data, {
    heldOut,
    test: options.test,
    trainingSteps: options.trainingSteps,
  });
  const steps = options.steps ?? test.steps;
  checkRequest({ steps, draws, seed }, training.grid.bins);
  const control = { signal, onProgress };
  const truth = await referenceRuns(test, { seed, steps, runs, executor, ...control });
  const entries: (Contestant | Failure)[] = [];
  for (const model of models) {
    throwIfAborted(signal, "the comparison");
    const { name, parameters } = model;
    const begun = now();
    try {
      const progress = onProgress && { onProgress: relabel(onProgress, `fit ${name}`) };
      const posterior = await fit(training, model, { seed, signal, ...progress });
      const fitted = now();
      const request = { seed, steps, draws, level, ...control };
      const scores = await evaluate(posterior, test, truth, request);
      const crpsOfStart = crpsOfStarts(scores);
      entries.push({
        model: name,
        parameters,
        given: registry.find((line) => line.name === name)?.given ?? null,
        fit: {
          seconds: fitted - begun,
          converged: posterior.converged,
          active: posterior.coefficients.filter(({ active }) => active).length,
          coefficients: posterior.coefficients.length,
        },
        forecastSeconds: now() - fitted,
        steps: summariseSteps(scores, training.timeStep),
        crpsOfStart,
        crps: meanOrNull(crpsOfStart),
        failure: null,
      });
    } catch (error) {
      if (!isCoarsegrainError(error) || error.tag === "Interrupted") throw error;
      entries.push({
        model: name,
        parameters,
        failure: { tag: error.tag, message: error.message },
      });
    }
  }
  const shape = { starts: test.sequences, steps, models: entries };
  return {
    version,
    seed,
    trainingSequences: training.sequences,
    trainingSteps: training.steps,
    ...shape,
    runs: Math.max(1, runs),
    simulated: runs > 0,
    draws,
    level,
    bins: training.grid.bins,
    walkers: training.walkers,
    recommendation: recommend(shape),
  };
}

type OnProgress = NonNullable<RunControl["onProgress"]>;

/** Progress under another name, so that fits of several models can be told apart. */
function relabel(onProgress: OnProgress, phase: string): OnProgress {
  return (progress) => onProgress({ ...progress, phase });
}
