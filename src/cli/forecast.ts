import { type Command, Option } from "commander";
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
import { type Run, setAction } from "./action.js";
import { tellWhatWasKept } from "./interrupt.js";
import { addJson, addSeed, integer, parseSequencePath } from "./options.js";
import { type Outcome, printNote } from "./output.js";
import { claimOutput } from "./output-path.js";
import { formatSeconds } from "./progress.js";
import { recordedPath, withRecord } from "./record.js";

type StartKind = "auto" | "state" | "walkers" | "training" | "observed";

interface ForecastCommandOptions {
  readonly from: string;
  readonly start: StartKind;
  readonly steps: number;
  readonly draws: number;
  readonly bins?: number;
  readonly constrained?: boolean;
  readonly seed: number;
  readonly out: string;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

const epilogue = `
Starts:
  state     the coarse state that the walkers of the sequence were drawn from, as recorded
  walkers   the coarse state inferred from the walkers at the beginning of the sequence
  training  the inferred last state of that sequence; the data must be those of the fit
  observed  the state inferred from all snapshots of the sequence, at its last (virtual-observables)
  auto      state where it is recorded, else walkers

Examples:
  $ coarsegrain forecast posterior.zarr --from data.zarr --steps 50 --out forecast.zarr
  $ coarsegrain forecast posterior.zarr --from data.zarr#3 --start walkers --steps 50 --out forecast.zarr
  $ coarsegrain forecast posterior.zarr --from data.zarr#3 --steps 50 --bins 96 --out fine.zarr`;

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

async function forecast(run: Run<ForecastCommandOptions>): Promise<Outcome> {
  const { args, options, signal, onProgress } = run;
  const { out, steps, draws, seed, start, bins } = options;
  const { path, sequence } = parseSequencePath(options.from);
  const { storage } = await claimOutput(out, "forecast", options);
  const posteriorStorage = folderStorage(args[0]);
  const stored = await readPosterior(posteriorStorage);
  const source = folderStorage(path);
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

/** `coarsegrain forecast`. */
export function addForecast(program: Command): void {
  const command = program
    .command("forecast <posterior.zarr>")
    .description("draw futures of one sequence from the posterior predictive")
    .requiredOption("--from <data.zarr#sequence>", "where to start; sequence 0 if none is named")
    .addOption(
      new Option("--start <kind>", "what is known of the start")
        .choices(["auto", "state", "walkers", "training", "observed"])
        .default("auto"),
    )
    .addOption(
      new Option("--steps <t>", "coarse steps ahead")
        .argParser(integer("--steps", 1))
        .makeOptionMandatory(),
    )
    .addOption(
      new Option("--draws <d>", "futures to draw").argParser(integer("--draws", 1)).default(200),
    )
    .addOption(
      new Option("--bins <n>", "bins to write, a multiple or divisor of the data's").argParser(
        integer("--bins", 1),
      ),
    )
    .option(
      "--constrained",
      "tell future states of the virtual observables too (virtual-observables)",
    )
    .requiredOption("--out <forecast.zarr>", "folder to write");
  addSeed(command);
  command.option("--overwrite", "replace a forecast that is there");
  addJson(command).addHelpText("after", epilogue);
  setAction(command, forecast);
}
