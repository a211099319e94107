import type { Start } from "../../dataset/dataset.js";
import { invalidData } from "../../errors.js";
import type { Ensemble } from "../../forecast/ensemble.js";
import type { Kernel } from "../../kernel/load.js";
import { type Feature, libraryFeatures } from "../law/features.js";
import { resolveStart } from "../law/start.js";
import type { Coefficient, Posterior } from "../model.js";
import type { PosteriorFields, SparseBayesRequest } from "./fields.js";
import { forecastFrom } from "./forecast.js";
import { posteriorToGroup } from "./serialise.js";

/** Posterior of the sparse Bayesian model. */
export interface SparseBayesPosterior extends Posterior, PosteriorFields {
  readonly features: readonly Feature[];
  /**
   * Posterior predictive of the walkers (Eq. 2.39, 2.41): draws theta, v and the starting state, runs
   * the law with its noise, and draws walkers from each state.
   *
   * @throws InvalidData if the start is on another grid, empty or not finite; InvalidParameter for the
   *   request; Interrupted if the signal fires
   */
  forecast(start: Start, request: SparseBayesRequest): Promise<Ensemble>;
  /**
   * The same from the inferred last state of training sequence `sequence` (Eq. 2.39).
   *
   * @throws InvalidData if there is no such sequence, or it had no step to learn from; else as {@link forecast}
   */
  forecastTraining(sequence: number, request: SparseBayesRequest): Promise<Ensemble>;
}

function listCoefficients(fields: PosteriorFields, features: readonly Feature[]): Coefficient[] {
  const { state, covariance } = fields;
  const n = state.active.length;
  const position = new Map(Array.from(state.active, (l, k) => [l, k]));
  return features.map(({ name }, l) => {
    const k = position.get(l);
    if (k === undefined) return { name, mean: 0, sd: 0, sdMeanField: 0, active: false };
    return {
      name,
      mean: state.thetaMean[l],
      sd: Math.sqrt(covariance[k * n + k]),
      sdMeanField: Math.sqrt(state.thetaVariance[l]),
      active: true,
    };
  });
}

/** Puts the parts of a posterior together; the kernel serves its forecasts. */
export function createPosterior(kernel: Kernel, fields: PosteriorFields): SparseBayesPosterior {
  const features = libraryFeatures(fields.parameters);
  const { state, grid } = fields;
  return {
    ...fields,
    model: "sparse-bayes",
    features,
    bound: Float64Array.from(state.bound),
    boundSegments: state.revisions,
    converged: state.converged,
    coefficients: listCoefficients(fields, features),
    forecast: async (start, request) =>
      forecastFrom(kernel, fields, features, resolveStart(kernel, grid, start), start, request),
    forecastTraining: async (sequence, request) => {
      if (!Number.isInteger(sequence) || sequence < 0 || sequence >= fields.sequences) {
        throw invalidData(
          "training sequence",
          `an index of 0..${fields.sequences - 1}`,
          `${sequence}`,
        );
      }
      const last = fields.lastState[sequence];
      if (last < 0) {
        const found = `sequence ${sequence}, which has none`;
        throw invalidData("training sequence", "one with a step to learn from", found);
      }
      const span = [last * grid.bins, (last + 1) * grid.bins] as const;
      const start = { mean: state.mu.slice(...span), variance: state.variance.slice(...span) };
      const origin = { sequence, time: fields.lastStep[sequence] * fields.timeStep };
      return forecastFrom(kernel, fields, features, start, origin, request);
    },
    toGroup: () => posteriorToGroup(kernel, fields, features),
  };
}
