import { readFields } from "../dataset/field-read.js";
import type { FieldPosterior } from "../models/field-model.js";
import { readFieldPosterior } from "../models/read-field-posterior.js";
import { digestStorage } from "../store/digest.js";
import { folderStorage } from "../store/folder.js";
import type { Run } from "./action.js";
import { chooseFieldModel } from "./choose-model.js";
import { refuseOptions } from "./content.js";
import type { FitCommandOptions } from "./fit-options.js";
import { checkUnfinished, keepFit } from "./keep-fit.js";
import { type Outcome, printNote } from "./output.js";
import { claimOutput } from "./output-path.js";
import { formatSeconds } from "./progress.js";
import { recordedPath, recordedSettings } from "./record.js";

const defaultModel = "multiscale-sde";

/** `coarsegrain fit` of a model of fields. */
export async function fitFields(run: Run<FitCommandOptions>): Promise<Outcome> {
  const { args, options, signal, onProgress } = run;
  const { out, seed } = options;
  const settings = options.set ?? {};
  refuseOptions({ ...options }, ["prior", "select"], "fields");
  const model = chooseFieldModel("--model", options.model ?? defaultModel).configure(settings);
  const { storage, occupied } = await claimOutput(out, "posterior", options);
  const source = folderStorage(args[0]);
  const data = await readFields(source);
  await storage.probe();
  const sha256 = await digestStorage(source);
  const resume =
    occupied && options.resume
      ? checkUnfinished(await readFieldPosterior(storage), { seed, data: sha256 })
      : undefined;
  const record = {
    content: "fields",
    command: `fit ${recordedPath(args[0])} --model ${model.name} --seed ${seed}${recordedSettings(settings)}`,
    data: { sha256, command: data.provenance.command },
  };
  const resumed = resume !== undefined;
  const keeper = keepFit<FieldPosterior>({ out, storage, occupied, record, signal, resumed });
  const { onCheckpoint } = keeper;
  const start = performance.now();
  const posterior = await model
    .fit(data, { seed, signal, onProgress, onCheckpoint, resume })
    .catch((error) => {
      throw keeper.tell(error);
    });
  const seconds = (performance.now() - start) / 1000;
  await keeper.write(posterior);
  const { bound, converged, dimension, form } = posterior;
  if (!converged)
    printNote("The fit has not converged: allow more by --set (see: coarsegrain list).");
  const digest = await digestStorage(storage);
  const last = bound.at(-1);
  const kind = form === undefined ? model.name : `${model.name}, form ${form}`;
  const trained =
    last === undefined ? "" : ` after ${bound.length} steps; bound ${last.toFixed(3)} nats`;
  return {
    json: {
      path: out,
      model: model.name,
      form: form ?? null,
      parameters: model.parameters,
      seed,
      sequences: data.sequences,
      dimension,
      bound: last ?? null,
      iterations: bound.length,
      converged,
      seconds,
      sha256: digest,
    },
    text: `${kind}: ${converged ? "finished" : "not converged"}${trained}, ${formatSeconds(seconds)}, from ${data.sequences} trajectories; ${dimension} latent numbers
${out}: sha256 ${digest}`,
  };
}
