import path from "node:path";
import { corruptFile } from "../errors.js";
import { type ArtefactKind, occupantOf, outputExists, readHeader } from "../store/artefact.js";
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
 * Nothing is written inside another artefact: it would change that one's digest, and be removed with it.
 *
 * @throws OutputExists
 */
export async function refuseInside(given: string): Promise<void> {
  let at = path.dirname(path.resolve(given));
  while (at !== path.dirname(at)) {
    // A folder that cannot be read is none of ours.
    const header = await readHeader(folderStorage(at)).catch(() => undefined);
    if (header !== undefined) {
      throw outputExists(at, `a ${String(header.kind)}`, "Choose a path outside it.");
    }
    at = path.dirname(at);
  }
}

/**
 * Looks at an output path before any work is done. Artefacts of another kind, and files that are none,
 * are never touched.
 *
 * @throws OutputExists if something is there that may not be replaced or resumed; CorruptFile if what is to
 *   be resumed cannot be read
 */
export async function claimOutput(
  out: string,
  kind: ArtefactKind,
  { overwrite = false, resume = false }: Permissions,
): Promise<OutputPath> {
  const storage = folderStorage(out);
  const occupant = await occupantOf(storage);
  if (occupant.holds === "nothing") {
    await refuseInside(out);
    return { storage, occupied: false };
  }
  if (occupant.holds === "other") throw outputExists(out, occupant.what, "Choose another path.");
  if (occupant.kind === damaged && resume && !overwrite) {
    const recover = "Put the file back, or begin anew with --overwrite.";
    throw corruptFile(`${out}/zarr.json`, `the metadata of a ${kind}`, "damaged ones", recover);
  }
  const same = occupant.kind === kind || occupant.kind === damaged;
  if (same && (overwrite || resume)) return { storage, occupied: true };
  const remedy = kind === "forecast" ? "--overwrite" : "--resume or --overwrite";
  const recover = same ? `Choose another path, or give ${remedy}.` : "Choose another path.";
  throw outputExists(out, `a ${occupant.kind}`, recover);
}
