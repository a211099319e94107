import type { Storage } from "../store/storage.js";
import type { FieldPosterior } from "./field-model.js";
import { findFieldModel } from "./field-registry.js";
import { readStored, type Stored } from "./read-stored.js";

/** A posterior of fields from its file, with what the file records of its data. */
export type StoredFieldPosterior = Stored<FieldPosterior>;

/**
 * Reads a posterior of fields that was written by its `toGroup` and `writeGroup`.
 *
 * @throws StorageFailure, CorruptFile, UnknownName, InvalidData if the file holds no usable posterior of fields
 */
export function readFieldPosterior(storage: Storage): Promise<StoredFieldPosterior> {
  return readStored(storage, findFieldModel);
}
