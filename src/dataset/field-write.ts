import { invalidData } from "../errors.js";
import { encodeArray, join } from "../store/array.js";
import { encodeChunk } from "../store/chunk.js";
import { encodeJson, type JsonObject } from "../store/json.js";
import { arrayDocument, groupDocument } from "../store/metadata.js";
import type { Storage } from "../store/storage.js";
import {
  axisValues,
  type FieldHeader,
  type FieldLayout,
  fieldAttributes,
  fieldLayout,
} from "./field-layout.js";
import {
  checkFieldSequence,
  checkFieldSource,
  checkSequenceIndex,
  type FieldSequence,
  type FieldSource,
} from "./field-source.js";
import { incompleteDataset } from "./layout.js";
import { type DatasetWriterOptions, openPlace } from "./open.js";
import { missingSequences, sequenceKey } from "./sequences.js";

/** Writes fields trajectory by trajectory, in any order, from any number of processes. */
export interface FieldWriter {
  /** Trajectories of which a chunk is absent, torn, or fails its checksum, ascending. */
  missing(): Promise<number[]>;
  /**
   * Writes one trajectory; its bytes depend on its values alone.
   *
   * @throws InvalidData if shapes do not fit the header or a value is not finite; StorageFailure if it
   *   cannot be written
   */
  writeSequence(index: number, fields: FieldSequence): Promise<void>;
  /**
   * Checks what other writers and earlier runs left. Once all is there it removes what killed writers left
   * behind.
   *
   * @returns trajectories still missing
   */
  finish(): Promise<number[]>;
}

/**
 * Opens fields for writing. Metadata, `time` and coordinates are put in place at once, so that from the
 * first moment on the folder is a dataset, of which trajectories are missing.
 *
 * @throws OutputExists if something is there that may not be replaced; InvalidData if the header is not
 * valid, or differs from that of the dataset to resume; StorageFailure if it cannot be written
 */
export async function createFieldWriter(
  storage: Storage,
  header: FieldHeader,
  options: DatasetWriterOptions = {},
): Promise<FieldWriter> {
  const layout = fieldLayout(header);
  const times = { values: header.time, layout: layout.time };
  await openPlace(storage, times, await frame(header, layout), options);
  const written = new Set<number>();
  const missing = () => missingSequences(storage, layout, header.sequences, written);
  return {
    missing,
    async writeSequence(index, fields) {
      checkSequenceIndex(index, header.sequences);
      checkFieldSequence(fields, header, index);
      if ((fields.clean !== undefined) !== header.recordsClean) {
        const [expected, received] = header.recordsClean ? ["values", "none"] : ["none", "values"];
        throw invalidData(`clean of trajectory ${index}`, expected, received);
      }
      for (const [name, array] of layout.perSequence) {
        const chunk = await encodeChunk(fields[name] as Float32Array);
        await storage.set(sequenceKey(name, array, index), chunk, { durable: false });
      }
      written.add(index);
    },
    async finish() {
      const left = await missing();
      if (left.length === 0) await storage.sweep();
      return left;
    },
  };
}

/**
 * Writes all trajectories of a source, one after another: no more than one is in memory.
 *
 * @throws as {@link createFieldWriter} and {@link FieldWriter.writeSequence}
 */
export async function writeFields(
  storage: Storage,
  source: FieldSource,
  options: DatasetWriterOptions = {},
): Promise<void> {
  checkFieldSource("source", source);
  const { grid, time, sequences, noise, provenance } = source;
  const first = await source.sequence(0);
  const recordsClean = first.clean !== undefined;
  const header = { grid, time, sequences, noise, recordsClean, provenance };
  const writer = await createFieldWriter(storage, header, options);
  await writer.writeSequence(0, first);
  for (let i = 1; i < sequences; i++) await writer.writeSequence(i, await source.sequence(i));
  const missing = await writer.finish();
  if (missing.length > 0) throw incompleteDataset(storage.name, missing);
}

/** Everything but the trajectories: metadata, `time` and the coordinates. */
async function frame(header: FieldHeader, layout: FieldLayout) {
  const files = new Map<string, Uint8Array>();
  const members: { [path: string]: JsonObject } = { time: arrayDocument(layout.time) };
  await encodeArray(files, "time", layout.time, header.time);
  const values = axisValues(header);
  for (const [d, [name, array]] of [...layout.axes].entries()) {
    members[name] = arrayDocument(array);
    await encodeArray(files, name, array, values[d]);
  }
  for (const [name, array] of layout.perSequence) {
    members[name] = arrayDocument(array);
    files.set(join(name, "zarr.json"), encodeJson(members[name]));
  }
  files.set("zarr.json", encodeJson(groupDocument(fieldAttributes(header), members)));
  return files;
}
