import { unknownName } from "../errors.js";
import type { Model } from "./model.js";
import { sparseBayesModel } from "./sparse-bayes/sparse-bayes.js";

/** Every model; a new one is a folder and a line here. */
export const models: readonly Model[] = [sparseBayesModel];

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
