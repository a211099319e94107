import { invalidData } from "../../errors.js";
import { adamMoments } from "../../kernel/softmax-multinomial.js";
import { resolveParameters } from "../../parameters.js";
import type { Group } from "../../store/group.js";
import { libraryFeatures } from "../law/features.js";
import { damagedHeader, type ModelHeader, readModelHeader } from "../law/header.js";
import { requiredVariable } from "../law/variable.js";
import type { PosteriorFields } from "./fields.js";
import { type SparseBayesParameters, sparseBayesParameters } from "./parameters.js";
import { checkSummary, type DataSummary } from "./summary.js";

interface Header {
  readonly common: ModelHeader;
  readonly parameters: SparseBayesParameters;
  readonly iteration: number;
  readonly revisions: readonly number[];
  readonly revivals: number;
  readonly converged: boolean;
  readonly precisionShape: number;
}

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) > 0;
const isPositive = (value: unknown): value is number => Number.isFinite(value) && Number(value) > 0;

/** @throws InvalidData if the group is no posterior of this model, or its header is damaged */
function headerOf(group: Group): Header {
  const { common, parameters, rest } = readModelHeader(group, "sparse-bayes");
  const { revisions, revivals, iteration, converged, precision_shape: precisionShape } = rest;
  const valid =
    isCount(iteration) &&
    isPositive(precisionShape) &&
    typeof converged === "boolean" &&
    Array.isArray(revisions) &&
    Number.isSafeInteger(revivals) &&
    revisions.every((at): at is number => isCount(at) && at <= iteration);
  if (!valid) throw damagedHeader();
  return {
    common,
    parameters: resolveParameters("posterior of sparse-bayes", sparseBayesParameters, parameters),
    iteration,
    revisions,
    revivals: Number(revivals),
    converged,
    precisionShape,
  };
}

/**
 * Where sequences end. Files of before sequences of several steps have one state for each.
 *
 * @throws InvalidData if a state is named that is not there
 */
function lastStates(part: Group, sequences: number, states: number) {
  if (part.variables.last_state === undefined && states === sequences) {
    return {
      lastState: Int32Array.from({ length: sequences }, (_, i) => i),
      lastStep: new Int32Array(sequences).fill(1),
    };
  }
  const lastState = requiredVariable(part, "last_state", Int32Array, sequences);
  const lastStep = requiredVariable(part, "last_step", Int32Array, sequences);
  const odd = lastState.find((k, i) => k < -1 || k >= states || k >= 0 !== lastStep[i] >= 0);
  if (odd !== undefined || !Number.isInteger(states)) {
    throw invalidData("last_state", `states of 0..${states - 1}`, `${odd}`);
  }
  return { lastState, lastStep };
}

/** @throws InvalidData if it is damaged */
function summaryOf(part: Group, size: number): DataSummary {
  const features = requiredVariable(part, "summary_features", Int32Array);
  const n = features.length;
  const summary = {
    features,
    information: requiredVariable(part, "summary_information", Float64Array, n * n),
    vector: requiredVariable(part, "summary_vector", Float64Array, n),
  };
  const [shape, rate] = requiredVariable(part, "summary_precision", Float64Array, 2);
  checkSummary({ ...summary, shape, rate }, size);
  return { ...summary, shape, rate };
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
  const mu = requiredVariable(part, "state_mean", Float64Array);
  const states = mu.length / bins;
  const last = lastStates(part, common.sequences, states);
  const optional = (name: string, length: number) =>
    part.variables[name] === undefined ? new Float64Array(0) : array(name, length);
  return {
    ...common,
    parameters,
    precisionShape: header.precisionShape,
    covariance: array("theta_covariance", square),
    ...last,
    summary: summaryOf(part, size),
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
      precisionUsed: array("precision_used", bins),
      precisionGradient: array("precision_gradient", bins),
      mu,
      variance: array("state_variance", mu.length),
      covariance: optional("state_covariance", mu.length * bins),
      startCovariance: optional("start_covariance", bins),
      moments: array("adam_moments", parameters.update === "adam" ? adamMoments * mu.length : 0),
      revisions: [...header.revisions],
      revivals: header.revivals,
      converged: header.converged,
    },
  };
}
