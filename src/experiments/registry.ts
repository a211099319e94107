import { unknownName } from "../errors.js";
import { advectionDiffusionExperiment } from "./advection-diffusion/experiment.js";
import { burgersWalkersExperiment } from "./burgers-walkers/experiment.js";
import type { Experiment } from "./experiment.js";
import { burgers2dFieldExperiment } from "./fields/burgers-2d-field.js";
import { burgersFieldExperiment } from "./fields/burgers-field.js";
import { kdvFieldExperiment } from "./fields/kdv-field.js";
import { particleDensityExperiment } from "./particle-density/experiment.js";
import { syntheticExperiment } from "./synthetic/experiment.js";

/** Every experiment, by the names that the command line uses. */
export const experiments: readonly Experiment[] = [
  syntheticExperiment,
  advectionDiffusionExperiment,
  burgersWalkersExperiment,
  particleDensityExperiment,
  burgersFieldExperiment,
  kdvFieldExperiment,
  burgers2dFieldExperiment,
];

/** @throws UnknownName, with the closest name, if there is no such experiment */
export function findExperiment(name: string): Experiment {
  const experiment = experiments.find((candidate) => candidate.name === name);
  if (experiment === undefined) {
    throw unknownName(
      "experiment",
      name,
      experiments.map((candidate) => candidate.name),
    );
  }
  return experiment;
}
