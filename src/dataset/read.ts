import { corruptFile } from "../errors.js";
import { readArray } from "../store/array.js";
import { decodeChunk } from "../store/chunk.js";
import { allocate } from "../store/data-type.js";
import type { Values } from "../store/group.js";
import { sizeOf } from "../store/metadata.js";
import type { Storage } from "../store/storage.js";
import { Dataset } from "./dataset.js";
import { incompleteDataset, readDatasetHeader, type SequenceArray } from "./layout.js";
import { absentSequences, sequenceKey, storedArrays } from "./sequences.js";

/**
 * Reads a whole dataset.
 *
 * @throws StorageFailure if nothing is there; IncompleteDataset naming the sequences that were never
 * written; CorruptFile naming the file that is damaged; InvalidData if counts do not sum to the walkers
 * or a value is not finite
 */
export async function readDataset(storage: Storage): Promise<Dataset> {
  const { grid, sequences, walkers, provenance, layout } = await readDatasetHeader(storage);
  const keys = new Set(await storage.list());
  const missing = absentSequences(layout, sequences, keys);
  if (missing.length > 0) throw incompleteDataset(storage.name, missing);
  const time = (await readArray(storage, "time", layout.time, keys)) as Float64Array;
  const arrays = new Map<SequenceArray, Values>();
  for (const [name, array] of layout.perSequence) {
    arrays.set(name, allocate(array.type, sizeOf(array.shape)));
  }
  for (const [name, array] of storedArrays(layout)) {
    const values = arrays.get(name as SequenceArray) as Values;
    const length = sizeOf(array.chunks);
    for (let sequence = 0; sequence < sequences; sequence++) {
      const key = sequenceKey(name, array, sequence);
      const path = `${storage.name}/${key}`;
      const sealed = await storage.get(key);
      if (sealed === undefined) throw corruptFile(path, "a chunk", "no file");
      values.set(await decodeChunk(sealed, array, path), sequence * length);
    }
  }
  return new Dataset({
    grid,
    time,
    sequences,
    walkers,
    counts: arrays.get("counts") as Uint32Array,
    position: arrays.get("position") as Float32Array | undefined,
    initialState: arrays.get("initial_state") as Float64Array | undefined,
    observed: arrays.get("observed") as Uint8Array | undefined,
    provenance,
  });
}
