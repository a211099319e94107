import type { Json } from "../types.js";
import { bytesOf, dataTypeOf } from "./data-type.js";
import type { Group } from "./group.js";
import { canonical, encodeJson } from "./json.js";
import type { Storage } from "./storage.js";

/** Bytes hashed in one call: WebCrypto takes no stream, and no engine takes more than about 2 GB. */
const blockBytes = 2 ** 26;

async function digestBlock(bytes: Uint8Array): Promise<Uint8Array> {
  // WebCrypto refuses views of shared memory, so those are copied.
  const own = bytes.buffer instanceof ArrayBuffer ? bytes : new Uint8Array(bytes);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", own as Uint8Array<ArrayBuffer>));
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * SHA-256 as lower-case hexadecimal. Beyond 64 MiB it is the SHA-256 of the concatenated SHA-256 of
 * the blocks of 64 MiB.
 *
 * @example
 * await sha256(new TextEncoder().encode("abc")); // "ba7816bf 8f01cfea ..." without the spaces
 */
export async function sha256(bytes: Uint8Array): Promise<string> {
  if (bytes.length <= blockBytes) return toHex(await digestBlock(bytes));
  const digests = new Uint8Array(Math.ceil(bytes.length / blockBytes) * 32);
  for (let i = 0; i * blockBytes < bytes.length; i++) {
    digests.set(await digestBlock(bytes.subarray(i * blockBytes, (i + 1) * blockBytes)), i * 32);
  }
  return toHex(await digestBlock(digests));
}

/** What is hashed of a group: attributes, and of each variable its type, shape and values. */
async function summary(group: Group): Promise<Json> {
  const variables: [string, Json][] = [];
  for (const [name, { values, shape, dimensions, attributes }] of Object.entries(group.variables)) {
    const digest = await sha256(bytesOf(values));
    const type = dataTypeOf(values);
    variables.push([name, { type, shape, dimensions, attributes: attributes ?? {}, digest }]);
  }
  const groups: [string, Json][] = [];
  for (const [name, child] of Object.entries(group.groups))
    groups.push([name, await summary(child)]);
  return {
    attributes: group.attributes,
    variables: Object.fromEntries(variables),
    groups: Object.fromEntries(groups),
  };
}

/**
 * SHA-256 of a group's content, independent of how it is stored, chunked or ordered: of the JSON, keys
 * sorted, of all attributes, names, types, shapes, and the SHA-256 of each variable's little-endian
 * bytes. The same in Node and in browsers.
 *
 * @throws InvalidData if an attribute is not finite
 */
export async function digestGroup(group: Group): Promise<string> {
  return sha256(encodeJson(canonical(await summary(group), "group")));
}

/** SHA-256 of the JSON list of [key, SHA-256 of its bytes] for all files of a storage, sorted by key. */
export async function digestStorage(storage: Storage): Promise<string> {
  const lines: Json[] = [];
  for (const key of await storage.list()) {
    const bytes = await storage.get(key);
    if (bytes !== undefined) lines.push([key, await sha256(bytes)]);
  }
  return sha256(encodeJson(lines));
}
