import type { Dataset, Start } from "../dataset/dataset.js";
import { readDataset } from "../dataset/read.js";
import { invalidData, invalidParameter } from "../errors.js";
import type { Ensemble } from "../forecast/ensemble.js";
import { ensembleToGroup } from "../forecast/group.js";
import type { ForecastRequest } from "../models/model.js";
import { readPosterior, type StoredPosterior } from "../models/read-posterior.js";
import { digestStorage } from "../store/digest.js";
import { folderStorage } from "../store/folder.js";
import { largestChunk } from "../store/metadata.js";
import { writeGroup } from "../store/write-group.js";
import type { Run } from "./action.js";
import { contentOfData, refuseOptions } from "./content.js";
import type { ForecastCommandOptions, StartKind } from "./forecast-options.js";
import { tellWhatWasKept } from "./interrupt.js";
import { parseSequencePath } from "./options.js";
import { type Outcome, printNote } from "./output.js";
import { claimOutput } from "./output-path.js";
import { formatSeconds } from "./progress.js";
import { recordedPath, withRecord } from "./record.js";

/** The state to start from, as asked for. @throws InvalidData if it is not recorded */
function startOf(data: Dataset, sequence: number, kind: StartKind): Start {
  const { state, ...walkers } = data.at(sequence);
  if (kind === "walkers" || (kind === "auto" && state === undefined)) return walkers;
  if (state === undefined) {
    throw invalidData(
      "start of the forecast",
      "a dataset that records initial_state",
      "one that does not",
      "Use --start walkers to infer the state from the walkers.",
    );
  }
  return { ...walkers, state };
}

/** Forecasts from a training sequence. @throws InvalidData for other data, or a model that cannot */
async function forecastTraining(
  { posterior, dataSha256 }: StoredPosterior,
  sha256: string,
  sequence: number,
  request: ForecastRequest,
): Promise<Ensemble> {
  if (posterior.forecastTraining === undefined) {
    throw invalidData("model", "one that keeps the states of its data", posterior.model);
  }
  if (dataSha256 !== undefined && dataSha256 !== sha256) {
    const recover = "Name the data of the fit by --from, or use another --start.";
    throw invalidData("training data of the posterior", dataSha256, sha256, recover);
  }
  return posterior.forecastTraining(sequence, request);
}

/** Forecasts from the end of an observed sequence. @throws InvalidData for a model that cannot */
async function forecastObserved(
  { posterior }: StoredPosterior,
  data: Dataset,
  sequence: number,
  request: ForecastRequest,
): Promise<Ensemble> {
  if (posterior.forecastObserved === undefined) {
    const recover = "Use another --start.";
    throw invalidData("model", "one that infers states of sequences", posterior.model, recover);
  }
  return posterior.forecastObserved(data, sequence, request);
}

/** @throws InvalidParameter unless the model has virtual observables */
function checkConstrained({ constrained }: ForecastCommandOptions, model: string): void {
  if (constrained !== true || model === "virtual-observables") return;
  throw invalidParameter("model", "virtual-observables where --constrained is given", model);
}

/** Checks the bins before any work is done. @throws InvalidParameter */
function checkBins(bins: number | undefined, coarse: number): void {
  if (bins !== undefined && bins % coarse !== 0 && coarse % bins !== 0) {
    throw invalidParameter("--bins", `a multiple or a divisor of the data's ${coarse}`, bins);
  }
}

/**
 * Checks that the forecast can be written, counts and states in one chunk each.
 *
 * @throws InvalidParameter
 */
function checkSize({ steps, draws, bins = 0 }: ForecastCommandOptions, coarse: number): void {
  const bytes = steps * Math.max(4 * bins, 8 * coarse);
  const most = Math.floor(largestChunk / bytes);
  if (draws > most) {
    const shape = `${steps} steps on ${Math.max(bins, coarse)} bins`;
    throw invalidParameter("--draws", `at most ${most} for ${shape}`, draws);
  }
}

function onBins(ensemble: Ensemble, bins = ensemble.bins): Ensemble {
  return bins < ensemble.bins ? ensemble.coarsen(bins) : ensemble.rebin(bins);
}

/** `coarsegrain forecast` of a posterior of walkers. */
export async function forecastWalkers(run: Run<ForecastCommandOptions>): Promise<Outcome> {
  const { args, options, signal, onProgress } = run;
  const { out, steps, draws, seed, start = "auto", bins } = options;
  refuseOptions({ ...options }, ["time"], "walkers");
  const { path, sequence } = parseSequencePath(options.from);
  const { storage } = await claimOutput(out, "forecast", options);
  const posteriorStorage = folderStorage(args[0]);
  const stored = await readPosterior(posteriorStorage);
  const source = folderStorage(path);
  if ((await contentOfData(path)) === "fields") {
    const recover = "Fit a model of fields to fields, and forecast with its posterior.";
    throw invalidData("data to start from", "walkers, as the model is of", "fields", recover);
  }
  const data = await readDataset(source);
  checkConstrained(options, stored.posterior.model);
  const inferred = start === "training" || start === "observed";
  const from = startOf(data, sequence, inferred ? "auto" : start);
  checkBins(bins, data.grid.bins);
  checkSize(options, data.grid.bins);
  await storage.probe();
  const dataSha256 = await digestStorage(source);

  const began = performance.now();
  const { constrained } = options;
  const request = { steps, draws, seed, signal, onProgress, ...(constrained && { constrained }) };
  const made = await (start === "training"
    ? forecastTraining(stored, dataSha256, sequence, request)
    : start === "observed"
      ? forecastObserved(stored, data, sequence, request)
      : stored.posterior.forecast(from, request)
  ).catch((error) => {
    throw tellWhatWasKept(error, "Nothing was written: give the command again.");
  });
  const ensemble = onBins(made, bins);
  const seconds = (performance.now() - began) / 1000;
  const binned = bins === undefined ? "" : ` --bins ${bins}`;
  const told = constrained ? " --constrained" : "";
  const record = {
    command: `forecast ${recordedPath(args[0])} --from ${recordedPath(path)}#${sequence} --start ${start} --steps ${steps} --draws ${draws}${binned}${told} --seed ${seed}`,
    posterior: { sha256: await digestStorage(posteriorStorage) },
    data: { sha256: dataSha256, command: data.provenance.command },
    request: { start, steps, draws, seed },
  };
  await writeGroup(storage, withRecord(ensembleToGroup(ensemble), record));
  const sha256 = await digestStorage(storage);
  const diverged = ensemble.divergedBy(steps - 1);
  if (diverged > 0) {
    printNote(
      `${diverged} of ${draws} draws left the finite numbers; they are counted and left out of every statistic.`,
    );
  }
  return {
    json: {
      path: out,
      model: stored.posterior.model,
      sequence,
      start,
      steps,
      draws,
      bins: ensemble.bins,
      walkers: ensemble.walkers,
      seed,
      time: Array.from(ensemble.time),
      diverged,
      seconds,
      sha256,
    },
    text: `${out}: ${draws} draws of ${steps} steps on ${ensemble.bins} bins from sequence ${sequence} of ${path} in ${formatSeconds(seconds)}, ${diverged} diverged; sha256 ${sha256}`,
  };
}
