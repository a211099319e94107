import { invalidData } from "../../errors.js";
import { adamMoments } from "../../kernel/softmax-multinomial.js";
import { resolveParameters } from "../../parameters.js";
import { artefactHeader, provenanceIn } from "../../store/artefact.js";
import type { Group, Values } from "../../store/group.js";
import { isJsonObject } from "../../store/json.js";
import type { Provenance } from "../../types.js";
import { libraryFeatures } from "../law/features.js";
import type { PosteriorFields } from "./fields.js";
import { type SparseBayesParameters, sparseBayesParameters } from "./parameters.js";

/** @throws InvalidData if there is no such variable of this type, or not of this length */
function required<V extends Values>(
  group: Group | undefined,
  name: string,
  type: new (length: number) => V,
  length?: number,
): V {
  const values = group?.variables[name]?.values;
  if (!(values instanceof type) || (length !== undefined && values.length !== length)) {
    throw invalidData(
      `posterior variable ${name}`,
      `${length === undefined ? "" : `${length} values of `}${type.name}`,
      values === undefined ? "none" : `${values.length} values of ${values.constructor.name}`,
    );
  }
  return values;
}

interface Header {
  readonly provenance: Provenance;
  readonly parameters: SparseBayesParameters;
  readonly domain: readonly [number, number];
  readonly bins: number;
  readonly timeStep: number;
  readonly walkers: number;
  readonly sequences: number;
  readonly iteration: number;
  readonly revisions: readonly number[];
  readonly converged: boolean;
  readonly precisionShape: number;
}

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) > 0;
const isPositive = (value: unknown): value is number => Number.isFinite(value) && Number(value) > 0;

/** @throws InvalidData if the group is no posterior of this model, or its header is damaged */
function headerOf(group: Group): Header {
  const header = artefactHeader(group.attributes);
  if (header?.model !== "sparse-bayes") {
    throw invalidData(
      "posterior",
      "one of the model sparse-bayes",
      header === undefined ? 'no attribute "coarsegrain"' : `${header.model ?? header.kind}`,
    );
  }
  const provenance = provenanceIn(header);
  const { model_parameters, domain, bins, walkers, sequences, iteration, converged } = header;
  const { revisions, time_step: timeStep, precision_shape: precisionShape } = header;
  const [from, to] = Array.isArray(domain) ? domain : [];
  const valid =
    provenance !== undefined &&
    isJsonObject(model_parameters) &&
    typeof from === "number" &&
    typeof to === "number" &&
    isCount(bins) &&
    isCount(walkers) &&
    isCount(sequences) &&
    isCount(iteration) &&
    isPositive(timeStep) &&
    isPositive(precisionShape) &&
    typeof converged === "boolean" &&
    Array.isArray(revisions) &&
    revisions.every((at): at is number => isCount(at) && at <= iteration);
  if (!valid) throw invalidData("header of the posterior", "what a fit writes", "a damaged one");
  const parameters = resolveParameters(
    "posterior of sparse-bayes",
    sparseBayesParameters,
    model_parameters,
  );
  return {
    provenance,
    parameters,
    domain: [from, to],
    bins,
    timeStep,
    walkers,
    sequences,
    iteration,
    revisions,
    converged,
    precisionShape,
  };
}

/**
 * The parts of a posterior that `posteriorToGroup` laid out.
 *
 * @throws InvalidData if a part is missing or of another shape
 */
export function fieldsFromGroup(group: Group): PosteriorFields {
  const header = headerOf(group);
  const { parameters, provenance } = header;
  const part = group.groups.variational;
  const array = (name: string, length: number) => required(part, name, Float64Array, length);
  const active = required(part, "active", Int32Array);
  const square = active.length * active.length;
  const size = libraryFeatures(parameters).length;
  if (active.length === 0 || active.some((l, k) => l < 0 || l >= size || l <= active[k - 1])) {
    throw invalidData(
      "posterior variable active",
      `ascending features of 0..${size - 1}`,
      `${active}`,
    );
  }
  const states = header.sequences * header.bins;
  return {
    parameters,
    provenance,
    grid: { domain: header.domain, bins: header.bins },
    timeStep: header.timeStep,
    walkers: header.walkers,
    sequences: header.sequences,
    precisionShape: header.precisionShape,
    covariance: array("theta_covariance", square),
    covarianceMeanField: array("theta_covariance_mean_field", square),
    state: {
      iteration: header.iteration,
      bound: Array.from(required(group.groups.sample_stats, "bound", Float64Array)),
      active,
      thetaMean: array("theta_mean", size),
      thetaVariance: array("theta_variance", size),
      relevanceUsed: array("relevance_used", size),
      relevance: array("relevance", size),
      precision: array("precision", header.bins),
      precisionAhead: array("precision_ahead", header.bins),
      mu: array("state_mean", states),
      variance: array("state_variance", states),
      moments: array("adam_moments", parameters.update === "adam" ? adamMoments * states : 0),
      revisions: [...header.revisions],
      converged: header.converged,
    },
  };
}
