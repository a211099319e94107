import { invalidData } from "../../errors.js";
import { circulantMean } from "../density-law/linear.js";
import {
  configureScheme,
  type EquationModel,
  type Scheme,
  schemeModel,
} from "../known-equation/equation-model.js";
import { spectralWeights } from "./kernel.js";

const scheme: Scheme = {
  name: "spectral",
  summary: "reference: each Fourier mode of the bins by the known equation, exact in time",
  mean(kernel, { constants }, { grid, timeStep }) {
    if (constants === undefined) {
      throw invalidData(
        "system of the data for the spectral solution",
        "one of constant velocity and diffusivity, advection-diffusion",
        "one whose walkers interact",
        "Use finite-volume, lax-wendroff or upwind.",
      );
    }
    const offsets = Int32Array.from({ length: grid.bins }, (_, m) => m);
    return circulantMean(offsets, spectralWeights(kernel, constants, grid, timeStep));
  },
};

/**
 * The known equation of independent walkers on the data's own bins, exact in time for each Fourier mode of the
 * bin averages. What is left is the content of the start above the grid's highest wave number: walkers spread
 * evenly within each bin have some, which the first steps wear off.
 *
 * @throws as `configureScheme`; InvalidData, from a fit, for an equation whose velocity or diffusivity depends
 *   on the density
 */
export function spectral(given: { readonly [key: string]: unknown } = {}): EquationModel {
  return configureScheme(scheme, given);
}

/** The registry's line for this model. */
export const spectralModel = schemeModel(scheme);
