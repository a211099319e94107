import type { Start } from "../../dataset/dataset.js";
import type { Ensemble } from "../../forecast/ensemble.js";
import type { Kernel } from "../../kernel/load.js";
import type { Feature } from "../law/features.js";
import { forecastLaw } from "../law/forecast.js";
import { checkRequest } from "../law/request.js";
import { pluginSampler } from "../law/sampler.js";
import { resolveStart } from "../law/start.js";
import type { Coefficient, ForecastRequest, Posterior } from "../model.js";
import type { RegressionFields } from "./fields.js";
import { regressionToGroup } from "./serialise.js";
import { distinctTerms, type Terms } from "./terms.js";

/**
 * A law fitted by regression. No bound is ascended, so that `bound` is empty. The `sd` of a coefficient is
 * NaN where the method gives none.
 */
export interface RegressionPosterior extends Posterior, RegressionFields {
  readonly features: readonly Feature[];
  /**
   * Draws paths of the law: its noise and the sampling of walkers anew for each, and the coefficients where
   * they have a covariance. From walkers alone the starting state is inferred and drawn too.
   *
   * @throws InvalidData if the start is on another grid, empty or not finite; InvalidParameter for the
   *   request; Interrupted if the signal fires
   */
  forecast(start: Start, request: ForecastRequest): Promise<Ensemble>;
}

function listCoefficients(fields: RegressionFields, { features, terms, termOf }: Terms) {
  const { chosen, theta, covariance } = fields;
  const n = chosen.length;
  return features.map(({ name }, l): Coefficient => {
    const k = chosen.indexOf(termOf[l]);
    if (k < 0) return { name, mean: 0, sd: 0, sdMeanField: 0, active: false };
    const { repeats } = terms[termOf[l]];
    const sd = covariance ? Math.sqrt(covariance[k * n + k]) / repeats : Number.NaN;
    return { name, mean: theta[k] / repeats, sd, sdMeanField: sd, active: true };
  });
}

/** Puts the parts of a regression together; the kernel serves its forecasts. */
export function createRegressionPosterior(
  kernel: Kernel,
  fields: RegressionFields,
): RegressionPosterior {
  const { grid, library, chosen, theta, noise, covariance } = fields;
  const terms = distinctTerms(library, grid.bins);
  return {
    ...fields,
    model: fields.provenance.name,
    features: terms.features,
    bound: new Float64Array(),
    boundSegments: [],
    coefficients: listCoefficients(fields, terms),
    forecast: async (start, request) => {
      const from = resolveStart(kernel, grid, start);
      checkRequest(request, grid.bins);
      const law = {
        ...fields,
        features: Array.from(chosen, (l) => terms.terms[l].feature),
        range: library.range,
        sampler: pluginSampler(kernel, theta, noise, covariance),
      };
      return forecastLaw(kernel, law, from, start, request);
    },
    toGroup: () => regressionToGroup(fields, terms),
  };
}
