import { corruptFile } from "../errors.js";
import { readArray } from "../store/array.js";
import { decodeChunk } from "../store/chunk.js";
import type { ArrayLayout } from "../store/metadata.js";
import type { Storage } from "../store/storage.js";
import { readFieldHeader } from "./field-layout.js";
import {
  checkFieldSequence,
  checkRisingTimes,
  checkSequenceIndex,
  type FieldSource,
} from "./field-source.js";
import { incompleteDataset } from "./layout.js";
import { absentSequences, sequenceKey } from "./sequences.js";

/**
 * Opens a dataset of fields. A trajectory is read when it is asked for, and none is kept.
 *
 * @throws StorageFailure if nothing is there; IncompleteDataset naming the trajectories that were never
 * written; CorruptFile naming the file that is damaged, also of a trajectory, when that is asked for
 */
export async function readFields(storage: Storage): Promise<FieldSource> {
  const { grid, sequences, noise, provenance, layout } = await readFieldHeader(storage);
  const keys = new Set(await storage.list());
  const missing = absentSequences(layout, sequences, keys);
  if (missing.length > 0) throw incompleteDataset(storage.name, missing);
  const time = (await readArray(storage, "time", layout.time, keys)) as Float64Array;
  checkRisingTimes(time);
  const read = async (name: string, array: ArrayLayout, index: number) => {
    const key = sequenceKey(name, array, index);
    const path = `${storage.name}/${key}`;
    const sealed = await storage.get(key);
    if (sealed === undefined) throw corruptFile(path, "a chunk", "no file");
    return (await decodeChunk(sealed, array, path)) as Float32Array;
  };
  return {
    kind: "fields",
    grid,
    time,
    sequences,
    noise,
    provenance,
    async sequence(index) {
      checkSequenceIndex(index, sequences);
      const [field, clean] = [layout.perSequence.get("field"), layout.perSequence.get("clean")];
      const made = {
        field: await read("field", field as ArrayLayout, index),
        ...(clean && { clean: await read("clean", clean, index) }),
      };
      checkFieldSequence(made, { grid, time }, index);
      return made;
    },
  };
}
