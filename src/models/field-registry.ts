import { unknownName } from "../errors.js";
import type { FieldModel } from "./field-model.js";
import { operatorInference } from "./operator-inference/operator-inference.js";
import { podDmd } from "./pod-dmd/pod-dmd.js";

/** Every model of fields; a new one is a folder and a line here. */
export const fieldModels: readonly FieldModel[] = [podDmd, operatorInference];

/** @throws UnknownName with the known names */
export function findFieldModel(name: string): FieldModel {
  const model = fieldModels.find((candidate) => candidate.name === name);
  if (model === undefined) {
    throw unknownName(
      "model of fields",
      name,
      fieldModels.map((known) => known.name),
    );
  }
  return model;
}
