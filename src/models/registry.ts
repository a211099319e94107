import { unknownName } from "../errors.js";
import { finiteVolumeModel } from "./finite-volume/finite-volume.js";
import { lassoModel } from "./lasso/lasso.js";
import { leastSquaresModel } from "./least-squares/least-squares.js";
import type { Model } from "./model.js";
import { persistenceModel } from "./persistence/persistence.js";
import { sparseBayesModel } from "./sparse-bayes/sparse-bayes.js";
import { stlsqModel } from "./stlsq/stlsq.js";

/** Every model; a new one is a folder and a line here. */
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
  const model = models.find((candidate) => candidate.name === name);
  if (model === undefined) {
    throw unknownName(
      "model",
      name,
      models.map((known) => known.name),
    );
  }
  return model;
}
