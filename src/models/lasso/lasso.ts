import type { Dataset } from "../../dataset/dataset.js";
import { instantiateKernel, type Kernel } from "../../kernel/load.js";
import { exp, log } from "../../kernel/math.js";
import { type ParameterTable, type ParameterValues, resolveParameters } from "../../parameters.js";
import { libraryParameters, withReach } from "../law/library.js";
import type { ConfiguredModel, FitOptions, Model } from "../model.js";
import type { Estimate, Regression } from "../regression/estimate.js";
import { fitRegression } from "../regression/fit.js";
import { createRegressionPosterior, type RegressionPosterior } from "../regression/posterior.js";
import { regressionFromGroup } from "../regression/restore.js";
import { choosePenalty, crossValidate } from "./cross-validate.js";
import { followPath } from "./path.js";
import { scales, standardise } from "./standardise.js";

const name = "lasso";

const parameterTable = {
  ...libraryParameters,
  folds: {
    kind: "integer",
    summary: "folds of the cross-validation that chooses the penalty",
    default: 10,
    min: 2,
    max: 1000,
  },
  rule: {
    kind: "choice",
    summary:
      "penalty of the least cross-validated error, or the largest within one standard error of it",
    default: "minimum",
    choices: ["minimum", "one-standard-error"],
  },
  penalties: {
    kind: "integer",
    summary: "penalties tried, evenly spaced in their logarithm",
    default: 50,
    min: 2,
    max: 1000,
  },
  smallest: {
    kind: "number",
    summary: "smallest penalty over the largest, at which no term is left",
    default: 1e-4,
    min: 0,
    above: true,
    max: 0.5,
  },
  sweeps: {
    kind: "integer",
    summary: "largest number of passes over the coefficients for one penalty",
    default: 1000,
    min: 1,
    max: 1_000_000,
  },
} as const satisfies ParameterTable;

/** Parameters of {@link lasso}. */
export type LassoParameters = ParameterValues<typeof parameterTable>;

/** The model with its parameters set. */
export interface Lasso extends ConfiguredModel {
  readonly parameters: LassoParameters;
  fit(data: Dataset, options?: FitOptions): Promise<RegressionPosterior>;
}

/** From the least penalty that leaves no term downwards. */
function penaltyPath(kernel: Kernel, moments: Float64Array, given: LassoParameters): Float64Array {
  const largest = moments.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const step = log(kernel, given.smallest) / (given.penalties - 1);
  return Float64Array.from({ length: given.penalties }, (_, k) => largest * exp(kernel, k * step));
}

async function estimate(
  kernel: Kernel,
  regression: Regression,
  given: LassoParameters,
  { signal, onProgress }: FitOptions,
): Promise<Estimate> {
  const { equations, varying } = regression;
  const scale = scales(equations, varying);
  const standard = standardise(equations, varying, scale);
  const penalties = penaltyPath(kernel, standard.moments, given);
  const tolerance = 1e-6 * Math.sqrt(equations.squares / equations.values);
  const options = { tolerance, sweeps: given.sweeps, folds: given.folds, signal, onProgress };
  const validation = await crossValidate(regression, scale, penalties, options);
  // Of the path at least two points, so that a term is left.
  const best = Math.max(1, choosePenalty(validation, given.rule));
  const path = await followPath(standard, penalties.subarray(0, best + 1), options);
  const { beta, converged } = path[best];
  const kept = Array.from(beta.keys()).filter((a) => beta[a] !== 0);
  return {
    chosen: Int32Array.from(kept, (a) => varying[a]),
    theta: Float64Array.from(kept, (a) => beta[a] / scale[a]),
    converged,
  };
}

/**
 * Least squares with a penalty on the sum of absolute coefficients of standardised terms (Tibshirani 1996),
 *
 *     min |C (Y - Phi theta)|^2 / (2 values) + penalty sum_l scale_l |theta_l|,
 *
 * by coordinate descent on the Gram matrix, along a path of penalties of which K-fold cross-validation over
 * the sequences chooses one; the coefficients are then fitted anew to all sequences. They are shrunk towards
 * 0. A product that ordered pairs repeat is one term with one coefficient.
 *
 * The penalty has no usual covariance of the coefficients: forecasts take them as known, and draw the noise
 * of the law and the walkers alone.
 *
 * @throws UnknownParameter, InvalidParameter; InvalidData, from a fit, for fewer sequences than folds
 */
export function lasso(given: { readonly [key: string]: unknown } = {}): Lasso {
  const parameters = withReach(resolveParameters(name, parameterTable, given));
  return {
    name,
    parameters,
    fit: (data, options) =>
      fitRegression(
        {
          name,
          parameters,
          estimate: (kernel, regression, control) =>
            estimate(kernel, regression, parameters, control),
        },
        data,
        options,
      ),
  };
}

/** The registry's line for this model. */
export const lassoModel: Model = {
  name,
  summary: "baseline: least squares with an absolute penalty that cross-validation chooses",
  parameters: parameterTable,
  configure: lasso,
  fromGroup: async (group) =>
    createRegressionPosterior(
      await instantiateKernel(),
      regressionFromGroup(name, parameterTable, group),
    ),
};
