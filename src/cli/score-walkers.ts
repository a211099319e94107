import type { Dataset } from "../dataset/dataset.js";
import { readDataset } from "../dataset/read.js";
import { type StepScore, score as scoreForecast } from "../diagnose/score.js";
import { invalidData } from "../errors.js";
import type { Ensemble } from "../forecast/ensemble.js";
import { ensembleFromGroup } from "../forecast/group.js";
import { instantiateKernel } from "../kernel/load.js";
import { readHeader } from "../store/artefact.js";
import { folderStorage } from "../store/folder.js";
import { readGroup } from "../store/read-group.js";
import type { Run } from "./action.js";
import { contentOfData } from "./content.js";
import type { Outcome } from "./output.js";
import type { ScoreCommandOptions } from "./score-options.js";
import { formatNumber, formatPercent, formatTable } from "./table.js";

/** Scores of one step; null where no draw is left. */
interface Row {
  /** Coarse steps ahead, from 1. */
  readonly step: number;
  readonly time: number;
  readonly relativeError: number | null;
  readonly samplingFloor: number | null;
  readonly coverage: number | null;
  readonly width: number | null;
  readonly crps: number | null;
  readonly diverged: number;
}

/** Snapshot of the truth at which the forecast started. @throws InvalidData if there is none */
function startingSnapshot(ensemble: Ensemble, truth: Dataset): number {
  const start = ensemble.start?.time ?? 0;
  const tolerance = 1e-6 * (ensemble.time[0] - start);
  const snapshot = truth.time.findIndex((time) => Math.abs(time - start) <= tolerance);
  if (snapshot < 0) {
    throw invalidData(
      "times of the truth",
      `a snapshot at ${start}, where the forecast starts`,
      `${truth.time[0]} to ${truth.time[truth.time.length - 1]}, ${truth.timeStep} apart`,
      "Score against simulations from the start of the forecast.",
    );
  }
  return snapshot;
}

function rowOf(scored: StepScore): Row {
  const { time, relativeError, samplingFloor, coverage, width, crps, diverged } = scored;
  const step = scored.step + 1;
  return { step, time, relativeError, samplingFloor, coverage, width, crps, diverged };
}

/** The row of a step at which no draw is left. */
function lostRow(ensemble: Ensemble, index: number): Row {
  return {
    step: index + 1,
    time: ensemble.time[index],
    relativeError: null,
    samplingFloor: null,
    coverage: null,
    width: null,
    crps: null,
    diverged: ensemble.draws,
  };
}

function scoreSteps(ensemble: Ensemble, truth: Dataset, bins: number, level: number): Row[] {
  const from = startingSnapshot(ensemble, truth);
  const alive = ensemble.survivingSteps;
  const lost = Array.from({ length: ensemble.steps - alive }, (_, i) =>
    lostRow(ensemble, alive + i),
  );
  if (alive === 0) return lost;
  const kept = alive < ensemble.steps ? ensemble.truncate(alive) : ensemble;
  return [...scoreForecast(kept, truth, { bins, level, from }).map(rowOf), ...lost];
}

function describeRows(rows: readonly Row[], level: number): string {
  const titles = ["step", "time", "error", "floor", `coverage (${level})`];
  titles.push("width", "crps", "diverged");
  return formatTable(
    titles.map((title) => ({ title, right: true })),
    rows.map((row) => [
      String(row.step),
      formatNumber(row.time),
      formatPercent(row.relativeError),
      formatPercent(row.samplingFloor),
      formatPercent(row.coverage),
      formatNumber(row.width),
      formatNumber(row.crps),
      String(row.diverged),
    ]),
  );
}

/** `coarsegrain score` of a forecast of walkers. */
export async function scoreWalkers({ args, options }: Run<ScoreCommandOptions>): Promise<Outcome> {
  const storage = folderStorage(args[0]);
  await readHeader(storage, "forecast");
  const ensemble = ensembleFromGroup(await readGroup(storage), await instantiateKernel());
  if ((await contentOfData(options.truth)) === "fields") {
    throw invalidData("truth", "walkers, as the forecast is of", "fields");
  }
  const truth = await readDataset(folderStorage(options.truth));
  const { level } = options;
  const bins = options.bins ?? ensemble.bins;
  const rows = scoreSteps(ensemble, truth, bins, level);
  const { draws } = ensemble;
  return {
    json: {
      forecast: args[0],
      truth: options.truth,
      model: ensemble.model ?? ensemble.provenance.name,
      bins,
      level,
      draws,
      runs: truth.sequences,
      walkers: ensemble.walkers,
      steps: rows,
    },
    text: `${args[0]}: ${draws} draws against ${truth.sequences} runs of ${options.truth} on ${bins} bins
${describeRows(rows, level)}`,
  };
}
