import { corruptFile } from "../errors.js";
import type { Json } from "../types.js";
import { join, readArray } from "./array.js";
import { storageFailure } from "./failure.js";
import type { Group, Variable } from "./group.js";
import { decodeJsonObject, type JsonObject } from "./json.js";
import { type ArrayLayout, parseArrayDocument, parseGroupDocument } from "./metadata.js";
import type { Storage } from "./storage.js";

/** A hierarchy's structure: everything but the values. */
export interface Tree {
  readonly attributes: { readonly [key: string]: Json };
  readonly arrays: { readonly [name: string]: ArrayLayout };
  readonly groups: { readonly [name: string]: Tree };
}

const metadataName = "zarr.json";

/**
 * Reads a hierarchy that {@link writeGroup} wrote.
 *
 * @throws StorageFailure if nothing is there; CorruptFile naming the file that is missing or damaged
 */
export async function readGroup(storage: Storage): Promise<Group> {
  const keys = new Set(await storage.list());
  return fill(storage, "", await readTreeOf(storage, keys), keys);
}

/** Reads the structure only. @throws as {@link readGroup} */
export async function readTree(storage: Storage): Promise<Tree> {
  return readTreeOf(storage, new Set(await storage.list()));
}

async function fill(
  storage: Storage,
  path: string,
  tree: Tree,
  keys: ReadonlySet<string>,
): Promise<Group> {
  const variables: [string, Variable][] = [];
  for (const [name, layout] of Object.entries(tree.arrays)) {
    const { shape, dimensions, attributes, chunks } = layout;
    const values = await readArray(storage, join(path, name), layout, keys);
    variables.push([name, { values, shape, dimensions, attributes, chunks }]);
  }
  const groups: [string, Group][] = [];
  for (const [name, child] of Object.entries(tree.groups)) {
    groups.push([name, await fill(storage, join(path, name), child, keys)]);
  }
  return {
    attributes: tree.attributes,
    variables: Object.fromEntries(variables),
    groups: Object.fromEntries(groups),
  };
}

async function readDocument(storage: Storage, path: string): Promise<JsonObject> {
  const key = join(path, metadataName);
  const bytes = await storage.get(key);
  if (bytes === undefined) {
    throw corruptFile(`${storage.name}/${key}`, "the metadata of a Zarr 3 node", "no file");
  }
  return decodeJsonObject(bytes, `${storage.name}/${key}`);
}

async function readTreeOf(storage: Storage, keys: ReadonlySet<string>): Promise<Tree> {
  if (keys.size === 0) throw storageFailure(storage.name, "read", "ENOENT");
  const rootPath = `${storage.name}/${metadataName}`;
  const root = parseGroupDocument(await readDocument(storage, ""), rootPath);
  // The consolidated metadata names what must be there; the files say what it is.
  const paths = new Set(root.members);
  for (const key of keys) {
    if (key.endsWith(`/${metadataName}`)) paths.add(key.slice(0, -metadataName.length - 1));
  }
  const children = new Map<string, string[]>();
  for (const path of [...paths].sort()) {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    if (parent !== "") paths.add(parent);
    children.set(parent, [...(children.get(parent) ?? []), path]);
  }
  return branch(storage, "", root.attributes, children);
}

async function branch(
  storage: Storage,
  at: string,
  attributes: JsonObject,
  children: ReadonlyMap<string, readonly string[]>,
): Promise<Tree> {
  const arrays: [string, ArrayLayout][] = [];
  const groups: [string, Tree][] = [];
  for (const path of children.get(at) ?? []) {
    const name = path.slice(at === "" ? 0 : at.length + 1);
    const document = await readDocument(storage, path);
    const file = `${storage.name}/${join(path, metadataName)}`;
    if (document.node_type === "array") {
      arrays.push([name, parseArrayDocument(document, file)]);
    } else {
      const inner = parseGroupDocument(document, file);
      groups.push([name, await branch(storage, path, inner.attributes, children)]);
    }
  }
  return { attributes, arrays: Object.fromEntries(arrays), groups: Object.fromEntries(groups) };
}
