import { type ParameterTable, type ParameterValues, resolveParameters } from "../../parameters.js";

/** Parameters of the stochastic multiscale model. */
export const multiscaleSdeParameters = {
  form: {
    kind: "choice",
    summary:
      "what latent states are made of: pod, modes of proper orthogonal decomposition; equivariant, cells of a ring that are all alike; published, averages by one learned kernel and a network of the rest; auto, equivariant on a ring, else pod",
    default: "auto",
    choices: ["auto", "pod", "equivariant", "published"],
  },
  micro: {
    kind: "integer",
    summary:
      "microscale numbers beside the averages of the cells, in each cell for the equivariant form; 0: a closure; -1: those of the form",
    default: -1,
    min: -1,
    max: 1000,
  },
  decoder: {
    kind: "choice",
    summary: "fields of latent states: linear, by least squares; nonlinear, with a network on top",
    default: "nonlinear",
    choices: ["linear", "nonlinear"],
  },
  drift: {
    kind: "choice",
    summary:
      "flux, through the faces of the cells, with relaxation, and a network for the microscale (one dimension); dense, one network for everything; auto, flux in one dimension and dense in two",
    default: "auto",
    choices: ["auto", "flux", "dense"],
  },
  cells: {
    kind: "integer",
    summary: "cells of the macroscale in each dimension; 0: 20 in one dimension, 8 in two",
    default: 0,
    min: 0,
    max: 4096,
  },
  modes: {
    kind: "integer",
    summary: "modes that fields are projected on",
    default: 40,
    min: 2,
    max: 512,
  },
  taps: {
    kind: "integer",
    summary: "taps of the published form's smoothing kernel, odd; 0: those of two cells",
    default: 0,
    min: 0,
    max: 4095,
  },
  nodes: {
    kind: "integer",
    summary: "snapshots of each window that the published form encodes",
    default: 6,
    min: 2,
    max: 1001,
  },
  stride: {
    kind: "integer",
    summary:
      "snapshots from one to the next of a window of the published form; 0: so many that a window spans a fifth of a trajectory",
    default: 0,
    min: 0,
    max: 1e6,
  },
  window: {
    kind: "integer",
    summary:
      "snapshots in each local polynomial of the smoothing in time, and in each window of the published form, odd",
    default: 21,
    min: 3,
    max: 1001,
  },
  degree: {
    kind: "integer",
    summary: "degree of these polynomials",
    default: 3,
    min: 1,
    max: 9,
  },
  steps: {
    kind: "integer",
    summary: "steps of Adam; 0: those of the form",
    default: 0,
    min: 0,
    max: 1e7,
  },
  batch: {
    kind: "integer",
    summary: "draws in each step of Adam, two for each time; 0: those of the form",
    default: 0,
    min: 0,
    max: 1 << 16,
  },
  rate: {
    kind: "number",
    summary: "learning rate, after a warm-up and before it falls as a cosine; 0: that of the form",
    default: 0,
    min: 0,
  },
  warmUp: {
    kind: "integer",
    summary: "steps in which the learning rate rises",
    default: 100,
    min: 1,
  },
  ramp: {
    kind: "number",
    summary: "share of the steps in which the path term rises to its weight",
    default: 0.15,
    min: 0,
    max: 1,
  },
  weight: {
    kind: "number",
    summary:
      "weight of the path term beside the likelihood of one time, in units of the training time; 0: that of the form",
    default: 0,
    min: 0,
  },
  pushforward: {
    kind: "integer",
    summary:
      "steps of Adam after that, along short stretches of the learned paths (equivariant form); 0: none, so that no equation is solved",
    default: 550,
    min: 0,
    max: 1e6,
  },
  recognition: {
    kind: "integer",
    summary:
      "steps of Adam that teach to recognise the latent state in one noisy snapshot (equivariant form); 0: the state is the snapshot's own",
    default: 2000,
    min: 0,
    max: 1e6,
  },
  clip: {
    kind: "number",
    summary: "largest norm of a gradient",
    default: 1,
    min: 0,
    above: true,
  },
  validation: {
    kind: "integer",
    summary:
      "trajectories, the last ones, that are not trained on but set the size of the noise in forecasts; 0: it stays as it was learned",
    default: 1,
    min: 0,
    max: 1000,
  },
  step: {
    kind: "number",
    summary: "longest step of a forecast, in units of the training time; 0: that of the form",
    default: 0,
    min: 0,
    max: 1,
  },
  precision: {
    kind: "choice",
    summary: "arithmetic of networks, in training and in forecasts; paths are summed up in float64",
    default: "float32",
    choices: ["float32", "float64"],
  },
} as const satisfies ParameterTable;

/** Parameters of {@link multiscaleSde}. */
export type MultiscaleSdeParameters = ParameterValues<typeof multiscaleSdeParameters>;

/** @throws UnknownParameter, InvalidParameter */
export function resolveMultiscaleSde(given: {
  readonly [key: string]: unknown;
}): MultiscaleSdeParameters {
  return resolveParameters("multiscale-sde", multiscaleSdeParameters, given);
}
