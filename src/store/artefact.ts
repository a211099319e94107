import { CoarsegrainError, corruptFile, isCoarsegrainError } from "../errors.js";
import type { Json, Provenance } from "../types.js";
import { storageFailure } from "./failure.js";
import { decodeJsonObject, isJsonObject, type JsonObject } from "./json.js";
import { parseGroupDocument } from "./metadata.js";
import type { Storage } from "./storage.js";

/** What this package writes. */
export type ArtefactKind = "dataset" | "posterior" | "forecast";

/** Version of the layout on disk; a reader refuses a newer one. */
export const formatVersion = 1;

/**
 * Root attributes of an artefact, under the key `coarsegrain`: its kind, the layout's version, what made
 * it, and whatever else its kind records.
 */
export function artefactAttributes(
  kind: ArtefactKind,
  provenance: Provenance,
  more: JsonObject = {},
): { readonly [key: string]: Json } {
  const { version, command, name, parameters, seed, algorithm } = provenance;
  const how = algorithm === undefined ? {} : { algorithm };
  const made = { version, command, name, parameters, seed, ...how };
  return { coarsegrain: { ...more, kind, format: formatVersion, ...made } };
}

/** The `coarsegrain` attribute of a group, if it has one. */
export function artefactHeader(attributes: {
  readonly [key: string]: Json;
}): JsonObject | undefined {
  const header = attributes.coarsegrain;
  return isJsonObject(header) ? header : undefined;
}

/** What made an artefact, from its header; undefined if a field is missing or of another type. */
export function provenanceIn(header: JsonObject): Provenance | undefined {
  const { version, command, name, parameters, seed, algorithm } = header;
  const valid =
    typeof version === "string" &&
    typeof command === "string" &&
    typeof name === "string" &&
    isJsonObject(parameters) &&
    typeof seed === "number";
  if (!valid) return undefined;
  const made = { version, command, name, parameters, seed };
  // Absent where there is no choice, and from datasets of earlier versions.
  return typeof algorithm === "string" ? { ...made, algorithm } : made;
}

/**
 * What made an artefact, from its header.
 *
 * @param path of the file, for the message
 * @throws CorruptFile if a field is missing or of another type
 */
export function readProvenance(header: JsonObject, path: string): Provenance {
  const provenance = provenanceIn(header);
  if (provenance !== undefined) return provenance;
  throw corruptFile(path, "version, command, name, parameters and seed", JSON.stringify(header));
}

/**
 * The header of the artefact in a storage.
 *
 * @param expected kind that is wanted; any if absent
 * @throws StorageFailure if nothing is there; CorruptFile if it is no artefact, of another kind, or of a
 * newer format
 */
export async function readHeader(storage: Storage, expected?: ArtefactKind): Promise<JsonObject> {
  const path = `${storage.name}/zarr.json`;
  const bytes = await storage.get("zarr.json");
  if (bytes === undefined) {
    if (await storage.isEmpty()) throw storageFailure(storage.name, "read", "ENOENT");
    throw corruptFile(path, "the metadata of a Zarr 3 group", "no file");
  }
  const { attributes } = parseGroupDocument(decodeJsonObject(bytes, path), path);
  const header = artefactHeader(attributes);
  if (header === undefined) {
    throw corruptFile(
      path,
      'the attribute "coarsegrain"',
      Object.keys(attributes).join() || "none",
      "Only what coarsegrain wrote can be read.",
    );
  }
  if (expected !== undefined && header.kind !== expected) {
    throw corruptFile(path, `a ${expected}`, `a ${String(header.kind)}`, "Check the path.");
  }
  if (header.format !== formatVersion) {
    const recover = "Use the version of coarsegrain that wrote it, or a newer one.";
    throw corruptFile(
      path,
      `format ${formatVersion}`,
      `format ${JSON.stringify(header.format)}`,
      recover,
    );
  }
  return header;
}

/** What lies in a storage before something is written to it. */
export type Occupant =
  | { readonly holds: "nothing" }
  | { readonly holds: "artefact"; readonly kind: string }
  | { readonly holds: "other"; readonly what: string };

/** Looks at what lies in a storage. @throws StorageFailure if that cannot be read */
export async function occupantOf(storage: Storage): Promise<Occupant> {
  try {
    const bytes = await storage.get("zarr.json");
    if (bytes === undefined) {
      return (await storage.isEmpty())
        ? { holds: "nothing" }
        : { holds: "other", what: "other files" };
    }
    return artefactIn(bytes, `${storage.name}/zarr.json`);
  } catch (error) {
    if (isCoarsegrainError(error, "StorageFailure") && error.fields.code === "ENOTDIR") {
      return { holds: "other", what: "a file" };
    }
    throw error;
  }
}

/** A Zarr group, whole or damaged: something that an overwrite may replace. */
function artefactIn(bytes: Uint8Array, path: string): Occupant {
  try {
    const { attributes } = parseGroupDocument(decodeJsonObject(bytes, path), path);
    const kind = artefactHeader(attributes)?.kind;
    return { holds: "artefact", kind: typeof kind === "string" ? kind : "Zarr group" };
  } catch (error) {
    if (!isCoarsegrainError(error, "CorruptFile")) throw error;
    return { holds: "artefact", kind: "damaged Zarr group" };
  }
}

export function outputExists(path: string, holds: string, recover: string) {
  return new CoarsegrainError("OutputExists", `${path} already holds ${holds}. ${recover}`, {
    path,
    holds,
  });
}
