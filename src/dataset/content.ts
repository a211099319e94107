import { readHeader } from "../store/artefact.js";
import type { Storage } from "../store/storage.js";
import { fieldContent } from "./layout.js";

/** What the sequences of a dataset are. */
export type DatasetContent = "walkers" | "fields";

/** @throws StorageFailure, CorruptFile if there is no dataset */
export async function datasetContent(storage: Storage): Promise<DatasetContent> {
  const { content } = await readHeader(storage, "dataset");
  return content === fieldContent ? "fields" : "walkers";
}
