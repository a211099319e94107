import { invalidData } from "../errors.js";
import { encodeArray, join } from "../store/array.js";
import { encodeChunk } from "../store/chunk.js";
import type { Values } from "../store/group.js";
import { encodeJson, type JsonObject } from "../store/json.js";
import { arrayDocument, groupDocument, sizeOf } from "../store/metadata.js";
import type { Storage } from "../store/storage.js";
import type { DatasetFields } from "./dataset.js";
import {
  type DatasetHeader,
  type DatasetLayout,
  datasetAttributes,
  datasetLayout,
  incompleteDataset,
  type SequenceArray,
  spaceValues,
} from "./layout.js";
import { type DatasetWriterOptions, openPlace } from "./open.js";
import { missingSequences, sequenceKey } from "./sequences.js";

export type { DatasetWriterOptions } from "./open.js";

/** The arrays of one sequence. */
export interface SequenceFields {
  /** Walkers per bin, shape [time, bin]. */
  readonly counts: Uint32Array;
  /** Positions, shape [time, walker], exactly where the header records them. */
  readonly position?: Float32Array | undefined;
  /** Coarse state of the start, shape [bin], exactly where the header records it. */
  readonly initialState?: Float64Array | undefined;
  /** 1 where walkers were observed, shape [time], exactly where the header records it. */
  readonly observed?: Uint8Array | undefined;
}

/** Writes a dataset sequence by sequence, in any order, from any number of processes. */
export interface DatasetWriter {
  /** Sequences of which any chunk is absent, torn, or fails its checksum, ascending. */
  missing(): Promise<number[]>;
  /**
   * Writes one sequence; its bytes depend on its values only, so that two writers of the same sequence
   * do no harm.
   *
   * @throws InvalidData if shapes or sums do not fit the header; StorageFailure if it cannot be written
   */
  writeSequence(index: number, fields: SequenceFields): Promise<void>;
  /**
   * Checks what other writers and earlier runs left. Once all sequences are there it removes what
   * killed writers left behind.
   *
   * @returns sequences still missing: empty, or what other shards have yet to write
   */
  finish(): Promise<number[]>;
}

/**
 * Opens a dataset for writing. Metadata, `time` and `space` are put in place at once, so that from the
 * first moment on the folder is a dataset, of which sequences are missing.
 *
 * @throws OutputExists if something is there that may not be replaced; InvalidData if the header is not
 * valid, or differs from that of the dataset to resume; StorageFailure if it cannot be written
 */
export async function createDatasetWriter(
  storage: Storage,
  header: DatasetHeader,
  options: DatasetWriterOptions = {},
): Promise<DatasetWriter> {
  const layout = datasetLayout(header);
  const files = await frame(header, layout);
  await openPlace(storage, { values: header.time, layout: layout.time }, files, options);
  const written = new Set<number>();
  const missing = () => missingSequences(storage, layout, header.sequences, written);
  return {
    missing,
    async writeSequence(index, fields) {
      checkSequence(header, layout, index, fields);
      for (const [name, array] of layout.perSequence) {
        const values = valuesOf(fields, name) as Values;
        if (values.length === 0) continue;
        const chunk = await encodeChunk(values);
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
 * Writes a whole dataset that is in memory.
 *
 * @throws as {@link createDatasetWriter} and {@link DatasetWriter.writeSequence}
 */
export async function writeDataset(
  storage: Storage,
  dataset: DatasetFields,
  options: DatasetWriterOptions = {},
): Promise<void> {
  const { counts, position, initialState, observed, sequences } = dataset;
  const recordsPositions = position !== undefined;
  const recordsInitialState = initialState !== undefined;
  const recordsObserved = observed !== undefined;
  const header = { ...dataset, recordsPositions, recordsInitialState, recordsObserved };
  const writer = await createDatasetWriter(storage, header, options);
  for (let i = 0; i < sequences; i++) {
    await writer.writeSequence(i, {
      counts: part(counts, i, sequences),
      position: position && part(position, i, sequences),
      initialState: initialState && part(initialState, i, sequences),
      observed: observed && part(observed, i, sequences),
    });
  }
  const missing = await writer.finish();
  if (missing.length > 0) throw incompleteDataset(storage.name, missing);
}

function part<T extends Values>(values: T, index: number, parts: number): T {
  const length = values.length / parts;
  return values.subarray(index * length, (index + 1) * length) as T;
}

function valuesOf(fields: SequenceFields, name: SequenceArray): Values | undefined {
  switch (name) {
    case "counts":
      return fields.counts;
    case "position":
      return fields.position;
    case "observed":
      return fields.observed;
    case "initial_state":
      return fields.initialState;
  }
}

/** Everything but the sequences: metadata, `time`, `space`. */
async function frame(header: DatasetHeader, layout: DatasetLayout) {
  const files = new Map<string, Uint8Array>();
  await encodeArray(files, "time", layout.time, header.time);
  await encodeArray(files, "space", layout.space, spaceValues(header));
  const members: { [path: string]: JsonObject } = {
    time: arrayDocument(layout.time),
    space: arrayDocument(layout.space),
  };
  for (const [name, array] of layout.perSequence) {
    members[name] = arrayDocument(array);
    files.set(join(name, "zarr.json"), encodeJson(members[name]));
  }
  files.set("zarr.json", encodeJson(groupDocument(datasetAttributes(header), members)));
  return files;
}

function checkSequence(
  header: DatasetHeader,
  layout: DatasetLayout,
  index: number,
  fields: SequenceFields,
): void {
  const { sequences, walkers, grid } = header;
  if (!Number.isInteger(index) || index < 0 || index >= sequences) {
    throw invalidData("index of a sequence", `0..${sequences - 1}`, `${index}`);
  }
  for (const name of ["counts", "position", "initial_state", "observed"] as const) {
    const array = layout.perSequence.get(name);
    const values = valuesOf(fields, name);
    const length = array === undefined ? undefined : sizeOf(array.shape.slice(1));
    if (values?.length !== length) {
      const show = (n: number | undefined) => (n === undefined ? "none" : `${n} values`);
      throw invalidData(`${name} of sequence ${index}`, show(length), show(values?.length));
    }
    const bad = values?.findIndex((value) => !Number.isFinite(value)) ?? -1;
    if (bad >= 0) {
      throw invalidData(
        `${name} of sequence ${index}`,
        "finite values",
        `${values?.[bad]} at ${bad}`,
      );
    }
  }
  for (let step = 0; step < header.time.length; step++) {
    let sum = 0;
    for (let j = 0; j < grid.bins; j++) sum += fields.counts[step * grid.bins + j];
    const seen = fields.observed?.[step] === 0 ? 0 : walkers;
    if (sum !== seen) {
      const what = `counts of sequence ${index} at step ${step}`;
      throw invalidData(what, `a sum of ${seen} walkers`, `${sum}`);
    }
  }
}
