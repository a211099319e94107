import { invalidData } from "../../errors.js";
import { adamMoments } from "../../kernel/softmax-multinomial.js";
import { resolveParameters } from "../../parameters.js";
import type { Group } from "../../store/group.js";
import { libraryFeatures } from "../law/features.js";
import { damagedHeader, type ModelHeader, readModelHeader } from "../law/header.js";
import { requiredVariable } from "../law/variable.js";
import type { PosteriorFields } from "./fields.js";
import { type SparseBayesParameters, sparseBayesParameters } from "./parameters.js";

interface Header {
  readonly common: ModelHeader;
  readonly parameters: SparseBayesParameters;
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
  const { common, parameters, rest } = readModelHeader(group, "sparse-bayes");
  const { revisions, iteration, converged, precision_shape: precisionShape } = rest;
  const valid =
    isCount(iteration) &&
    isPositive(precisionShape) &&
    typeof converged === "boolean" &&
    Array.isArray(revisions) &&
    revisions.every((at): at is number => isCount(at) && at <= iteration);
  if (!valid) throw damagedHeader();
  return {
    common,
    parameters: resolveParameters("posterior of sparse-bayes", sparseBayesParameters, parameters),
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
  const { parameters, common } = header;
  const part = group.groups.variational;
  const array = (name: string, length: number) =>
    requiredVariable(part, name, Float64Array, length);
  const active = requiredVariable(part, "active", Int32Array);
  const square = active.length * active.length;
  const size = libraryFeatures(parameters).length;
  if (active.length === 0 || active.some((l, k) => l < 0 || l >= size || l <= active[k - 1])) {
    throw invalidData(
      "posterior variable active",
      `ascending features of 0..${size - 1}`,
      `${active}`,
    );
  }
  const { bins } = common.grid;
  const states = common.sequences * bins;
  return {
    ...common,
    parameters,
    precisionShape: header.precisionShape,
    covariance: array("theta_covariance", square),
    covarianceMeanField: array("theta_covariance_mean_field", square),
    state: {
      iteration: header.iteration,
      bound: Array.from(requiredVariable(group.groups.sample_stats, "bound", Float64Array)),
      active,
      thetaMean: array("theta_mean", size),
      thetaVariance: array("theta_variance", size),
      relevanceUsed: array("relevance_used", size),
      relevance: array("relevance", size),
      precision: array("precision", bins),
      precisionAhead: array("precision_ahead", bins),
      mu: array("state_mean", states),
      variance: array("state_variance", states),
      covariance: new Float64Array(0),
      moments: array("adam_moments", parameters.update === "adam" ? adamMoments * states : 0),
      revisions: [...header.revisions],
      converged: header.converged,
    },
  };
}
