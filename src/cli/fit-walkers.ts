import type { Dataset } from "../dataset/dataset.js";
import { readDataset } from "../dataset/read.js";
import { invalidParameter } from "../errors.js";
import { fit as fitModel } from "../models/fit.js";
import type { Posterior } from "../models/model.js";
import { readPosterior } from "../models/read-posterior.js";
import { type Selection, selectLaw } from "../models/sparse-bayes/select.js";
import { digestStorage } from "../store/digest.js";
import { folderStorage } from "../store/folder.js";
import type { Run } from "./action.js";
import { chooseModel } from "./choose-model.js";
import type { FitCommandOptions } from "./fit-options.js";
import { tellWhatWasKept } from "./interrupt.js";
import { checkUnfinished, keepFit } from "./keep-fit.js";
import { type Outcome, printNote } from "./output.js";
import { claimOutput } from "./output-path.js";
import { formatSeconds } from "./progress.js";
import { recordedPath, recordedSettings } from "./record.js";
import { candidatesOf, describeSelection, recordedSelect } from "./select.js";
import { formatNumber, formatTable } from "./table.js";

/** A posterior of earlier data. */
async function readPrior(path: string): Promise<{ posterior: Posterior; sha256: string }> {
  const storage = folderStorage(path);
  const { posterior } = await readPosterior(storage);
  return { posterior, sha256: await digestStorage(storage) };
}

const recordedPrior = (path: string | undefined) =>
  path === undefined ? "" : ` --prior ${recordedPath(path)}`;

function describePosterior(posterior: Posterior, data: Dataset, seconds: number): string {
  const { bound, converged, coefficients, model } = posterior;
  const active = coefficients.filter((coefficient) => coefficient.active);
  const rows = active.map(({ name, mean, sd, sdMeanField }) => {
    return [name, mean, sd, sdMeanField].map((x) => (typeof x === "number" ? formatNumber(x) : x));
  });
  const titles = ["coefficient", "mean", "sd", "mean-field sd"];
  const table = formatTable(
    titles.map((title, c) => ({ title, right: c > 0 })),
    rows,
  );
  const state = converged ? "converged" : "not converged";
  const last = bound.at(-1);
  const found =
    last === undefined
      ? `${state}, ${formatSeconds(seconds)}`
      : `${state} after ${bound.length} iterations, ${formatSeconds(seconds)}; bound ${last.toFixed(3)} nats`;
  const head = `${model}: ${found} from ${data.sequences} sequences`;
  if (coefficients.length === 0) return head;
  return `${head}
${active.length} of ${coefficients.length} coefficients are active
${table}`;
}

/** Fits every candidate of --select. */
async function select(run: Run<FitCommandOptions>, data: Dataset): Promise<Selection> {
  const { options, signal, onProgress } = run;
  const candidates = candidatesOf(options.select ?? [], options.set ?? {});
  const clock = () => performance.now();
  try {
    return await selectLaw(data, candidates, { seed: options.seed, signal, onProgress, clock });
  } catch (error) {
    throw tellWhatWasKept(error, "Nothing was written: give the command again.");
  }
}

/** `coarsegrain fit` of a model of walkers. */
export async function fitWalkers(run: Run<FitCommandOptions>): Promise<Outcome> {
  const { args, options, signal, onProgress } = run;
  const { out, seed } = options;
  const settings = options.set ?? {};
  const model = chooseModel("--model", options.model ?? "sparse-bayes").configure(settings);
  for (const option of ["select", "prior"] as const) {
    if (options[option] === undefined || model.name === "sparse-bayes") continue;
    throw invalidParameter("--model", `sparse-bayes where --${option} is given`, model.name);
  }
  const { storage, occupied } = await claimOutput(out, "posterior", options);
  const source = folderStorage(args[0]);
  const data = await readDataset(source);
  await storage.probe();
  const sha256 = await digestStorage(source);
  const earlier = options.prior === undefined ? undefined : await readPrior(options.prior);
  const resume =
    occupied && options.resume
      ? checkUnfinished(await readPosterior(storage), {
          seed,
          data: sha256,
          prior: earlier?.sha256,
        })
      : undefined;
  const record = {
    command: `fit ${recordedPath(args[0])} --model ${model.name} --seed ${seed}${recordedPrior(options.prior)}${recordedSettings(settings)}${recordedSelect(options.select ?? [])}`,
    data: { sha256, command: data.provenance.command },
    ...(earlier && { prior: { sha256: earlier.sha256 } }),
  };
  const resumed = resume !== undefined;
  const keeper = keepFit<Posterior>({ out, storage, occupied, record, signal, resumed });
  const { onCheckpoint } = keeper;
  const start = performance.now();
  let posterior: Posterior;
  let { parameters } = model;
  let selection: Selection | undefined;
  if (options.select !== undefined) {
    selection = await select(run, data);
    posterior = selection.best;
    parameters = selection.best.parameters;
  } else {
    try {
      const prior = earlier?.posterior;
      const control = { seed, signal, onProgress, onCheckpoint, ...(prior && { prior }) };
      posterior = await fitModel(data, model, resume ? { ...control, resume } : control);
    } catch (error) {
      throw keeper.tell(error);
    }
  }
  const seconds = (performance.now() - start) / 1000;
  await keeper.write(posterior);
  if (!posterior.converged) {
    const remedy =
      posterior.bound.length > 0
        ? "go on with --resume and a larger --set iterations="
        : "allow more by --set (see: coarsegrain list)";
    printNote(`The fit has not converged: ${remedy}.`);
  }
  const { bound, converged, coefficients } = posterior;
  const digest = await digestStorage(storage);
  const candidates = selection ? `${describeSelection(selection.table)}\n\n` : "";
  return {
    json: {
      path: out,
      model: model.name,
      parameters,
      seed,
      sequences: data.sequences,
      bound: bound.at(-1) ?? null,
      iterations: bound.length,
      converged,
      seconds,
      coefficients,
      ...(selection ? { select: selection.table } : {}),
      sha256: digest,
    },
    text: `${candidates}${describePosterior(posterior, data, seconds)}\n${out}: sha256 ${digest}`,
  };
}
