import { readFields } from "../dataset/field-read.js";
import { invalidData } from "../errors.js";
import { folderStorage } from "../store/folder.js";
import { contentOfData } from "./content.js";

/** A dataset of fields that a command reads. @throws InvalidData if they are of walkers */
export async function openFields(what: string, path: string) {
  const storage = folderStorage(path);
  // Reading tells best what is wrong with a path that holds no dataset at all.
  const content = await contentOfData(path);
  if (content === "walkers" && (await storage.get("zarr.json")) !== undefined) {
    const recover = "Name a dataset of fields, such as simulate burgers-field writes.";
    throw invalidData(what, "a dataset of fields", "one of walkers", recover);
  }
  return { storage, data: await readFields(storage) };
}
