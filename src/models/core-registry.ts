import { findModelIn } from "./find-model.js";
import { finiteVolumeModel } from "./finite-volume/finite-volume.js";
import { lassoModel } from "./lasso/lasso.js";
import { leastSquaresModel } from "./least-squares/least-squares.js";
import type { Model } from "./model.js";
import { persistenceModel } from "./persistence/persistence.js";
import { sparseBayesModel } from "./sparse-bayes/sparse-bayes.js";
import { stlsqModel } from "./stlsq/stlsq.js";

/** The models of the entry for browsers, whose weight every page bears. */
export const models: readonly Model[] = [
  sparseBayesModel,
  leastSquaresModel,
  stlsqModel,
  lassoModel,
  persistenceModel,
  finiteVolumeModel,
];

/** @throws UnknownName with the known names */
export function findModel(name: string): Model {
  return findModelIn(models, name);
}
