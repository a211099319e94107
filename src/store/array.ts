import { corruptFile } from "../errors.js";
import { chunkName, decodeChunk, encodeChunk } from "./chunk.js";
import { chunkPositions, putChunk, takeChunk } from "./chunk-grid.js";
import { allocate } from "./data-type.js";
import type { Values } from "./group.js";
import { encodeJson } from "./json.js";
import { type ArrayLayout, arrayDocument, sizeOf } from "./metadata.js";
import type { Storage } from "./storage.js";

/** Joins the path of a node and a name in it; the root's path is "". */
export function join(path: string, name: string): string {
  return path === "" ? name : `${path}/${name}`;
}

/** Puts the files of one array, metadata and chunks, into `files`. */
export async function encodeArray(
  files: Map<string, Uint8Array>,
  path: string,
  layout: ArrayLayout,
  values: Values,
): Promise<void> {
  files.set(join(path, "zarr.json"), encodeJson(arrayDocument(layout)));
  for (const position of chunkPositions(layout)) {
    const chunk = takeChunk(values, layout, position);
    files.set(join(path, chunkName(position)), await encodeChunk(chunk));
  }
}

/**
 * Reads all values of an array whose layout is known. Memory is asked for only after as many chunks as
 * the layout declares were seen to exist.
 *
 * @param keys all keys of the storage
 * @throws CorruptFile naming the chunk that is missing or damaged
 */
export async function readArray(
  storage: Storage,
  path: string,
  layout: ArrayLayout,
  keys: ReadonlySet<string>,
): Promise<Values> {
  const missing = (name: string) =>
    corruptFile(
      `${storage.name}/${join(path, name)}`,
      "a chunk of the array",
      "no file",
      "Run the command that wrote it again.",
    );
  for (const position of chunkPositions(layout)) {
    if (!keys.has(join(path, chunkName(position)))) throw missing(chunkName(position));
  }
  const values = allocate(layout.type, sizeOf(layout.shape));
  for (const position of chunkPositions(layout)) {
    const key = join(path, chunkName(position));
    const sealed = await storage.get(key);
    if (sealed === undefined) throw missing(chunkName(position));
    putChunk(values, layout, position, await decodeChunk(sealed, layout, `${storage.name}/${key}`));
  }
  return values;
}
