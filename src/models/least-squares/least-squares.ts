import type { Dataset } from "../../dataset/dataset.js";
import { instantiateKernel } from "../../kernel/load.js";
import { type ParameterValues, resolveParameters } from "../../parameters.js";
import { libraryParameters, withReach } from "../law/library.js";
import type { ConfiguredModel, FitOptions, Model } from "../model.js";
import { fitRegression } from "../regression/fit.js";
import { createRegressionPosterior, type RegressionPosterior } from "../regression/posterior.js";
import { regressionFromGroup } from "../regression/restore.js";
import { solveNormal } from "../regression/solve.js";

const name = "least-squares";

/** Parameters of {@link leastSquares}: those that say what the law may be made of. */
export type LeastSquaresParameters = ParameterValues<typeof libraryParameters>;

/** The model with its parameters set. */
export interface LeastSquares extends ConfiguredModel {
  readonly parameters: LeastSquaresParameters;
  fit(data: Dataset, options?: FitOptions): Promise<RegressionPosterior>;
}

/**
 * Ordinary least squares of the log counts on every feature: the law that a regression finds with no prior
 * and no selection. Collinear features leave it to chance: then coefficients are huge and forecasts diverge.
 *
 * Its forecasts draw the walkers, the noise of the law, taken as known, and the coefficients from their
 * usual covariance s^2 (Phi^T C Phi)^-1.
 *
 * @throws UnknownParameter, InvalidParameter
 */
export function leastSquares(given: { readonly [key: string]: unknown } = {}): LeastSquares {
  const parameters = withReach(resolveParameters(name, libraryParameters, given));
  return {
    name,
    parameters,
    fit: (data, options) =>
      fitRegression(
        {
          name,
          parameters,
          estimate: async (kernel, { equations, varying }) => {
            const { theta, inverse } = solveNormal(kernel, equations, varying);
            return { chosen: varying, theta, covariance: inverse, converged: true };
          },
        },
        data,
        options,
      ),
  };
}

/** The registry's line for this model. */
export const leastSquaresModel: Model = {
  name,
  summary: "baseline: ordinary least squares of the log counts on every feature",
  parameters: libraryParameters,
  configure: leastSquares,
  fromGroup: async (group) =>
    createRegressionPosterior(
      await instantiateKernel(),
      regressionFromGroup(name, libraryParameters, group),
    ),
};
