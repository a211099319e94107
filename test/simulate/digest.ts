import type { Dataset } from "../../src/dataset/dataset.js";

/** SHA-256 of the arrays of a dataset, in hexadecimal. */
export async function digest(data: Dataset): Promise<string> {
  const arrays = [data.time, data.counts, data.position, data.initialState];
  const parts = arrays
    .flatMap((array) => array ?? [])
    .map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
