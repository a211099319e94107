import { type Command, Option } from "commander";
import { compareModels } from "../compare/compare.js";
import { comparisonFileNames } from "../compare/file-names.js";
import { type Comparison, type Contestant, hasScores } from "../compare/record.js";
import { readDataset } from "../dataset/read.js";
import { CoarsegrainError, invalidParameter } from "../errors.js";
import type { ConfiguredModel } from "../models/model.js";
import { findModel } from "../models/registry.js";
import { threadExecutor } from "../parallel/threads.js";
import { occupantOf, outputExists } from "../store/artefact.js";
import { digestStorage } from "../store/digest.js";
import { folderStorage } from "../store/folder.js";
import type { Storage } from "../store/storage.js";
import { type Run, setAction } from "./action.js";
import { tellWhatWasKept } from "./interrupt.js";
import {
  addJson,
  addSeed,
  addSettings,
  addWorkers,
  fraction,
  integer,
  type Settings,
} from "./options.js";
import { type Outcome, printNote } from "./output.js";
import { refuseInside } from "./output-path.js";
import { formatSeconds } from "./progress.js";
import { recordedPath, recordedSettings } from "./record.js";
import { formatNumber, formatPercent, formatTable } from "./table.js";

interface CompareCommandOptions {
  readonly models: string;
  readonly out: string;
  readonly truth?: string;
  readonly holdout: number;
  readonly trainingSteps?: number;
  readonly steps?: number;
  readonly draws: number;
  readonly runs: number;
  readonly level: number;
  readonly seed: number;
  readonly set?: Settings;
  readonly workers: number;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

const epilogue = `
Every model is given the same sequences and forecasts the same starts. Without --truth the last sequences are
held out. Regressions learn from the first coarse step of a sequence alone. Each test sequence is the one run
of its start: the error then contains the sampling noise of one run, and its floor says how much. --runs
simulates many runs of each start instead, where the system is known (see: coarsegrain list).
  error     ||mean forecast - mean of the runs|| / ||mean of the runs||, median over the starts
  coverage  of the central interval; a calibrated forecast covers its level or slightly more
  crps      mean continuous ranked probability score over the mean density

Writes report.html, comparison.csv, comparison.json and figures/, all at once at the end.

Examples:
  $ coarsegrain compare data.zarr --models sparse-bayes,lasso,persistence --out comparison
  $ coarsegrain compare data.zarr --models sparse-bayes,stlsq --truth test.zarr --steps 20 --out comparison
  $ coarsegrain compare data.zarr --models sparse-bayes,stlsq --set stlsq.threshold=0.1 --out comparison`;

/** Settings by model: those of `stlsq.threshold=0.1` for stlsq. @throws InvalidParameter, UnknownName */
function settingsOf(names: readonly string[], given: Settings): Map<string, Settings> {
  const settings = new Map<string, Settings>(names.map((name) => [name, {}]));
  for (const [key, value] of Object.entries(given)) {
    const at = key.indexOf(".");
    const [name, parameter] = [key.slice(0, Math.max(at, 0)), key.slice(at + 1)];
    const before = settings.get(name);
    if (before === undefined) {
      const expected = `model.key=value of ${names.join(", ")}, such as ${names[0]}.range=3`;
      throw invalidParameter("--set", expected, `${key}=${value}`);
    }
    settings.set(name, { ...before, [parameter]: value });
  }
  return settings;
}

function configure(models: string, given: Settings): ConfiguredModel[] {
  const names = models.split(",").map((name) => name.trim());
  const lines = names.map(findModel);
  const settings = settingsOf(names, given);
  return lines.map((line) => line.configure(settings.get(line.name) ?? {}));
}

/**
 * Looks at the output folder before any work is done. Only a comparison, and nothing beside it, is replaced.
 *
 * @throws OutputExists
 */
async function claimFolder(out: string, overwrite: boolean): Promise<Storage> {
  const storage = folderStorage(out);
  const occupant = await occupantOf(storage);
  if (occupant.holds === "artefact") {
    throw outputExists(out, `a ${occupant.kind}`, "Choose another folder.");
  }
  if (occupant.holds === "nothing") {
    await refuseInside(out);
    return storage;
  }
  if (occupant.what === "a file") throw outputExists(out, "a file", "Choose another folder.");
  const known: readonly string[] = comparisonFileNames;
  const names = await storage.list();
  const stranger = names.find((name) => !known.includes(name));
  if (stranger !== undefined || !names.includes("comparison.json")) {
    throw outputExists(out, stranger ?? "other files", "Choose another folder.");
  }
  if (!overwrite) {
    throw outputExists(out, "a comparison", "Choose another folder, or give --overwrite.");
  }
  return storage;
}

/** Mean of a score over the steps; null where one is missing. */
function meanOf(values: readonly (number | null)[]): number | null {
  return values.includes(null)
    ? null
    : values.reduce((sum: number, value) => sum + Number(value), 0) / values.length;
}

/** The first and the last step, or the only one. */
function endsOf<T>(steps: readonly T[]): T[] {
  return steps.length > 1 ? [steps[0], steps[steps.length - 1]] : [...steps];
}

function rowOf(entry: Contestant): string[] {
  const { model, fit, steps } = entry;
  return [
    model,
    formatSeconds(fit.seconds),
    fit.coefficients === 0 ? "-" : `${fit.active}/${fit.coefficients}`,
    ...endsOf(steps).map(({ relativeError }) => formatPercent(relativeError)),
    formatPercent(meanOf(steps.map(({ coverage }) => coverage))),
    formatNumber(meanOf(steps.map(({ width }) => width))),
    formatNumber(entry.crps),
    String(steps[steps.length - 1].diverged),
  ];
}

function describeComparison(comparison: Comparison): string {
  const { trainingSequences, starts, runs, draws, steps, level, models } = comparison;
  const scored = models.filter(hasScores);
  const errors = endsOf(scored[0].steps).map(({ step }) => `error ${step}`);
  const titles = ["model", "fit", "terms", ...errors, `coverage (${level})`];
  titles.push("width", "crps", "diverged");
  const table = formatTable(
    titles.map((title, c) => ({ title, right: c > 0 })),
    scored.map(rowOf),
  );
  const failed = models.flatMap((entry) =>
    hasScores(entry) ? [] : [`${entry.model} failed: ${entry.failure.message}`],
  );
  const resting = scored.flatMap(({ model, fit }) =>
    fit.converged ? [] : [`${model} has not converged.`],
  );
  return [
    `${trainingSequences} training sequences; ${starts} ${starts === 1 ? "start" : "starts"}, ${runs} ${runs === 1 ? "run" : "runs"} of each; ${draws} draws`,
    table,
    ...(steps > 1
      ? [`Errors after 1 and ${steps} steps; coverage, width and crps are means over the steps.`]
      : []),
    ...failed,
    ...resting,
    comparison.recommendation.sentence,
  ].join("\n");
}

/** @throws the error of the first model if none has scores */
function checkSome({ models }: Comparison): void {
  if (models.some(hasScores)) return;
  const messages = models.flatMap((entry) =>
    hasScores(entry) ? [] : [`${entry.model}: ${entry.failure.message}`],
  );
  throw new CoarsegrainError(
    "NumericalFailure",
    `No model could be compared. ${messages.join(" ")}`,
    { where: "every model", step: 0, state: messages.join(" ") },
  );
}

async function compare(run: Run<CompareCommandOptions>): Promise<Outcome> {
  const { args, options, signal, onProgress } = run;
  const { out, truth, holdout, trainingSteps, steps, draws, runs, level, seed, workers } = options;
  const settings = options.set ?? {};
  const models = configure(options.models, settings);
  const storage = await claimFolder(out, options.overwrite ?? false);
  const source = folderStorage(args[0]);
  const data = await readDataset(source);
  const test = truth === undefined ? undefined : await readDataset(folderStorage(truth));
  await storage.probe();
  const hashes = [{ name: recordedPath(args[0]), sha256: await digestStorage(source) }];
  if (truth !== undefined) {
    const sha256 = await digestStorage(folderStorage(truth));
    hashes.push({ name: recordedPath(truth), sha256 });
  }
  const executor = threadExecutor({ workers });
  const comparison = await compareModels(data, models, {
    ...{
      test,
      heldOut: holdout,
      trainingSteps,
      steps,
      draws,
      runs,
      level,
      seed,
      executor,
      signal,
      onProgress,
    },
    now: () => performance.now() / 1000,
  })
    .catch((error) => {
      throw tellWhatWasKept(error, "Nothing was written: give the command again.");
    })
    .finally(() => executor.close());
  checkSome(comparison);
  const from = truth === undefined ? `--holdout ${holdout}` : `--truth ${recordedPath(truth)}`;
  const names = models.map(({ name }) => name).join(",");
  const learned = trainingSteps === undefined ? "" : ` --training-steps ${trainingSteps}`;
  const simulated = runs > 0 ? ` --runs ${runs}` : "";
  const command = `coarsegrain compare ${recordedPath(args[0])} --models ${names} ${from}${learned} --steps ${comparison.steps} --draws ${draws}${simulated} --level ${level} --seed ${seed}${recordedSettings(settings)}`;
  const { comparisonFiles } = await import("../compare/files.js");
  const files = comparisonFiles(comparison, { command, hashes });
  if (!(await storage.create(files))) {
    // What was claimed may be replaced; what came meanwhile may not.
    await claimFolder(out, options.overwrite ?? false);
    await storage.replace(files);
  }
  const failed = comparison.models.filter((entry) => !hasScores(entry));
  if (failed.length > 0) printNote(`${failed.length} of ${models.length} models failed.`);
  return {
    json: { path: out, ...comparison, command, hashes },
    text: `${describeComparison(comparison)}

report  ${out}/report.html
figure  ${out}/figures/error-over-time.svg
scores  ${out}/comparison.csv, ${out}/comparison.json`,
  };
}

/** `coarsegrain compare`. */
export function addCompare(program: Command): void {
  const command = program
    .command("compare <data.zarr>")
    .description("fit several models to the same data and score their forecasts alike")
    .requiredOption("--models <a,b,c>", "models, the one to draw out first")
    .requiredOption("--out <folder>", "folder to write")
    .option("--truth <test.zarr>", "sequences to forecast, instead of some held out")
    .addOption(
      new Option("--holdout <fraction>", "sequences held out, from the last")
        .argParser(fraction("--holdout"))
        .default(0.2),
    )
    .addOption(
      new Option(
        "--training-steps <t>",
        "first coarse steps of each sequence to learn from (default: all)",
      ).argParser(integer("--training-steps", 1)),
    )
    .addOption(
      new Option("--steps <t>", "coarse steps ahead (default: all of the test data)").argParser(
        integer("--steps", 1),
      ),
    )
    .addOption(
      new Option("--draws <d>", "futures to draw").argParser(integer("--draws", 1)).default(200),
    )
    .addOption(
      new Option("--runs <r>", "runs to simulate of each start; 0: its sequence is the one run")
        .argParser(integer("--runs", 0))
        .default(0),
    )
    .addOption(
      new Option("--level <p>", "level of the interval")
        .argParser(fraction("--level"))
        .default(0.95),
    );
  addSeed(command).option("--overwrite", "replace a comparison that is there");
  addWorkers(command);
  addSettings(command, "stlsq.threshold=0.1");
  addJson(command).addHelpText("after", epilogue);
  setAction(command, compare);
}
