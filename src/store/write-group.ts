import { invalidData } from "../errors.js";
import { encodeArray, join } from "./array.js";
import { artefactHeader, occupantOf, outputExists } from "./artefact.js";
import type { Group } from "./group.js";
import { canonical, encodeJson, type JsonObject } from "./json.js";
import { arrayDocument, groupDocument, layoutOf, memberGroupDocument } from "./metadata.js";
import { checkKey, type Storage } from "./storage.js";

/** Options of {@link writeGroup}. */
export interface WriteGroupOptions {
  /** Replaces an artefact of another kind too. Files that are no Zarr group are never replaced. */
  readonly overwrite?: boolean;
}

/**
 * Writes a group as a Zarr 3 hierarchy, all of it or nothing: a reader, or a crash, finds the old
 * artefact or the new one. An artefact of the same kind that is already there is replaced, and what
 * killed writers of it left behind is removed; so one path is for one writer at a time.
 *
 * @throws OutputExists if something else is there; InvalidData if the group does not fit the format;
 * StorageFailure if it cannot be written
 */
export async function writeGroup(
  storage: Storage,
  group: Group,
  options: WriteGroupOptions = {},
): Promise<void> {
  await checkOccupant(storage, group, options.overwrite ?? false);
  await storage.replace(await encodeGroup(group));
  await storage.sweep();
}

async function checkOccupant(storage: Storage, group: Group, overwrite: boolean): Promise<void> {
  const occupant = await occupantOf(storage);
  if (occupant.holds === "nothing") return;
  if (occupant.holds === "other") {
    throw outputExists(storage.name, occupant.what, "Choose another path.");
  }
  if (overwrite || occupant.kind === artefactHeader(group.attributes)?.kind) return;
  throw outputExists(
    storage.name,
    `a ${occupant.kind}`,
    "Choose another path, or ask for it to be overwritten.",
  );
}

/**
 * All files of a group. The same group gives the same bytes.
 *
 * @throws InvalidData if names, shapes or attributes do not fit the format
 */
export async function encodeGroup(group: Group): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  await encodeInto(files, "", group);
  return files;
}

/** Puts the files of a group and of all below it into `files`; returns the documents of those below. */
async function encodeInto(
  files: Map<string, Uint8Array>,
  path: string,
  group: Group,
): Promise<{ [path: string]: JsonObject }> {
  const members: { [path: string]: JsonObject } = {};
  for (const [name, variable] of sorted(group.variables)) {
    checkName(name, path);
    if (Object.hasOwn(group.groups, name)) {
      throw invalidData(`names in group "${path}"`, "each name once", `"${name}" twice`);
    }
    const layout = layoutOf(variable, join(path, name));
    members[name] = arrayDocument(layout);
    await encodeArray(files, join(path, name), layout, variable.values);
  }
  checkLengths(group, path);
  for (const [name, child] of sorted(group.groups)) {
    checkName(name, path);
    const below = await encodeInto(files, join(path, name), child);
    members[name] = memberGroupDocument(canonicalAttributes(child, join(path, name)));
    for (const [inner, document] of Object.entries(below)) members[join(name, inner)] = document;
  }
  const document = groupDocument(canonicalAttributes(group, path), members);
  files.set(join(path, "zarr.json"), encodeJson(document));
  return members;
}

function canonicalAttributes(group: Group, path: string): JsonObject {
  return canonical(group.attributes, `attributes of group "${path}"`) as JsonObject;
}

function sorted<T>(record: { readonly [name: string]: T }): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Node names of the Zarr specification: no path, no reserved name. */
function checkName(name: string, path: string): void {
  if (name.includes("/") || name.startsWith("__") || name === "zarr.json") {
    throw invalidData(`name in group "${path}"`, "a Zarr node name", JSON.stringify(name));
  }
  checkKey(name);
}

/** Two variables of a group that share a dimension must agree on its length. */
function checkLengths(group: Group, path: string): void {
  const lengths = new Map<string, number>();
  for (const [name, { shape, dimensions }] of Object.entries(group.variables)) {
    dimensions.forEach((dimension, d) => {
      const known = lengths.get(dimension) ?? shape[d];
      if (known !== shape[d]) {
        const what = `dimension ${dimension} of ${join(path, name)}`;
        throw invalidData(what, `length ${known}`, `${shape[d]}`);
      }
      lengths.set(dimension, known);
    });
  }
}
