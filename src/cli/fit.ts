import { type Command, Option } from "commander";
import type { Dataset } from "../dataset/dataset.js";
import { readDataset } from "../dataset/read.js";
import { invalidData, invalidParameter } from "../errors.js";
import { fit as fitModel } from "../models/fit.js";
import type { Posterior } from "../models/model.js";
import { readPosterior } from "../models/read-posterior.js";
import { findModel } from "../models/registry.js";
import { type Selection, selectLaw } from "../models/sparse-bayes/select.js";
import { digestStorage } from "../store/digest.js";
import { folderStorage } from "../store/folder.js";
import type { Storage } from "../store/storage.js";
import { writeGroup } from "../store/write-group.js";
import { type Run, setAction } from "./action.js";
import { tellWhatWasKept } from "./interrupt.js";
import { addJson, addOverwrite, addSeed, addSettings, type Settings } from "./options.js";
import { type Outcome, printNote } from "./output.js";
import { claimOutput } from "./output-path.js";
import { formatSeconds } from "./progress.js";
import { recordedPath, recordedSettings, withRecord } from "./record.js";
import {
  addSelect,
  candidatesOf,
  describeSelection,
  recordedSelect,
  selectHelp,
} from "./select.js";
import { formatNumber, formatTable } from "./table.js";

interface FitCommandOptions {
  readonly model: string;
  readonly out: string;
  readonly prior?: string;
  readonly seed: number;
  readonly resume?: boolean;
  readonly overwrite?: boolean;
  readonly set?: Settings;
  readonly select?: readonly string[];
  readonly json?: boolean;
}

const epilogue = `
While it runs, --out holds an unfinished posterior; --resume goes on from it, and from a finished one with
more iterations.
${selectHelp}
Examples:
  $ coarsegrain fit data.zarr --out posterior.zarr
  $ coarsegrain fit data.zarr --out posterior.zarr --set range=3 --set eliminate=0
  $ coarsegrain fit data.zarr --out posterior.zarr --select "range=1,2,3 order=1,2"
  $ coarsegrain fit more.zarr --out both.zarr --prior posterior.zarr
  $ coarsegrain fit data.zarr --out posterior.zarr --resume`;

/** Least time between two checkpoints, in milliseconds. */
const checkpointInterval = 5000;

/** The posterior to go on from. @throws InvalidData if it comes from other data, prior or seed */
async function readUnfinished(
  storage: Storage,
  seed: number,
  data: string,
  prior: string | undefined,
): Promise<Posterior> {
  const { posterior, dataSha256, priorSha256 } = await readPosterior(storage);
  const refuse = (what: string, expected: string, received: string) => {
    const recover = "Resume with the command that began it, or choose another path.";
    throw invalidData(`${what} of the posterior to resume`, expected, received, recover);
  };
  if (posterior.provenance.seed !== seed) refuse("seed", `${seed}`, `${posterior.provenance.seed}`);
  if (dataSha256 !== undefined && dataSha256 !== data) refuse("data", data, dataSha256);
  if (priorSha256 !== prior) refuse("prior", prior ?? "none", priorSha256 ?? "none");
  return posterior;
}

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

async function fit(run: Run<FitCommandOptions>): Promise<Outcome> {
  const { args, options, signal, onProgress } = run;
  const { out, seed } = options;
  const settings = options.set ?? {};
  const model = findModel(options.model).configure(settings);
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
      ? await readUnfinished(storage, seed, sha256, earlier?.sha256)
      : undefined;
  const record = {
    command: `fit ${recordedPath(args[0])} --model ${model.name} --seed ${seed}${recordedPrior(options.prior)}${recordedSettings(settings)}${recordedSelect(options.select ?? [])}`,
    data: { sha256, command: data.provenance.command },
    ...(earlier && { prior: { sha256: earlier.sha256 } }),
  };
  const write = (posterior: Posterior) =>
    writeGroup(storage, withRecord(posterior.toGroup(), record), { overwrite: occupied });

  const start = performance.now();
  let saved = start;
  let holdsState = resume !== undefined;
  const onCheckpoint = async (posterior: Posterior) => {
    if (!signal.aborted && performance.now() - saved < checkpointInterval) return;
    await write(posterior);
    holdsState = true;
    saved = performance.now();
  };
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
      const kept = holdsState
        ? `The state of the fit is in ${out}. Go on with the same command and --resume.`
        : "It had not begun: give the command again.";
      throw tellWhatWasKept(error, kept);
    }
  }
  const seconds = (performance.now() - start) / 1000;
  await write(posterior);
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

/** `coarsegrain fit`. */
export function addFit(program: Command): void {
  const command = program
    .command("fit <data.zarr>")
    .description("learn a model from a dataset")
    .addOption(new Option("--model <model>", "model to learn").default("sparse-bayes"))
    .requiredOption("--out <posterior.zarr>", "folder to write")
    .addOption(
      new Option(
        "--prior <posterior.zarr>",
        "posterior of earlier data of the same features, which these data go on from",
      ).conflicts("select"),
    );
  addSeed(command).option("--resume", "go on from the posterior at --out, if there is one");
  addOverwrite(command);
  addSettings(command, "range=6");
  addSelect(command);
  addJson(command).addHelpText("after", epilogue);
  setAction(command, fit);
}
