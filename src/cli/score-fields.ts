import { checkSameGrid } from "../dataset/field-grid.js";
import { type FieldScore, type FieldStepScore, fieldScore } from "../diagnose/field-score.js";
import { invalidData } from "../errors.js";
import type { FieldEnsemble } from "../forecast/field-ensemble.js";
import { readFieldForecast } from "../models/field-forecast.js";
import { readHeader } from "../store/artefact.js";
import { digestStorage } from "../store/digest.js";
import { folderStorage } from "../store/folder.js";
import { isJsonObject, type JsonObject } from "../store/json.js";
import type { Storage } from "../store/storage.js";
import type { Run } from "./action.js";
import { refuseOptions } from "./content.js";
import { openFields } from "./open-fields.js";
import { parseSequencePath } from "./options.js";
import type { Outcome } from "./output.js";
import type { ScoreCommandOptions } from "./score-options.js";
import { formatNumber, formatPercent, formatTable } from "./table.js";

/** Scores of one step; null where no draw is left, or the truth without noise is not known. */
interface Row {
  /** Steps ahead, from 1. */
  readonly step: number;
  readonly time: number;
  readonly quantity: "field";
  readonly relativeError: number | null;
  readonly relativeErrorClean: number | null;
  readonly coverage: number | null;
  readonly width: number | null;
  readonly crps: number | null;
  readonly diverged: number;
}

function rowOf(scored: FieldStepScore): Row {
  const { time, noisyError, cleanError, coverage, width, crps, diverged } = scored;
  return {
    ...{ step: scored.step + 1, time, quantity: "field" },
    ...{ relativeError: noisyError, relativeErrorClean: cleanError ?? null },
    ...{ coverage, width, crps, diverged },
  };
}

/** The row of a step at which no draw is left. */
function lostRow({ time, draws }: FieldEnsemble, index: number): Row {
  return {
    ...{ step: index + 1, time: time[index], quantity: "field" },
    ...{ relativeError: null, relativeErrorClean: null },
    ...{ coverage: null, width: null, crps: null, diverged: draws },
  };
}

/**
 * The trajectory to score against: the one that is named, else the one that the forecast started from.
 *
 * @throws InvalidData if none is named and the data are not those of the start
 */
async function sequenceOf(
  path: string,
  storage: Storage,
  header: JsonObject,
  sequences: number,
): Promise<number> {
  if (/#\d+$/.test(path)) return parseSequencePath(path).sequence;
  const { data } = header;
  const known = isJsonObject(data) && data.sha256 === (await digestStorage(storage));
  if (known && typeof data.sequence === "number") return data.sequence;
  if (sequences === 1) return 0;
  const recover = `Name the trajectory to score against, such as ${path}#0.`;
  const expected = "the dataset that the forecast started from, or a trajectory of another";
  throw invalidData("truth", expected, `another of ${sequences} trajectories`, recover);
}

/** Rows that are shown, the last among them. */
const mostShown = 20;

function describeRows(rows: readonly Row[], level: number): string {
  const stride = Math.ceil(rows.length / mostShown);
  const shown = rows.filter((_, i) => (rows.length - 1 - i) % stride === 0);
  const titles = ["step", "time", "error", "clean", `coverage (${level})`];
  titles.push("width", "crps", "diverged");
  const table = formatTable(
    titles.map((title) => ({ title, right: true })),
    shown.map((row) => [
      String(row.step),
      formatNumber(row.time),
      formatPercent(row.relativeError),
      formatPercent(row.relativeErrorClean),
      formatPercent(row.coverage),
      formatNumber(row.width),
      formatNumber(row.crps),
      String(row.diverged),
    ]),
  );
  return stride === 1 ? table : `${table}\nOne of ${stride} steps is shown; --json has all.`;
}

function describeWhole(score: FieldScore | undefined): string {
  if (score === undefined) return "No draw is left at the first step.";
  const { noisyError, cleanError, noiseFloor, coverage } = score;
  const clean =
    cleanError === undefined
      ? ""
      : `, ${formatPercent(cleanError)} without its noise (the noise alone: ${formatPercent(noiseFloor ?? null)})`;
  return `Whole trajectory: error ${formatPercent(noisyError)}${clean}, coverage ${formatPercent(coverage)}.`;
}

/** `coarsegrain score` of a forecast of fields. */
export async function scoreFields({ args, options }: Run<ScoreCommandOptions>): Promise<Outcome> {
  refuseOptions({ ...options }, ["bins"], "fields");
  const storage = folderStorage(args[0]);
  const header = await readHeader(storage, "forecast");
  const { path } = parseSequencePath(options.truth);
  const { storage: source, data } = await openFields("truth", path);
  const ensemble = await readFieldForecast(storage);
  checkSameGrid("grid of the truth", ensemble.grid, data.grid);
  const sequence = await sequenceOf(options.truth, source, header, data.sequences);
  const { level } = options;
  const alive = ensemble.survivingSteps;
  const truth = { ...(await data.sequence(sequence)), time: data.time };
  const kept = alive < ensemble.steps && alive > 0 ? ensemble.truncate(alive) : ensemble;
  const scored = alive === 0 ? undefined : fieldScore(kept, truth, { level });
  const rows = [...(scored?.steps ?? []).map(rowOf)];
  for (let step = alive; step < ensemble.steps; step++) rows.push(lostRow(ensemble, step));
  const model = ensemble.model ?? ensemble.provenance.name;
  return {
    json: {
      forecast: args[0],
      truth: path,
      sequence,
      model,
      form: header.form ?? null,
      quantity: "field",
      level,
      draws: ensemble.draws,
      start: ensemble.start ?? null,
      against: scored?.against ?? null,
      relativeError: scored?.noisyError ?? null,
      relativeErrorClean: scored?.cleanError ?? null,
      noiseFloor: scored?.noiseFloor ?? null,
      coverage: scored?.coverage ?? null,
      steps: rows,
    },
    text: `${args[0]}: ${ensemble.draws} draws of ${model} against trajectory ${sequence} of ${path}
${describeRows(rows, level)}
${describeWhole(scored)}`,
  };
}
