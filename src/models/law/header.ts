import type { Dataset } from "../../dataset/dataset.js";
import { invalidData } from "../../errors.js";
import { checkSeed } from "../../kernel/random.js";
import { artefactHeader, provenanceIn } from "../../store/artefact.js";
import type { Group } from "../../store/group.js";
import { isJsonObject, type JsonObject } from "../../store/json.js";
import type { Json } from "../../types.js";
import { version } from "../../version.js";
import type { WalkerModel } from "./paths.js";
import { checkTimeStep } from "./time-step.js";

/** What the header of every posterior of walkers records. */
export interface ModelHeader extends WalkerModel {
  /** Training sequences. */
  readonly sequences: number;
}

/**
 * The header of a model fitted to data.
 *
 * @throws InvalidParameter for the seed; InvalidData if the data have no coarse step
 */
export function headerOf(
  data: Dataset,
  name: string,
  parameters: { readonly [key: string]: Json },
  seed = 0,
): ModelHeader {
  checkSeed(seed);
  checkTimeStep(data);
  const { grid, timeStep, walkers, sequences, provenance } = data;
  return {
    provenance: { version, command: provenance.command, name, parameters, seed },
    grid,
    timeStep,
    walkers,
    sequences,
  };
}

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) > 0;

/** The header as attributes. */
export function headerAttributes(name: string, model: ModelHeader): JsonObject {
  const { grid, timeStep, walkers, sequences, provenance } = model;
  return {
    model: name,
    model_parameters: { ...provenance.parameters },
    domain: [...grid.domain],
    bins: grid.bins,
    time_step: timeStep,
    walkers,
    sequences,
  };
}

/** A header that was read, with the parameters of the model and whatever else it holds. */
export interface ReadHeader {
  readonly common: ModelHeader;
  readonly parameters: JsonObject;
  readonly rest: JsonObject;
}

/** The error of a header that is not as it was written. */
export function damagedHeader() {
  return invalidData("header of the posterior", "what a fit writes", "a damaged one");
}

/**
 * The header that {@link headerAttributes} laid out.
 *
 * @throws InvalidData if the group is no posterior of this model, or its header is damaged
 */
export function readModelHeader(group: Group, name: string): ReadHeader {
  const header = artefactHeader(group.attributes);
  if (header?.model !== name) {
    throw invalidData(
      "posterior",
      `one of the model ${name}`,
      header === undefined ? 'no attribute "coarsegrain"' : `${header.model ?? header.kind}`,
    );
  }
  const provenance = provenanceIn(header);
  const { model_parameters: parameters, domain, bins, walkers, sequences } = header;
  const timeStep = header.time_step;
  const [from, to] = Array.isArray(domain) ? domain : [];
  const valid =
    provenance !== undefined &&
    isJsonObject(parameters) &&
    typeof from === "number" &&
    typeof to === "number" &&
    isCount(bins) &&
    isCount(walkers) &&
    isCount(sequences) &&
    typeof timeStep === "number" &&
    timeStep > 0;
  if (!valid) throw damagedHeader();
  const grid = { domain: [from, to], bins } as const;
  return {
    common: { provenance, grid, timeStep, walkers, sequences },
    parameters,
    rest: header,
  };
}
