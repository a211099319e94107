import { invalidData } from "../errors.js";
import type { FieldEnsemble } from "../forecast/field-ensemble.js";
import { fieldEnsembleFromGroup, fieldEnsembleToGroup } from "../forecast/field-group.js";
import { artefactHeader, readHeader } from "../store/artefact.js";
import type { Group } from "../store/group.js";
import { readGroup } from "../store/read-group.js";
import type { Storage } from "../store/storage.js";
import type { FieldPosterior } from "./field-model.js";
import { findFieldModel } from "./field-registry.js";

/**
 * A forecast of fields with the posterior that decodes it; see {@link fieldEnsembleToGroup} for the layout.
 *
 * @param ensemble that the posterior's `forecast` made
 */
export function fieldForecastToGroup(ensemble: FieldEnsemble, posterior: FieldPosterior): Group {
  return fieldEnsembleToGroup(ensemble, { form: posterior.form, model: posterior.toGroup() });
}

/**
 * The ensemble that {@link fieldForecastToGroup} laid out: its fields are those of the ensemble that was written, to the bit.
 *
 * @throws InvalidData if the group is no forecast of fields or is damaged; UnknownName for its model
 */
export async function fieldForecastFromGroup(group: Group): Promise<FieldEnsemble> {
  const model = group.groups.model;
  const name = model && artefactHeader(model.attributes)?.name;
  if (model === undefined || typeof name !== "string") {
    throw invalidData("group model of the forecast", "the posterior that decodes it", "none");
  }
  const posterior = await findFieldModel(name).fromGroup(model);
  return fieldEnsembleFromGroup(group, (seed) => (latent, states, of, errorScale) => {
    return posterior.decode(latent, states, { draws: of, seed, errorScale });
  });
}

/**
 * Reads a forecast of fields.
 *
 * @throws StorageFailure, CorruptFile, UnknownName, InvalidData if the file holds no usable forecast of fields
 */
export async function readFieldForecast(storage: Storage): Promise<FieldEnsemble> {
  await readHeader(storage, "forecast");
  return fieldForecastFromGroup(await readGroup(storage));
}
