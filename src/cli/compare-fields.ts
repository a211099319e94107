import { compareFieldModels } from "../compare/fields/compare.js";
import {
  type FieldComparison,
  type FieldContestant,
  hasFieldScores,
  labelOf,
} from "../compare/fields/record.js";
import { meanOfSteps, medianOrNull, titleOf } from "../compare/fields/report.js";
import { invalidParameter } from "../errors.js";
import { digestStorage } from "../store/digest.js";
import type { Run } from "./action.js";
import { chooseFieldModel } from "./choose-model.js";
import { checkSome, claimFolder, describeFiles, writeComparison } from "./compare-folder.js";
import { type CompareCommandOptions, configureModels, namesOf } from "./compare-options.js";
import { refuseOptions } from "./content.js";
import { tellWhatWasKept } from "./interrupt.js";
import { openFields } from "./open-fields.js";
import type { Settings } from "./options.js";
import { type Outcome, printNote } from "./output.js";
import { formatSeconds } from "./progress.js";
import { recordedPath, recordedSettings } from "./record.js";
import { formatNumber, formatPercent, formatTable } from "./table.js";

/** A model of fields, or a form of one: multiscale-sde:pod. @throws InvalidParameter, UnknownName */
function chooseForm(asked: string) {
  const [name, form, ...more] = asked.split(":");
  const model = chooseFieldModel("--models", name);
  if (form === undefined) return model;
  if (more.length > 0) throw invalidParameter("--models", "a model, or model:form", asked);
  if (!("form" in model.parameters)) {
    throw invalidParameter("--models", `${name} alone: it has no forms`, asked);
  }
  return {
    configure: (given: Settings) => {
      if (given.form !== undefined && given.form !== form) {
        const setting = `${asked}.form=${given.form}`;
        throw invalidParameter("--set", `no other form than ${form} for ${asked}`, setting);
      }
      return model.configure({ ...given, form });
    },
  };
}

function rowOf(entry: FieldContestant): string[] {
  const { fit, steps } = entry;
  return [
    titleOf(entry),
    formatSeconds(fit.seconds),
    String(fit.dimension),
    formatPercent(medianOrNull(entry.errorOfStart)),
    formatPercent(medianOrNull(entry.cleanErrorOfStart)),
    formatPercent(meanOfSteps(steps.map(({ coverage }) => coverage))),
    formatNumber(meanOfSteps(steps.map(({ width }) => width))),
    formatNumber(entry.crps),
    String(steps[steps.length - 1].diverged),
  ];
}

function describeComparison(comparison: FieldComparison): string {
  const { trainingSequences, starts, draws, steps, scored, level, models } = comparison;
  const entries = models.filter(hasFieldScores);
  const titles = ["model", "fit", "state", "error", "clean", `coverage (${level})`];
  titles.push("width", "crps", "diverged");
  const table = formatTable(
    titles.map((title, c) => ({ title, right: c > 0 })),
    entries.map(rowOf),
  );
  return [
    `${trainingSequences} training trajectories; ${starts} ${starts === 1 ? "start" : "starts"}; ${draws} draws`,
    table,
    `Errors of whole trajectories of ${steps} steps, ${scored} of them scored, with noise and without; median over the starts.`,
    ...models.flatMap((entry) =>
      hasFieldScores(entry) ? [] : [`${labelOf(entry)} failed: ${entry.failure.message}`],
    ),
    ...entries.flatMap((entry) =>
      entry.fit.converged ? [] : [`${titleOf(entry)} has not converged.`],
    ),
    ...entries.flatMap(({ model, given }) =>
      given === null ? [] : [`${model} is given ${given}.`],
    ),
    comparison.recommendation.sentence,
  ].join("\n");
}

/** `coarsegrain compare` of data of fields. */
export async function compareFields(run: Run<CompareCommandOptions>): Promise<Outcome> {
  const { args, options, signal, onProgress } = run;
  const { out, truth, holdout, steps, draws, level, seed, overwrite = false } = options;
  const settings = options.set ?? {};
  refuseOptions({ ...options }, ["runs", "trainingSteps"], "fields");
  const models = configureModels(options.models, settings, chooseForm);
  const storage = await claimFolder(out, overwrite);
  const source = await openFields("data", args[0]);
  const test = truth === undefined ? undefined : await openFields("truth", truth);
  await storage.probe();
  const hashes = [{ name: recordedPath(args[0]), sha256: await digestStorage(source.storage) }];
  if (truth !== undefined && test !== undefined) {
    hashes.push({ name: recordedPath(truth), sha256: await digestStorage(test.storage) });
  }
  const comparison = await compareFieldModels(source.data, models, {
    ...{ test: test?.data, heldOut: holdout, steps, draws, level, seed, signal, onProgress },
    now: () => performance.now() / 1000,
  }).catch((error) => {
    throw tellWhatWasKept(error, "Nothing was written: give the command again.");
  });
  checkSome(comparison.models);
  const from = truth === undefined ? `--holdout ${holdout}` : `--truth ${recordedPath(truth)}`;
  const names = namesOf(options.models).join(",");
  const command = `coarsegrain compare ${recordedPath(args[0])} --models ${names} ${from} --steps ${comparison.steps} --draws ${draws} --level ${level} --seed ${seed}${recordedSettings(settings)}`;
  const { fieldComparisonFiles } = await import("../compare/fields/files.js");
  const files = fieldComparisonFiles(comparison, { command, hashes });
  await writeComparison(storage, out, files, overwrite);
  const failed = comparison.models.filter((entry) => !hasFieldScores(entry));
  if (failed.length > 0) printNote(`${failed.length} of ${models.length} models failed.`);
  return {
    json: { path: out, ...comparison, command, hashes },
    text: `${describeComparison(comparison)}

${describeFiles(out)}`,
  };
}
