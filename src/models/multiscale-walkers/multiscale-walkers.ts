import type { Dataset } from "../../dataset/dataset.js";
import { invalidData } from "../../errors.js";
import { instantiateKernel } from "../../kernel/load.js";
import { instantiateNetworkKernel } from "../../kernel/network/load.js";
import { headerOf } from "../law/header.js";
import type { ConfiguredModel, FitOptions, Model, Posterior } from "../model.js";
import { formFor } from "../multiscale-sde/forms.js";
import { multiscaleSde } from "../multiscale-sde/multiscale-sde.js";
import { createPosterior, type MultiscalePosterior } from "../multiscale-sde/posterior.js";
import { calibrateWalkers } from "./calibrate.js";
import { chooseSizes, partsOf, rollsOf } from "./choose.js";
import { densityFields } from "./densities.js";
import {
  type MultiscaleWalkersParameters,
  multiscaleWalkersParameters,
  resolveMultiscaleWalkers,
} from "./parameters.js";
import {
  createWalkersPosterior,
  type MultiscaleWalkersPosterior,
  walkersFromGroup,
} from "./posterior.js";

const name = "multiscale-sde";

/** The model with its parameters set. */
export interface MultiscaleWalkers extends ConfiguredModel {
  readonly parameters: MultiscaleWalkersParameters;
  fit(data: Dataset, options?: FitOptions): Promise<MultiscaleWalkersPosterior>;
}

/** The model of fields inside a posterior to resume. @throws InvalidData if it is another model's */
function fieldOf(resume: Posterior | undefined): MultiscalePosterior | undefined {
  if (resume === undefined) return undefined;
  const { field } = resume as Partial<MultiscaleWalkersPosterior>;
  if (field !== undefined) return field;
  throw invalidData("posterior to resume", `one of the model ${name} on walkers`, resume.model);
}

/** The same posterior with another factor on its noise. */
async function rescaled(field: MultiscalePosterior, factor: number): Promise<MultiscalePosterior> {
  const { form } = formFor(field.parameters, field.grid);
  const fields = { ...field, form, dispersionScale: factor };
  return createPosterior(await instantiateKernel(), await instantiateNetworkKernel(), fields);
}

/**
 * The stochastic multiscale model of Ilersich & Nair 2025 on walkers: their densities m / (n w) are the field. The noise of the
 * observations is known, that of a multinomial; the modes that densities are projected on are those that stand out of it. In
 * modes, which are orthonormal, the noise is all but the same in each, p (1 - p) / (n w^2) averaged over the bins, and a normal
 * likelihood with that as its least variance stands for the multinomial.
 *
 * What forecasts add to the sampling of walkers is the noise of the latent equation, as large as held-out sequences ask for; see
 * `calibrate.ts`.
 *
 * @param given parameters that differ from their defaults; see {@link multiscaleWalkersParameters}
 * @throws UnknownParameter, InvalidParameter; InvalidData, from a fit, for sequences too few or too short, or too few bins
 *
 * @example
 * const posterior = await fit(data, multiscaleWalkers({ cells: 12 }));
 */
export function multiscaleWalkers(
  given: { readonly [key: string]: unknown } = {},
): MultiscaleWalkers {
  const parameters = resolveMultiscaleWalkers(given);
  const { augment, ...asked } = parameters;
  return {
    name,
    parameters,
    async fit(data, { seed = 0, signal, onProgress, onCheckpoint, resume } = {}) {
      const header = headerOf(data, name, parameters, seed);
      const { training, held } = partsOf(data, asked.validation);
      const rolls = rollsOf(data, training.length, augment);
      const source = densityFields(data, training, rolls);
      const control = { signal, onProgress };
      const chosen = await chooseSizes(source, parameters, control);
      const kernel = await instantiateKernel();
      const known = { ...header, sequences: training.length };
      const posteriorOf = (field: MultiscalePosterior) =>
        createWalkersPosterior(kernel, known, field);
      const field = await multiscaleSde({ ...asked, ...chosen, validation: 0 }).fit(source, {
        ...{ ...control, seed },
        resume: fieldOf(resume),
        onCheckpoint: onCheckpoint && ((state) => onCheckpoint(posteriorOf(state))),
      });
      const withScale = (factor: number) => rescaled(field, factor);
      const factor = await calibrateWalkers(kernel, known, withScale, data, held, signal);
      return posteriorOf(factor === 1 ? field : await withScale(factor));
    },
  };
}

/** The registry's line for this model. */
export const multiscaleWalkersModel: Model = {
  name,
  summary:
    "stochastic multiscale model of the density: cells and microscale numbers moved by a latent SDE",
  parameters: multiscaleWalkersParameters,
  configure: multiscaleWalkers,
  fromGroup: (group) => walkersFromGroup(name, group),
};
