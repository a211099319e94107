import type { Storage } from "../store/storage.js";
import type { Posterior } from "./model.js";
import { readStored, type Stored } from "./read-stored.js";
import { findModel } from "./registry.js";

/** A posterior of walkers from its file, with what the file records of its data. */
export type StoredPosterior = Stored<Posterior>;

/**
 * Reads a posterior that was written by its `toGroup` and `writeGroup`.
 *
 * @throws StorageFailure, CorruptFile, UnknownName, InvalidData if the file holds no usable posterior
 */
export function readPosterior(storage: Storage): Promise<StoredPosterior> {
  return readStored(storage, findModel);
}
