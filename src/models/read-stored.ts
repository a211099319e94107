import { corruptFile } from "../errors.js";
import { artefactHeader, readHeader } from "../store/artefact.js";
import type { Group } from "../store/group.js";
import { isJsonObject } from "../store/json.js";
import { readGroup } from "../store/read-group.js";
import type { Storage } from "../store/storage.js";
import type { Json } from "../types.js";

/** A posterior from its file, with what the file records of its data. */
export interface Stored<P> {
  readonly posterior: P;
  /** SHA-256 of the training data's files, where the file records it. */
  readonly dataSha256: string | undefined;
  /** SHA-256 of the posterior of earlier data that it went on from, where there was one. */
  readonly priorSha256: string | undefined;
}

/**
 * Reads a posterior that was written by its `toGroup` and `writeGroup`.
 *
 * @param find the registry's line of a name
 * @throws StorageFailure, CorruptFile, InvalidData if the file holds no usable posterior; what `find` throws
 */
export async function readStored<P>(
  storage: Storage,
  find: (name: string) => { fromGroup(group: Group): Promise<P> },
): Promise<Stored<P>> {
  const header = await readHeader(storage, "posterior");
  if (typeof header.name !== "string") {
    throw corruptFile(`${storage.name}/zarr.json`, "the name of a model", `${header.name}`);
  }
  const model = find(header.name);
  const group = await readGroup(storage);
  const recorded = artefactHeader(group.attributes);
  const digestOf = (value: Json | undefined) =>
    isJsonObject(value) && typeof value.sha256 === "string" ? value.sha256 : undefined;
  return {
    posterior: await model.fromGroup(group),
    dataSha256: digestOf(recorded?.data),
    priorSha256: digestOf(recorded?.prior),
  };
}
