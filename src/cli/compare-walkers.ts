import { compareModels } from "../compare/compare.js";
import { type Comparison, type Contestant, hasScores } from "../compare/record.js";
import { readDataset } from "../dataset/read.js";
import { threadExecutor } from "../parallel/threads.js";
import { digestStorage } from "../store/digest.js";
import { folderStorage } from "../store/folder.js";
import type { Run } from "./action.js";
import { chooseModel } from "./choose-model.js";
import { checkSome, claimFolder, describeFiles, writeComparison } from "./compare-folder.js";
import { type CompareCommandOptions, configureModels, namesOf } from "./compare-options.js";
import { tellWhatWasKept } from "./interrupt.js";
import { type Outcome, printNote } from "./output.js";
import { formatSeconds } from "./progress.js";
import { recordedPath, recordedSettings } from "./record.js";
import { formatNumber, formatPercent, formatTable } from "./table.js";

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

/** `coarsegrain compare` of data of walkers. */
export async function compareWalkers(run: Run<CompareCommandOptions>): Promise<Outcome> {
  const { args, options, signal, onProgress } = run;
  const {
    out,
    truth,
    holdout,
    trainingSteps,
    steps,
    draws,
    runs = 0,
    level,
    seed,
    workers,
  } = options;
  const settings = options.set ?? {};
  const models = configureModels(options.models, settings, (name) => chooseModel("--models", name));
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
  checkSome(comparison.models);
  const from = truth === undefined ? `--holdout ${holdout}` : `--truth ${recordedPath(truth)}`;
  const names = namesOf(options.models).join(",");
  const learned = trainingSteps === undefined ? "" : ` --training-steps ${trainingSteps}`;
  const simulated = runs > 0 ? ` --runs ${runs}` : "";
  const command = `coarsegrain compare ${recordedPath(args[0])} --models ${names} ${from}${learned} --steps ${comparison.steps} --draws ${draws}${simulated} --level ${level} --seed ${seed}${recordedSettings(settings)}`;
  const { comparisonFiles } = await import("../compare/files.js");
  const files = comparisonFiles(comparison, { command, hashes });
  await writeComparison(storage, out, files, options.overwrite ?? false);
  const failed = comparison.models.filter((entry) => !hasScores(entry));
  if (failed.length > 0) printNote(`${failed.length} of ${models.length} models failed.`);
  return {
    json: { path: out, ...comparison, command, hashes },
    text: `${describeComparison(comparison)}

${describeFiles(out)}`,
  };
}
