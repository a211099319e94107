import type { ParameterTable, ParameterValues } from "../../parameters.js";
import { libraryParameters } from "../law/library.js";

/** Parameters of the sparse Bayesian model, with the paper's values as defaults where it gives them. */
export const sparseBayesParameters = {
  ...libraryParameters,
  precision: {
    kind: "choice",
    summary: "precision v of the transition law: shared by all bins, or one for each",
    default: "shared",
    choices: ["shared", "per-bin"],
  },
  sequences: {
    kind: "choice",
    summary:
      "steps: each coarse step by itself, from the recorded state or the walkers before it, for walkers that live on; chains: all states of a sequence inferred together, for walkers drawn anew at each snapshot",
    default: "steps",
    choices: ["steps", "chains"],
  },
  starts: {
    kind: "choice",
    summary: "initial states: as recorded, if they are (auto), or treated as all others (inferred)",
    default: "auto",
    choices: ["auto", "inferred"],
  },
  gauge: {
    kind: "choice",
    summary:
      "mean of recorded states over the bins: removed, as in forecasts (fixed), or kept (recorded)",
    default: "fixed",
    choices: ["fixed", "recorded"],
  },
  states: {
    kind: "choice",
    summary:
      "q(X): a product over bins and times (diagonal), or Gaussian with all covariances of a step or chain (full); auto: diagonal for steps, full for chains",
    default: "auto",
    choices: ["auto", "diagonal", "full"],
  },
  update: {
    kind: "choice",
    summary: "update of the states: newton (closed form) or adam (Monte Carlo, as in the paper)",
    default: "newton",
    choices: ["newton", "adam"],
  },
  ascent: {
    kind: "choice",
    summary:
      "newton: run ahead of the paper's updates, guarded by the bound (accelerated), or not (plain)",
    default: "accelerated",
    choices: ["accelerated", "plain"],
  },
  batch: {
    kind: "integer",
    summary: "sequences to begin with, doubled by each further batch; 0: all at once",
    default: 512,
    min: 0,
  },
  iterations: {
    kind: "integer",
    summary: "largest number of iterations",
    default: 2000,
    min: 1,
    max: 1_000_000,
  },
  tolerance: {
    kind: "number",
    summary: "converged when ten iterations raise the bound by less than this",
    default: 0.01,
    min: 0,
    above: true,
    unit: "nats",
  },
  eliminate: {
    kind: "number",
    summary: "drop features whose marginal |mean/sd| stays below this; 0 keeps all",
    default: 3,
    min: 0,
  },
  samples: {
    kind: "integer",
    summary: "adam: Monte Carlo samples of a gradient",
    default: 10,
    min: 1,
    max: 10_000,
  },
  adamSteps: {
    kind: "integer",
    summary: "adam: steps in an iteration",
    default: 10,
    min: 1,
    max: 10_000,
  },
  learningRate: {
    kind: "number",
    summary: "adam: learning rate, decreasing as 1/sqrt(1 + iteration/100)",
    default: 0.01,
    min: 0,
    above: true,
    max: 1,
  },
  alpha0: {
    kind: "number",
    summary: "shape of the Gamma prior of a relevance tau",
    default: 1e-10,
    min: 0,
    above: true,
  },
  beta0: {
    kind: "number",
    summary: "rate of the Gamma prior of a relevance tau",
    default: 1e-10,
    min: 0,
    above: true,
  },
  gamma0: {
    kind: "number",
    summary: "shape of the Gamma prior of a precision v",
    default: 1e-10,
    min: 0,
    above: true,
  },
  zeta0: {
    kind: "number",
    summary: "rate of the Gamma prior of a precision v",
    default: 1e-10,
    min: 0,
    above: true,
  },
} as const satisfies ParameterTable;

export type SparseBayesParameters = ParameterValues<typeof sparseBayesParameters>;
