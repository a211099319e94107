import { type ParameterTable, type ParameterValues, resolveParameters } from "../../parameters.js";
import { multiscaleSdeParameters } from "../multiscale-sde/parameters.js";

/** Parameters of the stochastic multiscale model on walkers: those on fields, with defaults that their counts decide. */
export const multiscaleWalkersParameters = {
  ...multiscaleSdeParameters,
  form: {
    ...multiscaleSdeParameters.form,
    summary:
      "what latent states are made of, as for fields; cells of bins are too few for others than pod",
    default: "pod",
  },
  micro: {
    ...multiscaleSdeParameters.micro,
    summary: "microscale numbers beside the averages of the cells; -1: those that the modes leave",
  },
  decoder: { ...multiscaleSdeParameters.decoder, default: "linear" },
  cells: {
    ...multiscaleSdeParameters.cells,
    summary:
      "cells of the macroscale; 0: as many as divide the bins and are no more than the modes",
  },
  modes: {
    ...multiscaleSdeParameters.modes,
    summary: "modes that densities are projected on; 0: those that stand out of the walkers' noise",
    default: 0,
    min: 0,
  },
  window: {
    ...multiscaleSdeParameters.window,
    summary: "snapshots in each local polynomial of the smoothing in time, odd; 0: 5",
    default: 0,
    min: 0,
  },
  degree: { ...multiscaleSdeParameters.degree, default: 3 },
  weight: {
    ...multiscaleSdeParameters.weight,
    summary:
      "weight of the path term beside the likelihood of one time, in units of the training time",
    default: 0.01,
    above: true,
  },
  validation: {
    ...multiscaleSdeParameters.validation,
    summary:
      "sequences, the last ones, that are not trained on but set the size of the noise in forecasts; 0: it stays as it was learned",
    default: 2,
  },
  augment: {
    kind: "boolean",
    summary: "train on every sequence rolled round the periodic domain too",
    default: true,
  },
} as const satisfies ParameterTable;

/** Parameters of {@link multiscaleWalkers}. */
export type MultiscaleWalkersParameters = ParameterValues<typeof multiscaleWalkersParameters>;

/** @throws UnknownParameter, InvalidParameter */
export function resolveMultiscaleWalkers(given: {
  readonly [key: string]: unknown;
}): MultiscaleWalkersParameters {
  return resolveParameters("multiscale-sde", multiscaleWalkersParameters, given);
}
