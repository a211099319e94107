import { corruptFile, invalidData } from "../errors.js";
import type { Json } from "../types.js";

/** An object of JSON. */
export type JsonObject = { readonly [key: string]: Json };

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * `value` with the keys of every object sorted by code unit, so that equal content gives equal bytes.
 *
 * @param where names the value in messages
 * @throws InvalidData for what JSON cannot hold: NaN, infinities, functions, undefined
 */
export function canonical(value: Json, where: string): Json {
  if (Array.isArray(value)) return value.map((item, i) => canonical(item, `${where}[${i}]`));
  if (isJsonObject(value)) {
    const entries = Object.keys(value)
      .sort()
      .filter((key) => value[key] !== undefined)
      .map((key) => [key, canonical(value[key], `${where}.${key}`)] as const);
    return Object.fromEntries(entries);
  }
  if (typeof value === "number" ? Number.isFinite(value) : isPlain(value)) return value;
  throw invalidData(where, "a value that JSON can hold", String(value));
}

function isPlain(value: Json): boolean {
  return value === null || typeof value === "string" || typeof value === "boolean";
}

/** UTF-8 of `value`, indented, with a final newline. */
export function encodeJson(value: Json): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
}

/**
 * The JSON object that a file holds.
 *
 * @param path of the file, for the message
 * @throws CorruptFile if it is cut short, not JSON, or no object
 */
export function decodeJsonObject(bytes: Uint8Array, path: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw corruptFile(path, "JSON", `${bytes.length} bytes that are not (${reason})`);
  }
  if (!isJsonObject(value)) throw corruptFile(path, "a JSON object", JSON.stringify(value));
  return value;
}

/** Where two JSON values first differ, as a path such as `parameters.walkers`; undefined if nowhere. */
export function firstDifference(a: Json | undefined, b: Json | undefined): string | undefined {
  if (a === b) return undefined;
  if (isJsonObject(a) && isJsonObject(b)) {
    for (const key of [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()) {
      const inner = firstDifference(a[key], b[key]);
      if (inner !== undefined) return inner === "" ? key : `${key}.${inner}`;
    }
    return undefined;
  }
  return JSON.stringify(a) === JSON.stringify(b) ? undefined : "";
}
