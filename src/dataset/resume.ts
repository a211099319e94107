import { invalidData } from "../errors.js";
import { join } from "../store/array.js";
import { chunkName, decodeChunk } from "../store/chunk.js";
import { decodeJsonObject, firstDifference, type JsonObject } from "../store/json.js";
import { type ArrayLayout, parseGroupDocument } from "../store/metadata.js";
import type { Storage } from "../store/storage.js";
import type { Json } from "../types.js";

/** Snapshot times and how they are stored. */
export interface Times {
  readonly values: Float64Array;
  readonly layout: ArrayLayout;
}

/**
 * Checks that the dataset that is there is the one to write, and mends what is damaged below its root.
 *
 * @param files everything but the sequences, as the header asks for it
 * @throws InvalidData naming the key that differs; CorruptFile if the root's metadata is damaged
 */
export async function resume(
  storage: Storage,
  times: Times,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const path = `${storage.name}/zarr.json`;
  const mine = files.get("zarr.json") as Uint8Array;
  const theirs = (await storage.get("zarr.json")) ?? new Uint8Array(0);
  const attributes = (root: Uint8Array) =>
    parseGroupDocument(decodeJsonObject(root, path), path).attributes;
  refuseDifference(path, attributes(theirs), attributes(mine));
  await refuseOtherTimes(storage, times, files);
  refuseDifference(path, members(theirs), members(mine));
  for (const [key, bytes] of files) {
    const there = await storage.get(key);
    if (there === undefined || !sameBytes(there, bytes)) await storage.set(key, bytes);
  }
}

function members(root: Uint8Array): Json {
  return decodeJsonObject(root, "").consolidated_metadata ?? null;
}

function refuseDifference(path: string, found: Json, wanted: Json): void {
  const key = firstDifference(found, wanted);
  if (key === undefined) return;
  const at = (value: Json) => JSON.stringify(reach(value, key.split("."))) ?? "nothing";
  throw invalidData(
    `${key.replace(/^coarsegrain\./, "")} of the dataset to resume (${path})`,
    at(wanted),
    at(found),
    "Resume with the command that began it, or choose another path.",
  );
}

function reach(value: Json | undefined, keys: readonly string[]): Json | undefined {
  let at: Json | undefined = value;
  for (const key of keys) {
    at = typeof at === "object" && at !== null ? (at as JsonObject)[key] : undefined;
  }
  return at;
}

/** `time` is not in the attributes value by value, so it is compared itself, if its chunk is whole. */
async function refuseOtherTimes(
  storage: Storage,
  { values, layout }: Times,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const key = join("time", chunkName([0]));
  const sealed = await storage.get(key);
  if (sealed === undefined || sameBytes(sealed, files.get(key)!)) return;
  const found = await decodeChunk(sealed, layout, key).catch(() => undefined);
  if (found === undefined) return;
  const other = values.findIndex((value, i) => value !== found[i]);
  if (other < 0) return;
  throw invalidData(
    `time[${other}] of the dataset to resume (${storage.name})`,
    `${values[other]}`,
    `${found[other]}`,
    "Resume with the command that began it, or choose another path.",
  );
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
