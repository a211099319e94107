import { circulantModel } from "./circulant/circulant.js";
import { models as coreModels } from "./core-registry.js";
import { dmdModel } from "./dmd/dmd.js";
import { findModelIn } from "./find-model.js";
import { laxWendroffModel } from "./lax-wendroff/lax-wendroff.js";
import type { Model } from "./model.js";
import { spectralModel } from "./spectral/spectral.js";
import { upwindModel } from "./upwind/upwind.js";
import { virtualObservablesModel } from "./virtual-observables/virtual-observables.js";

/** The models of the deep entry for browsers. */
export const models: readonly Model[] = [
  ...coreModels,
  virtualObservablesModel,
  dmdModel,
  circulantModel,
  upwindModel,
  laxWendroffModel,
  spectralModel,
];

/** @throws UnknownName with the known names */
export function findModel(name: string): Model {
  return findModelIn(models, name);
}
