import { createTape } from "../../autodiff/tape.js";
import { fieldSize } from "../../dataset/field-grid.js";
import { fieldGridIn } from "../../dataset/field-grid-attributes.js";
import { invalidData } from "../../errors.js";
import { instantiateNetworkKernel, type NetworkKernel } from "../../kernel/network/load.js";
import { artefactHeader, provenanceIn } from "../../store/artefact.js";
import type { Group } from "../../store/group.js";
import { isJsonObject, type JsonObject } from "../../store/json.js";
import { damagedHeader } from "../law/header.js";
import { requiredVariable } from "../law/variable.js";
import type { DispersionGrowth } from "./dispersion-growth.js";
import type { MultiscaleFields } from "./fields.js";
import type { FieldCoding } from "./form.js";
import { forms } from "./forms.js";
import { checkParameters, type NamedArray } from "./latent.js";
import type { Learned } from "./learned.js";
import { resolveMultiscaleSde } from "./parameters.js";
import { storedName } from "./serialise.js";
import { featureCount } from "./training-distance.js";

/** A finite number of a header. */
function numberIn(header: JsonObject, name: string): number {
  const value = header[name];
  if (typeof value !== "number" || !Number.isFinite(value)) throw damagedHeader();
  return value;
}

function arraysIn({ arrays }: JsonObject, law: Group | undefined): NamedArray[] {
  if (!Array.isArray(arrays) || !arrays.every((name) => typeof name === "string")) {
    throw damagedHeader();
  }
  return arrays.map((name) => {
    const stored = storedName(name);
    const values = requiredVariable(law, stored, Float64Array);
    const [rows, columns] = law?.variables[stored]?.shape ?? [];
    return { name, rows, columns, values };
  });
}

/** @throws InvalidData unless every parameter of the model is among the arrays */
function checkArrays(network: NetworkKernel, { model }: FieldCoding, arrays: NamedArray[]): void {
  const tape = createTape(network);
  model.declare(tape);
  checkParameters(tape, arrays);
}

function trainingIn(header: JsonObject, training: Group | undefined): Learned["training"] {
  if (training === undefined) return undefined;
  const first = requiredVariable(training, "first_moment", Float64Array);
  const second = requiredVariable(training, "second_moment", Float64Array, first.length);
  return { step: numberIn(header, "training_step"), first, second };
}

/** How noise grows, as far as a file tells. */
function growthIn(
  header: JsonObject,
  noise: Group | undefined,
  { model, patches }: FieldCoding,
): DispersionGrowth | undefined {
  if (header.dispersion_growth === undefined) return undefined;
  const numbers = (model.dimension / patches.cells) * patches.reach.length;
  const count = featureCount(numbers, patches);
  return {
    exponent: numberIn(header, "dispersion_growth"),
    statistics: {
      scale: requiredVariable(noise, "patch_scale", Float64Array, numbers),
      mean: requiredVariable(noise, "feature_mean", Float64Array, count),
      whitening: requiredVariable(noise, "feature_whitening", Float64Array, count * count),
    },
  };
}

/**
 * The fields of a posterior that `toGroup` laid out.
 *
 * @throws InvalidData if the group is no such posterior or is damaged; InvalidParameter
 */
export async function fieldsFromGroup(name: string, group: Group): Promise<MultiscaleFields> {
  const header = artefactHeader(group.attributes);
  if (header?.model !== name) {
    const found = header === undefined ? 'no attribute "coarsegrain"' : `${header.model}`;
    throw invalidData("posterior", `one of the model ${name}`, found);
  }
  const provenance = provenanceIn(header);
  const form = forms.find((candidate) => candidate.name === header.form);
  if (provenance === undefined || form === undefined || !isJsonObject(header.model_parameters)) {
    throw damagedHeader();
  }
  const parameters = resolveMultiscaleSde(header.model_parameters);
  const grid = fieldGridIn(header);
  const { law, noise, sample_stats: stats, training } = group.groups;
  const network = await instantiateNetworkKernel();
  const coding = form.restore(network, grid, parameters, header, group.groups.coding);
  const arrays = arraysIn(header, law);
  checkArrays(network, coding, arrays);
  const d = coding.model.dimension;
  const pushforward = stats?.variables.pushforward;
  return {
    ...{ provenance, parameters, grid, form, coding },
    timeStart: numberIn(header, "time_start"),
    timeStep: numberIn(header, "time_step"),
    snapshots: numberIn(header, "snapshots"),
    sequences: numberIn(header, "sequences"),
    learned: {
      arrays,
      logScale: requiredVariable(noise, "log_scale", Float64Array, d),
      logDispersion: requiredVariable(noise, "log_dispersion", Float64Array, d),
      variance: numberIn(header, "variance"),
      bound: requiredVariable(stats, "bound", Float64Array),
      pushforward: pushforward && requiredVariable(stats, "pushforward", Float64Array),
      training: trainingIn(header, training),
    },
    dispersionScale: numberIn(header, "dispersion_scale"),
    // Files from before it was looked for have none.
    errorRise: header.error_rise === undefined ? 0 : numberIn(header, "error_rise"),
    growth: growthIn(header, noise, coding),
    startError: requiredVariable(noise, "start_error", Float64Array, d),
    representation: requiredVariable(noise, "representation", Float32Array, fieldSize(grid)),
    converged: header.converged === true,
  };
}
