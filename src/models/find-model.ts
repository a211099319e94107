import { unknownName } from "../errors.js";
import type { Model } from "./model.js";

/** @throws UnknownName with the known names */
export function findModelIn(models: readonly Model[], name: string): Model {
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
