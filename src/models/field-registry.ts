import { unknownName } from "../errors.js";
import { coarseDirect } from "./coarse-direct/coarse-direct.js";
import type { FieldModel } from "./field-model.js";
import { multiscaleSdeModel } from "./multiscale-sde/multiscale-sde.js";
import { muscl } from "./muscl/muscl.js";
import { operatorInference } from "./operator-inference/operator-inference.js";
import { podDmd } from "./pod-dmd/pod-dmd.js";
import { podGalerkin } from "./pod-galerkin/pod-galerkin.js";
import { spectralField } from "./spectral-field/spectral-field.js";
import { stencilOde } from "./stencil-ode/stencil-ode.js";
import { weno5 } from "./weno5/weno5.js";

/** Every model of fields; a new one is a folder and a line here. */
export const fieldModels: readonly FieldModel[] = [
  multiscaleSdeModel,
  podDmd,
  operatorInference,
  podGalerkin,
  stencilOde,
  coarseDirect,
  muscl,
  weno5,
  spectralField,
];

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
