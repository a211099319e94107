import type { Kernel } from "../../kernel/load.js";
import { distributionSampler, type LawSampler } from "../law/sampler.js";
import type { Covariance, PosteriorFields } from "./fields.js";

/** q(theta) q(v), with the covariance of theta asked for. */
export function lawSampler(kernel: Kernel, fields: PosteriorFields, which: Covariance): LawSampler {
  const { state, covariance, covarianceMeanField, precisionShape, parameters } = fields;
  return distributionSampler(kernel, {
    mean: Float64Array.from(state.active, (l) => state.thetaMean[l]),
    covariance: which === "marginal" ? covariance : covarianceMeanField,
    precision: state.precision,
    precisionShape,
    sharedPrecision: parameters.precision === "shared",
  });
}
