import { join } from "../store/array.js";
import { readHeader } from "../store/artefact.js";
import type { JsonObject } from "../store/json.js";
import { readTree, type Tree } from "../store/read-group.js";
import type { Storage } from "../store/storage.js";
import type { Json } from "../types.js";
import { readFieldHeader } from "./field-layout.js";
import { fieldContent, readDatasetHeader } from "./layout.js";
import { missingSequences } from "./sequences.js";

/** One array of an artefact. */
export interface ArrayDescription {
  /** Path in the artefact, such as `posterior/theta`. */
  readonly path: string;
  readonly type: string;
  readonly shape: readonly number[];
  readonly dimensions: readonly string[];
  readonly chunks: readonly number[];
}

/** What an artefact is, without its values. Plain data: it survives JSON. */
export interface Description {
  readonly path: string;
  /** `dataset`, `posterior` or `forecast`. */
  readonly kind: string;
  /** What made it, and what its kind records. */
  readonly header: { readonly [key: string]: Json };
  readonly arrays: readonly ArrayDescription[];
  /** Of a dataset: sequences of which a chunk is absent, torn, or fails its checksum. */
  readonly missing?: readonly number[];
}

/**
 * Describes the artefact in a storage. Chunks of a dataset are checked, not decompressed.
 *
 * @throws StorageFailure if nothing is there; CorruptFile if it is no artefact or its metadata is damaged
 */
export async function describe(storage: Storage): Promise<Description> {
  const header: JsonObject = await readHeader(storage);
  const arrays = arraysOf(await readTree(storage), "");
  const description = { path: storage.name, kind: String(header.kind), header, arrays };
  if (header.kind !== "dataset") return description;
  const read = header.content === fieldContent ? readFieldHeader : readDatasetHeader;
  const { layout, sequences } = await read(storage);
  return { ...description, missing: await missingSequences(storage, layout, sequences) };
}

function arraysOf(tree: Tree, at: string): ArrayDescription[] {
  const here = Object.entries(tree.arrays).map(([name, layout]) => {
    const { type, shape, dimensions, chunks } = layout;
    return { path: join(at, name), type, shape, dimensions, chunks };
  });
  const below = Object.entries(tree.groups).flatMap(([name, child]) => {
    return arraysOf(child, join(at, name));
  });
  return [...here, ...below];
}
