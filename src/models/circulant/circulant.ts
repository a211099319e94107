import type { Dataset } from "../../dataset/dataset.js";
import { invalidData } from "../../errors.js";
import { instantiateKernel, type Kernel } from "../../kernel/load.js";
import { type ParameterTable, type ParameterValues, resolveParameters } from "../../parameters.js";
import type { Group } from "../../store/group.js";
import { circulantMean } from "../density-law/linear.js";
import { skipParameter, snapshotPairs } from "../density-law/pairs.js";
import { densityForecast } from "../density-law/posterior.js";
import { damagedHeader, headerOf, type ModelHeader, readModelHeader } from "../law/header.js";
import { plainPosterior } from "../law/plain-posterior.js";
import { requiredVariable, variable } from "../law/variable.js";
import type { Coefficient, ConfiguredModel, FitOptions, Model, Posterior } from "../model.js";
import { fitStencil } from "./fit-stencil.js";
import { type Stencil, stencilOffsets } from "./stencil.js";

const name = "circulant";

const parameterTable = {
  range: {
    kind: "integer",
    summary: "bins to either side that a bin's share depends on; 0 for all",
    default: 0,
    min: 0,
    max: 1000,
  },
  skip: skipParameter,
} as const satisfies ParameterTable;

/** Most weights; a grid of more bins needs a range. */
const mostWeights = 2001;

/** Parameters of {@link circulant}. */
export type CirculantParameters = ParameterValues<typeof parameterTable>;

interface CirculantFields extends ModelHeader, Stencil {
  readonly parameters: CirculantParameters;
}

/** The weights X'_j = sum_m w_m X_{j+m} that circulant least squares found. */
export interface CirculantPosterior extends Posterior, CirculantFields {}

/** The model with its parameters set. */
export interface Circulant extends ConfiguredModel {
  readonly parameters: CirculantParameters;
  fit(data: Dataset, options?: FitOptions): Promise<CirculantPosterior>;
}

function createPosterior(kernel: Kernel, fields: CirculantFields): CirculantPosterior {
  const { offsets, weights, deviations, noise } = fields;
  const law = { advance: circulantMean(offsets, weights), noise, conserving: true };
  const coefficients = Array.from(offsets, (m, k): Coefficient => {
    const sd = deviations[k];
    return { name: `m=${m}`, mean: weights[k], sd, sdMeanField: sd, active: true };
  });
  const plain = plainPosterior(fields, {
    coefficients,
    header: { noise },
    estimate: {
      offset: variable(offsets, ["offset"]),
      weight: variable(weights, ["offset"]),
      weight_sd: variable(deviations, ["offset"]),
    },
    forecast: densityForecast(kernel, fields, law),
  });
  return { ...fields, ...plain };
}

/**
 * Circulant least squares: X'_j = sum_m w_m X_{j+m} for the shares X of the walkers in periodic bins, the same
 * weights for every bin, sum 1, over all consecutive snapshots. Equations are weighed by the sampling noise of
 * their walkers, which brings much where densities vary by large factors and nothing where they hardly do.
 *
 * Independent walkers that live on from snapshot to snapshot, and are evenly spread within their bins, have
 * E[X'_j | X] = sum_m w_m X_{j+m} exactly in the observed shares X, w_m the probability to move by -m bins: the
 * sampling of X is no error in the regressors, and the weights are unbiased. Evenly spread walkers are at the
 * start of a sequence. Later they follow the slope of the density, and other weights hold, which spread walkers
 * less. All steps together give a compromise; one step alone is right for the first step, `skip` of one step
 * best for forecasts far ahead.
 *
 * Forecasts take the weights as known. They draw walkers at each step, and before that the noise of the law: the
 * variance of the residuals less what the sampling of living walkers explains, sum_i m_i w (1 - w), or none
 * where that is more.
 *
 * @throws UnknownParameter, InvalidParameter; InvalidData, from a fit, for data without consecutive snapshots,
 *   or that do not vary; NumericalFailure, from a fit, if they do not determine the weights
 */
export function circulant(given: { readonly [key: string]: unknown } = {}): Circulant {
  const parameters = resolveParameters(name, parameterTable, given);
  return {
    name,
    parameters,
    async fit(data, { seed, signal } = {}) {
      const header = headerOf(data, name, parameters, seed);
      if (stencilOffsets(parameters.range, data.grid.bins).length > mostWeights) {
        const recover = "Choose a range.";
        throw invalidData("bins", `at most ${mostWeights}`, `${data.grid.bins}`, recover);
      }
      const kernel = await instantiateKernel();
      const pairs = snapshotPairs(data, parameters.skip);
      const stencil = fitStencil(kernel, pairs, parameters.range, signal);
      return createPosterior(kernel, { ...header, parameters, ...stencil });
    },
  };
}

function fieldsFromGroup(group: Group): CirculantFields {
  const { common, parameters: stored, rest } = readModelHeader(group, name);
  const parameters = resolveParameters(`posterior of ${name}`, parameterTable, stored);
  const { noise } = rest;
  if (typeof noise !== "number" || !(noise >= 0)) throw damagedHeader();
  const part = group.groups.estimate;
  const offsets = requiredVariable(part, "offset", Int32Array);
  const expected = stencilOffsets(parameters.range, common.grid.bins);
  if (offsets.length !== expected.length || offsets.some((m, k) => m !== expected[k])) {
    throw invalidData("posterior variable offset", `${expected}`, `${offsets}`);
  }
  return {
    ...common,
    parameters,
    offsets,
    weights: requiredVariable(part, "weight", Float64Array, offsets.length),
    deviations: requiredVariable(part, "weight_sd", Float64Array, offsets.length),
    noise,
  };
}

/** The registry's line for this model. */
export const circulantModel: Model = {
  name,
  summary: "baseline: least squares for one stencil of shares, the same in every bin",
  parameters: parameterTable,
  configure: circulant,
  fromGroup: async (group) => createPosterior(await instantiateKernel(), fieldsFromGroup(group)),
};
