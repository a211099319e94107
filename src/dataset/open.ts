import { occupantOf, outputExists } from "../store/artefact.js";
import type { Storage } from "../store/storage.js";
import { resume, type Times } from "./resume.js";

/** What to do if a dataset is there already. */
export interface DatasetWriterOptions {
  /**
   * `refuse` (the default): OutputExists. `resume`: go on with it if its header is the same; also what
   * shards that share a folder use. `replace`: remove any Zarr group that is there, and begin anew.
   */
  readonly existing?: "refuse" | "resume" | "replace";
}

/** A damaged one is resumable so far as to be reported as damaged. */
const resumable: readonly string[] = ["dataset", "damaged Zarr group"];

/**
 * Puts the files of a dataset that has no sequences yet into a place, or goes on with the one that is there.
 *
 * @throws OutputExists if something is there that may not be replaced; InvalidData if the dataset to resume
 * is another one
 */
export async function openPlace(
  storage: Storage,
  times: Times,
  files: ReadonlyMap<string, Uint8Array>,
  { existing = "refuse" }: DatasetWriterOptions,
): Promise<void> {
  const occupant = await occupantOf(storage);
  if (occupant.holds === "other") {
    throw outputExists(storage.name, occupant.what, "Choose another path.");
  }
  if (occupant.holds === "artefact" && existing === "replace") return storage.replace(files);
  if (occupant.holds === "nothing" && (await storage.create(files))) return;
  // If it held nothing, another writer has come between the look and the creation.
  const kind = occupant.holds === "artefact" ? occupant.kind : "dataset";
  if (existing !== "resume" || !resumable.includes(kind)) {
    const recover = "Choose another path, or go on with a dataset by --resume.";
    throw outputExists(storage.name, `a ${kind}`, recover);
  }
  await resume(storage, times, files);
}
