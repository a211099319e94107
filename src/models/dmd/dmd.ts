import type { Dataset } from "../../dataset/dataset.js";
import { invalidData } from "../../errors.js";
import { instantiateKernel, type Kernel } from "../../kernel/load.js";
import { type ParameterTable, type ParameterValues, resolveParameters } from "../../parameters.js";
import type { Group } from "../../store/group.js";
import { matrixMean } from "../density-law/linear.js";
import { skipParameter, snapshotPairs } from "../density-law/pairs.js";
import { densityForecast } from "../density-law/posterior.js";
import { lawNoise, predictionsOf } from "../density-law/residual.js";
import { damagedHeader, headerOf, type ModelHeader, readModelHeader } from "../law/header.js";
import { plainPosterior } from "../law/plain-posterior.js";
import { requiredVariable, variable } from "../law/variable.js";
import type { ConfiguredModel, FitOptions, Model, Posterior } from "../model.js";
import { fitOperator } from "./operator.js";

const name = "dmd";

/** Most bins, for a matrix of all pairs of them. */
const mostBins = 2000;

const parameterTable = {
  rank: {
    kind: "integer",
    summary: "modes about the mean that are kept; 0 for all that the data determine",
    default: 0,
    min: 0,
    max: mostBins,
  },
  skip: skipParameter,
} as const satisfies ParameterTable;

/** Parameters of {@link dmd}. */
export type DmdParameters = ParameterValues<typeof parameterTable>;

interface DmdFields extends ModelHeader {
  /** A, shape [bin, bin]. */
  readonly operator: Float64Array;
  /** Modes kept. */
  readonly modes: number;
  /** Standard deviation of the law's noise in each bin. */
  readonly noise: number;
}

/** The operator X' = A X that a dynamic mode decomposition found. */
export interface DmdPosterior extends Posterior, DmdFields {}

/** The model with its parameters set. */
export interface Dmd extends ConfiguredModel {
  readonly parameters: DmdParameters;
  fit(data: Dataset, options?: FitOptions): Promise<DmdPosterior>;
}

function createPosterior(kernel: Kernel, fields: DmdFields): DmdPosterior {
  const { operator, modes, noise } = fields;
  const { bins } = fields.grid;
  const law = { advance: matrixMean(operator), noise, conserving: true };
  const plain = plainPosterior(fields, {
    header: { noise, modes },
    estimate: { operator: variable(operator, ["bin", "bin_2"], [bins, bins]) },
    forecast: densityForecast(kernel, fields, law),
  });
  return { ...fields, ...plain };
}

/** sum_j A_ji (1 - A_ji) for each bin i. */
function spreads(matrix: Float64Array, bins: number): Float64Array {
  const sums = new Float64Array(bins);
  matrix.forEach((weight, k) => {
    sums[k % bins] += weight * (1 - weight);
  });
  return sums;
}

/**
 * Dynamic mode decomposition: X' = A X for the shares X of the walkers in the bins, by least squares over all
 * consecutive snapshots, every bin from every bin (Schmid 2010, doi:10.1017/S0022112010001217; Tu et al. 2014,
 * doi:10.3934/jcds.2014.1.391). Mass is kept to rounding, at any `rank`. The pseudo-inverse gives the solution
 * of least norm where there are fewer snapshots than bins.
 *
 * Independent walkers that live on from snapshot to snapshot, and are evenly spread within their bins, have
 * E[X' | X] = A X exactly in the observed shares X: their sampling is no error in the regressors, and A is
 * unbiased. Evenly spread they are at the start of a sequence, later only nearly so; see `circulant` for
 * what `skip` does about it.
 *
 * Forecasts take A as known. They draw walkers at each step, and before that the noise of the law: the variance
 * of the residuals less what the sampling of living walkers explains, sum_i m_i A_ji (1 - A_ji), or none where
 * that is more; and none where there are too few snapshots to tell.
 *
 * @throws UnknownParameter, InvalidParameter; InvalidData, from a fit, for data without consecutive snapshots
 *   or with too many bins
 */
export function dmd(given: { readonly [key: string]: unknown } = {}): Dmd {
  const parameters = resolveParameters(name, parameterTable, given);
  return {
    name,
    parameters,
    async fit(data, { seed, signal } = {}) {
      const header = headerOf(data, name, parameters, seed);
      const { bins } = data.grid;
      if (bins > mostBins) {
        const recover = "Use fewer bins, or the model circulant.";
        throw invalidData("dataset", `at most ${mostBins} bins`, `${bins}`, recover);
      }
      const pairs = snapshotPairs(data, parameters.skip);
      const { matrix, modes } = fitOperator(pairs, parameters.rank, signal);
      const sums = spreads(matrix, bins);
      const predictions = predictionsOf(matrixMean(matrix), pairs);
      const noise = lawNoise(pairs, predictions, pairs.count - modes - 1, (bin) => sums[bin]);
      const kernel = await instantiateKernel();
      return createPosterior(kernel, { ...header, operator: matrix, modes, noise });
    },
  };
}

function fieldsFromGroup(group: Group): DmdFields {
  const { common, rest } = readModelHeader(group, name);
  const { noise, modes } = rest;
  if (typeof noise !== "number" || !(noise >= 0) || typeof modes !== "number") {
    throw damagedHeader();
  }
  const size = common.grid.bins * common.grid.bins;
  const operator = requiredVariable(group.groups.estimate, "operator", Float64Array, size);
  return { ...common, operator, modes, noise };
}

/** The registry's line for this model. */
export const dmdModel: Model = {
  name,
  summary: "baseline: dynamic mode decomposition, every bin's share from all bins' shares",
  parameters: parameterTable,
  configure: dmd,
  fromGroup: async (group) => createPosterior(await instantiateKernel(), fieldsFromGroup(group)),
};
