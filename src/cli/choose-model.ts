import type { DatasetContent } from "../dataset/content.js";
import { invalidParameter } from "../errors.js";
import type { FieldModel } from "../models/field-model.js";
import { fieldModels, findFieldModel } from "../models/field-registry.js";
import type { Model } from "../models/model.js";
import { findModel, models } from "../models/registry.js";

const isIn = (registry: readonly { readonly name: string }[], name: string) =>
  registry.some((model) => model.name === name);

function refuseOther(option: string, content: DatasetContent, name: string): never {
  const known = (content === "fields" ? fieldModels : models).map((model) => model.name);
  const other = content === "fields" ? "walkers" : "fields";
  const expected = `a model of ${content}, as the data are: one of ${known.join(", ")}`;
  throw invalidParameter(option, expected, `${name}, a model of ${other}`);
}

/** A model of walkers. @throws InvalidParameter if it is one of fields; UnknownName */
export function chooseModel(option: string, name: string): Model {
  if (!isIn(models, name) && isIn(fieldModels, name)) refuseOther(option, "walkers", name);
  return findModel(name);
}

/** A model of fields. @throws InvalidParameter if it is one of walkers; UnknownName */
export function chooseFieldModel(option: string, name: string): FieldModel {
  if (!isIn(fieldModels, name) && isIn(models, name)) refuseOther(option, "fields", name);
  return findFieldModel(name);
}
