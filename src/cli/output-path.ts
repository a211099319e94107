import { corruptFile } from "../errors.js";
import { type ArtefactKind, occupantOf, outputExists } from "../store/artefact.js";
import { folderStorage } from "../store/folder.js";
import type { Storage } from "../store/storage.js";

/** How a folder is told from others whose metadata cannot be read. */
const damaged = "damaged Zarr group";

/** What the options allow to do with an artefact that is there. */
export interface Permissions {
  readonly overwrite?: boolean;
  readonly resume?: boolean;
}

/** Where a command writes, after a look at what is there. */
export interface OutputPath {
  readonly storage: Storage;
  /** An artefact of the kind to write is there, to be replaced or resumed as was allowed. */
  readonly occupied: boolean;
}

/**
 * Looks at an output path before any work is done. Artefacts of another kind, and files that are none,
 * are never touched.
 *
 * @throws OutputExists if something is there that may not be replaced or resumed; CorruptFile if what is to
 *   be resumed cannot be read
 */
export async function claimOutput(
  path: string,
  kind: ArtefactKind,
  { overwrite = false, resume = false }: Permissions,
): Promise<OutputPath> {
  const storage = folderStorage(path);
  const occupant = await occupantOf(storage);
  if (occupant.holds === "nothing") return { storage, occupied: false };
  if (occupant.holds === "other") throw outputExists(path, occupant.what, "Choose another path.");
  if (occupant.kind === damaged && resume && !overwrite) {
    const recover = "Put the file back, or begin anew with --overwrite.";
    throw corruptFile(`${path}/zarr.json`, `the metadata of a ${kind}`, "damaged ones", recover);
  }
  const same = occupant.kind === kind || occupant.kind === damaged;
  if (same && (overwrite || resume)) return { storage, occupied: true };
  const remedy = kind === "forecast" ? "--overwrite" : "--resume or --overwrite";
  const recover = same ? `Choose another path, or give ${remedy}.` : "Choose another path.";
  throw outputExists(path, `a ${occupant.kind}`, recover);
}
