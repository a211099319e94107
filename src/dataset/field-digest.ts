import { bytesOf } from "../store/data-type.js";
import { sha256 } from "../store/digest.js";
import { canonical, encodeJson } from "../store/json.js";
import type { Json } from "../types.js";
import { fieldAttributes } from "./field-layout.js";
import type { FieldSource } from "./field-source.js";

/**
 * SHA-256 of fields, independent of how they are stored: of the JSON of their header, the SHA-256 of the times
 * and of each trajectory's arrays. One trajectory is in memory at a time. The same in Node and in browsers.
 *
 * @throws InvalidData if the source is not valid
 */
export async function digestFields(source: FieldSource): Promise<string> {
  const trajectories: Json[] = [];
  for (let i = 0; i < source.sequences; i++) {
    const { field, clean } = await source.sequence(i);
    const hashes = [await sha256(bytesOf(field))];
    if (clean !== undefined) hashes.push(await sha256(bytesOf(clean)));
    trajectories.push(hashes);
  }
  const { grid, time, sequences, noise, provenance } = source;
  const header = { grid, time, sequences, noise, recordsClean: false, provenance };
  const summary = {
    header: fieldAttributes(header),
    time: await sha256(bytesOf(time)),
    trajectories,
  };
  return sha256(encodeJson(canonical(summary, "fields")));
}
