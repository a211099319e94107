import type { Dataset } from "../../dataset/dataset.js";
import { instantiateKernel } from "../../kernel/load.js";
import { type ParameterTable, type ParameterValues, resolveParameters } from "../../parameters.js";
import { libraryParameters, withReach } from "../law/library.js";
import type { ConfiguredModel, FitOptions, Model } from "../model.js";
import { fitRegression } from "../regression/fit.js";
import { createRegressionPosterior, type RegressionPosterior } from "../regression/posterior.js";
import { regressionFromGroup } from "../regression/restore.js";
import { thresholded } from "./thresholded.js";

const name = "stlsq";

const parameterTable = {
  ...libraryParameters,
  threshold: {
    kind: "number",
    summary: "terms with a smaller |coefficient| are dropped",
    default: 0.05,
    min: 0,
  },
  ridge: {
    kind: "number",
    summary: "penalty on the sum of squared coefficients, against collinear features",
    default: 0,
    min: 0,
  },
  iterations: {
    kind: "integer",
    summary: "largest number of fits",
    default: 100,
    min: 1,
    max: 100_000,
  },
} as const satisfies ParameterTable;

/** Parameters of {@link stlsq}. */
export type StlsqParameters = ParameterValues<typeof parameterTable>;

/** The model with its parameters set. */
export interface Stlsq extends ConfiguredModel {
  readonly parameters: StlsqParameters;
  fit(data: Dataset, options?: FitOptions): Promise<RegressionPosterior>;
}

/**
 * Sequentially thresholded least squares, the regression of SINDy (Brunton, Proctor & Kutz 2016,
 * doi:10.1073/pnas.1517384113): least squares, dropping every term whose coefficient is below the threshold,
 * and again on those that are left, until none is dropped. A product that ordered pairs repeat is one term
 * with one coefficient.
 *
 * Its forecasts draw the walkers, the noise of the law, taken as known, and the coefficients from the
 * covariance s^2 (Phi^T C Phi + ridge)^-1 of the terms that are left, as if they had been known beforehand.
 *
 * @throws UnknownParameter, InvalidParameter; NumericalFailure, from a fit, if no term is left
 */
export function stlsq(given: { readonly [key: string]: unknown } = {}): Stlsq {
  const parameters = withReach(resolveParameters(name, parameterTable, given));
  return {
    name,
    parameters,
    fit: (data, options) =>
      fitRegression(
        {
          name,
          parameters,
          estimate: async (kernel, { equations, varying }) =>
            thresholded(kernel, equations, varying, parameters),
        },
        data,
        options,
      ),
  };
}

/** The registry's line for this model. */
export const stlsqModel: Model = {
  name,
  summary: "baseline: sequentially thresholded least squares, the regression of SINDy",
  parameters: parameterTable,
  configure: stlsq,
  fromGroup: async (group) =>
    createRegressionPosterior(
      await instantiateKernel(),
      regressionFromGroup(name, parameterTable, group),
    ),
};
