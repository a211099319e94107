import { checkFieldSource, type FieldSource } from "../../dataset/field-source.js";
import { invalidParameter, isCoarsegrainError, throwIfAborted } from "../../errors.js";
import { tails } from "../../forecast/order-statistics.js";
import type { ConfiguredFieldModel } from "../../models/field-model.js";
import { fieldModels as registry } from "../../models/field-registry.js";
import type { RunControl } from "../../types.js";
import { version } from "../../version.js";
import { recommend } from "../recommend.js";
import type { Failure } from "../record.js";
import { meanOrNull } from "../summarise.js";
import { evaluateFields } from "./evaluate.js";
import { type FieldComparison, type FieldContestant, labelOf } from "./record.js";
import { scoresOfStarts, summariseFieldSteps } from "./summarise.js";
import { noiseFloors, scoredSnapshots, splitFields } from "./truth.js";

/** How models of fields are compared. */
export interface CompareFieldsOptions extends RunControl {
  /** Trajectories to forecast; else the last of the data are held out. */
  readonly test?: FieldSource | undefined;
  /** Fraction of the trajectories held out where there is no `test`; .2 by default. */
  readonly heldOut?: number | undefined;
  /** Steps ahead; all that the test data have by default. At most 100 of them, evenly spread, are scored. */
  readonly steps?: number | undefined;
  /** Draws of each forecast; 200 by default. */
  readonly draws?: number | undefined;
  /** Decides fits and forecasts; 0 by default. */
  readonly seed?: number | undefined;
  /** Level of the intervals; .95 by default. */
  readonly level?: number | undefined;
  /** Seconds on a clock that does not go back; only the seconds of the result depend on it. */
  readonly now?: (() => number) | undefined;
}

/** @throws InvalidParameter */
function checkOptions(models: readonly ConfiguredFieldModel[], options: CompareFieldsOptions) {
  const { heldOut = 0.2, draws = 200, seed = 0, level = 0.95 } = options;
  const names = models.map(({ name, parameters }) => labelOf({ model: name, parameters }));
  if (names.length === 0 || new Set(names).size < names.length) {
    throw invalidParameter("models", "at least one, each form of each once", names.join(", "));
  }
  if (!(heldOut > 0 && heldOut < 1)) {
    throw invalidParameter("held-out fraction", "between 0 and 1", heldOut);
  }
  tails(level);
  return { heldOut, draws, seed, level };
}

/** Entries by names that tell them apart: with their forms, where a model is there in several. */
function ranked(entries: readonly (FieldContestant | Failure)[]) {
  const repeated = (name: string) => entries.filter(({ model }) => model === name).length > 1;
  return entries.map((entry) =>
    repeated(entry.model) ? { ...entry, model: labelOf(entry) } : entry,
  );
}

/**
 * Fits every model of fields to the same trajectories, forecasts the same others from their first snapshots with the same
 * draws and seeds, and scores all forecasts alike. A model that fails is reported in its place and does not stop the others.
 *
 * @throws InvalidParameter for the options; InvalidData if there are too few trajectories or grids differ; Interrupted
 *
 * @example
 * const { recommendation } = await compareFieldModels(data, [multiscaleSde()], { draws: 64 });
 */
export async function compareFieldModels(
  data: FieldSource,
  models: readonly ConfiguredFieldModel[],
  options: CompareFieldsOptions = {},
): Promise<FieldComparison> {
  checkFieldSource("data to compare models on", data);
  if (options.test !== undefined) checkFieldSource("test data", options.test);
  const { heldOut, draws, seed, level } = checkOptions(models, options);
  const { signal, onProgress, now = () => 0 } = options;
  const { training, test } = splitFields(data, heldOut, options.test);
  const snapshots = scoredSnapshots(test, options.steps);
  const noiseFloor = await noiseFloors(test, snapshots);
  const entries: (FieldContestant | Failure)[] = [];
  for (const model of models) {
    throwIfAborted(signal, "the comparison");
    const { name, parameters } = model;
    const label = labelOf({ model: name, parameters });
    const begun = now();
    try {
      const relabelled: RunControl["onProgress"] = (progress) =>
        onProgress?.({ ...progress, phase: `${progress.phase} of ${label}` });
      const posterior = await model.fit(training, { seed, signal, onProgress: relabelled });
      const fitted = now();
      const request = { ...{ seed, snapshots, draws, level }, signal, onProgress };
      const scores = await evaluateFields(posterior, test, request);
      const ofStarts = scoresOfStarts(scores);
      entries.push({
        model: name,
        form: posterior.form ?? null,
        parameters,
        given: registry.find((line) => line.name === name)?.given ?? null,
        fit: {
          seconds: fitted - begun,
          converged: posterior.converged,
          dimension: posterior.dimension,
        },
        forecastSeconds: now() - fitted,
        draws: scores[0].draws,
        steps: summariseFieldSteps(scores, snapshots, test.time),
        ...ofStarts,
        crps: meanOrNull(ofStarts.crpsOfStart),
        failure: null,
      });
    } catch (error) {
      if (!isCoarsegrainError(error) || error.tag === "Interrupted") throw error;
      const failure = { tag: error.tag, message: error.message };
      entries.push({ model: name, parameters, failure });
    }
  }
  const starts = test.sequences;
  const scored = snapshots.length;
  const unit = "the root mean square of the truth";
  return {
    ...{ version, content: "fields", seed, starts, scored, draws, level, noiseFloor },
    trainingSequences: training.sequences,
    steps: options.steps ?? test.time.length - 1,
    points: [...test.grid.points],
    against: noiseFloor === null ? "noisy" : "clean",
    models: entries,
    recommendation: recommend({ models: ranked(entries), starts, steps: scored }, unit),
  };
}
