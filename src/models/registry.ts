import { models as deepModels } from "./deep-registry.js";
import { findModelIn } from "./find-model.js";
import type { Model } from "./model.js";
import { multiscaleWalkersModel } from "./multiscale-walkers/multiscale-walkers.js";

/** Every model of walkers; a new one is a folder and a line here, or in the registry of an entry for browsers. */
export const models: readonly Model[] = [...deepModels, multiscaleWalkersModel];

/** @throws UnknownName with the known names */
export function findModel(name: string): Model {
  return findModelIn(models, name);
}
