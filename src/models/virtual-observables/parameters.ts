import { invalidParameter } from "../../errors.js";
import { type ParameterTable, type ParameterValues, resolveParameters } from "../../parameters.js";

/** Parameters of the deep model with virtual observables. */
export const virtualObservablesParameters = {
  law: {
    kind: "choice",
    summary:
      "transition law: flux, conservative and the same in every bin; convolution, the same in every bin; dense, all bins to all bins",
    default: "flux",
    choices: ["flux", "convolution", "dense"],
  },
  reach: {
    kind: "integer",
    summary:
      "bins to either side that a bin's next state depends on (flux, convolution); at most half of the bins there are",
    default: 8,
    min: 1,
    max: 64,
  },
  hidden: {
    kind: "integer",
    summary: "width of the hidden layers; 0: as many as bins where dense, else 16",
    default: 0,
    min: 0,
    max: 1024,
  },
  layers: { kind: "integer", summary: "hidden layers", default: 1, min: 1, max: 8 },
  activation: {
    kind: "choice",
    summary: "activation of the hidden layers",
    default: "silu",
    choices: ["relu", "silu", "tanh"],
  },
  network: {
    kind: "choice",
    summary:
      "network of a flux law on top of its linear part: kept where held-out sequences ask for it, or always, or never",
    default: "auto",
    choices: ["auto", "always", "never"],
  },
  walkers: {
    kind: "choice",
    summary:
      "living: walkers of one snapshot are those of the last, moved on, so that each step is learned given the walkers before it; anew: each snapshot is a sample of its own, as in the paper, so that states and law are inferred together",
    default: "living",
    choices: ["living", "anew"],
  },
  lifting: {
    kind: "boolean",
    summary:
      "a law of its own for the first step, from walkers that were just placed uniform in their bins (walkers=living)",
    default: true,
  },
  emission: {
    kind: "choice",
    summary:
      "counts given the state: normalised, multinomial in X / sum X; multinomial, in X itself (Eq. 17: not normalised where the sum is not 1); poisson",
    default: "normalised",
    choices: ["normalised", "multinomial", "poisson"],
  },
  states: {
    kind: "choice",
    summary: "posterior of a state: simplex, softmax of a Gaussian; lognormal, exp of a Gaussian",
    default: "simplex",
    choices: ["simplex", "lognormal"],
  },
  covariance: {
    kind: "choice",
    summary: "covariance of that Gaussian over the bins (walkers=anew)",
    default: "diagonal",
    choices: ["diagonal", "full"],
  },
  amortised: {
    kind: "boolean",
    summary: "let a network give that Gaussian from the counts (walkers=anew, diagonal)",
    default: false,
  },
  constraint: {
    kind: "choice",
    summary:
      "virtual observables: the mass of every state; the residual of the advection-diffusion equation over every step; both; or none",
    default: "mass",
    choices: ["none", "mass", "advection-diffusion", "mass+advection-diffusion"],
  },
  tolerance: {
    kind: "number",
    summary: "variance sigma_c^2 with which the mass is observed to be 1",
    default: 1e-9,
    min: 0,
    above: true,
  },
  equationTolerance: {
    kind: "number",
    summary: "variance with which the residual of the equation is observed to be 0",
    default: 1e-6,
    min: 0,
    above: true,
  },
  velocity: {
    kind: "number",
    summary: "velocity v in the equation of the constraint",
    default: 0,
    unit: "length / time",
  },
  diffusivity: {
    kind: "number",
    summary: "diffusivity D in the equation of the constraint",
    default: 0,
    min: 0,
    unit: "length^2 / time",
  },
  noise: {
    kind: "choice",
    summary:
      "standard deviation sigma_r of the law's noise: fixed at noiseLevel; map, its most probable value; bayes, a gamma posterior of 1 / sigma_r^2 (walkers=anew)",
    default: "map",
    choices: ["fixed", "map", "bayes"],
  },
  noiseLevel: {
    kind: "number",
    summary: "sigma_r to begin with, or fixed, as a fraction of the mean share of a bin",
    default: 0.0075,
    min: 0,
    above: true,
  },
  noiseFloor: {
    kind: "number",
    summary: "least sigma_r, as a fraction of the mean share of a bin",
    default: 0.001,
    min: 0,
    above: true,
  },
  steps: {
    kind: "integer",
    summary: "steps of Adam",
    default: 4000,
    min: 1,
    max: 1e7,
  },
  batch: {
    kind: "integer",
    summary:
      "pairs of snapshots in each step of Adam, drawn at random; 0: 128 (walkers=living; anew takes all states at once)",
    default: 0,
    min: 0,
  },
  augment: {
    kind: "boolean",
    summary: "roll the states round the periodic domain by a random shift in each step",
    default: false,
  },
  rateLaw: {
    kind: "number",
    summary: "first learning rate of the law; it falls by a factor of 1000, geometrically",
    default: 1e-2,
    min: 0,
    above: true,
  },
  rateStates: {
    kind: "number",
    summary: "first learning rate of the states' posterior; it falls by a factor of 100",
    default: 1e-3,
    min: 0,
    above: true,
  },
  clip: {
    kind: "number",
    summary: "largest norm of a gradient of the law; 0: any",
    default: 0,
    min: 0,
  },
  precision: {
    kind: "choice",
    summary: "arithmetic of the training; forecasts are in float64",
    default: "float32",
    choices: ["float32", "float64"],
  },
} as const satisfies ParameterTable;

/** Parameters of {@link virtualObservables}. */
export type VirtualObservablesParameters = ParameterValues<typeof virtualObservablesParameters>;

/** The configuration of Kaltenbach & Koutsourelakis 2020, section 3.2. */
export const publishedForm = {
  law: "dense",
  activation: "relu",
  walkers: "anew",
  emission: "multinomial",
  states: "lognormal",
  constraint: "mass",
  tolerance: 1e-9,
  noise: "map",
} as const;

/** The parameters with a reach that sees no bin twice round the domain. */
export function withReachWithin(
  parameters: VirtualObservablesParameters,
  bins: number,
): VirtualObservablesParameters {
  const most = Math.max(1, Math.floor((bins - 1) / 2));
  return parameters.reach > most ? { ...parameters, reach: most } : parameters;
}

/** @throws UnknownParameter; InvalidParameter, also for choices that exclude each other */
export function resolveVirtualObservables(given: {
  readonly [key: string]: unknown;
}): VirtualObservablesParameters {
  const parameters = resolveParameters("virtual-observables", virtualObservablesParameters, given);
  const { states, emission, amortised, covariance, walkers } = parameters;
  if (states === "simplex" && emission === "poisson") {
    const expected = "lognormal where emission is poisson, which needs states whose sum can vary";
    throw invalidParameter("states", expected, states);
  }
  if (amortised && covariance === "full") {
    throw invalidParameter("covariance", "diagonal where amortised is true", covariance);
  }
  if (walkers === "anew" && parameters.batch > 0) {
    throw invalidParameter("batch", "0 where walkers is anew", parameters.batch);
  }
  if (walkers === "living" && parameters.noise === "bayes") {
    throw invalidParameter("noise", "fixed or map where walkers is living", parameters.noise);
  }
  if (walkers === "living" && states !== "simplex") {
    throw invalidParameter("states", "simplex where walkers is living", states);
  }
  return parameters;
}
