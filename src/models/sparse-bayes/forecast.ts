import { invalidParameter } from "../../errors.js";
import type { Ensemble, ForecastStart } from "../../forecast/ensemble.js";
import type { Kernel } from "../../kernel/load.js";
import type { Feature } from "../law/features.js";
import { forecastLaw } from "../law/forecast.js";
import { checkRequest } from "../law/request.js";
import type { StartState } from "../law/start.js";
import { lawSampler } from "./draw.js";
import type { PosteriorFields, SparseBayesRequest } from "./fields.js";

/**
 * The posterior predictive from a Gaussian over the starting state, with the law drawn from q(theta) q(v).
 *
 * @throws InvalidParameter for the request; Interrupted if the signal fires
 */
export async function forecastFrom(
  kernel: Kernel,
  fields: PosteriorFields,
  features: readonly Feature[],
  start: StartState,
  origin: ForecastStart,
  request: SparseBayesRequest,
): Promise<Ensemble> {
  checkRequest(request, fields.grid.bins);
  const { covariance = "marginal" } = request;
  if (covariance !== "marginal" && covariance !== "mean-field") {
    throw invalidParameter("covariance", "marginal or mean-field", covariance);
  }
  const law = {
    ...fields,
    features: Array.from(fields.state.active, (l) => features[l]),
    range: fields.parameters.range,
    sampler: lawSampler(kernel, fields, covariance),
  };
  return forecastLaw(kernel, law, start, origin, request);
}
