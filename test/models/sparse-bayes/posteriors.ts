import type { Kernel } from "../../../src/kernel/load.js";
import { polynomialFeatures } from "../../../src/models/law/features.js";
import type { PosteriorFields } from "../../../src/models/sparse-bayes/fields.js";
import { sparseBayesParameters } from "../../../src/models/sparse-bayes/parameters.js";
import {
  createPosterior,
  type SparseBayesPosterior,
} from "../../../src/models/sparse-bayes/posterior.js";
import { resolveParameters } from "../../../src/parameters.js";

/** A posterior made by hand. */
export interface KnownPosterior {
  /** Coefficients by feature name. */
  readonly law: { readonly [name: string]: number };
  readonly bins: number;
  /** Standard deviation of the law's noise, known exactly. */
  readonly noise: number;
  readonly walkers?: number;
  readonly parameters?: { readonly [key: string]: unknown };
  /** Over the features of the law, in their order; 1e-20 on the diagonal by default. */
  readonly covariance?: Float64Array;
  readonly covarianceMeanField?: Float64Array;
  readonly precisionShape?: number;
}

/** The fields of a posterior whose law is known. */
export function knownFields(given: KnownPosterior): PosteriorFields {
  const parameters = resolveParameters("sparse-bayes", sparseBayesParameters, {
    range: 1,
    ...given.parameters,
  });
  const { bins, noise, walkers = 1000, precisionShape = 1e14 } = given;
  const features = polynomialFeatures(parameters.range, parameters.order, parameters.pairs);
  const active = features.flatMap(({ name }, l) => (name in given.law ? [l] : []));
  const n = active.length;
  const tiny = Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1e-20 : 0));
  const size = features.length;
  return {
    parameters,
    provenance: {
      version: "0",
      command: "known",
      name: "sparse-bayes",
      parameters: { ...parameters },
      seed: 0,
    },
    grid: { domain: [-1, 1], bins },
    timeStep: 0.5,
    walkers,
    sequences: 1,
    precisionShape,
    summary: {
      features: Int32Array.of(0),
      information: Float64Array.of(1),
      vector: Float64Array.of(0),
      shape: 1,
      rate: 1,
    },
    lastState: Int32Array.of(0),
    lastStep: Int32Array.of(1),
    covariance: given.covariance ?? tiny,
    covarianceMeanField: given.covarianceMeanField ?? tiny,
    state: {
      iteration: 1,
      bound: [-1],
      active: Int32Array.from(active),
      thetaMean: Float64Array.from(features, ({ name }) => given.law[name] ?? 0),
      thetaVariance: new Float64Array(size),
      relevanceUsed: new Float64Array(size).fill(1),
      relevance: new Float64Array(size).fill(1),
      precision: new Float64Array(bins).fill(noise > 0 ? 1 / (noise * noise) : 1e40),
      precisionAhead: new Float64Array(bins).fill(1),
      precisionUsed: new Float64Array(bins).fill(1),
      precisionGradient: new Float64Array(bins),
      mu: new Float64Array(bins),
      variance: new Float64Array(bins).fill(1e-4),
      covariance: new Float64Array(0),
      startCovariance: new Float64Array(0),
      moments: new Float64Array(),
      revisions: [],
      revivals: 0,
      converged: true,
    },
  };
}

/** A posterior whose law is known. */
export function knownPosterior(kernel: Kernel, given: KnownPosterior): SparseBayesPosterior {
  return createPosterior(kernel, knownFields(given));
}
