import { join } from "../store/array.js";
import { chunkName, isIntact } from "../store/chunk.js";
import type { ArrayLayout } from "../store/metadata.js";
import type { Storage } from "../store/storage.js";

/** Layouts of the arrays that have one chunk per sequence, by name. */
interface SequenceLayouts {
  readonly perSequence: ReadonlyMap<string, ArrayLayout>;
}

/** Key of the chunk of one sequence. */
export function sequenceKey(name: string, layout: ArrayLayout, sequence: number): string {
  const inner = layout.shape.slice(1).map(() => 0);
  return join(name, chunkName([sequence, ...inner]));
}

/** Arrays of a dataset that hold anything; with no walkers, `position` holds nothing and has no chunks. */
export function storedArrays(layout: SequenceLayouts): [string, ArrayLayout][] {
  return [...layout.perSequence].filter(([, { shape }]) => !shape.includes(0));
}

/** Sequences of which a chunk is absent, from the keys alone. */
export function absentSequences(
  layout: SequenceLayouts,
  sequences: number,
  keys: ReadonlySet<string>,
): number[] {
  const arrays = storedArrays(layout);
  return range(sequences).filter((sequence) =>
    arrays.some(([name, array]) => !keys.has(sequenceKey(name, array, sequence))),
  );
}

/**
 * Sequences of which any chunk is absent, torn, or fails its checksum.
 *
 * @param known sequences that need no look
 */
export async function missingSequences(
  storage: Storage,
  layout: SequenceLayouts,
  sequences: number,
  known: ReadonlySet<number> = new Set(),
): Promise<number[]> {
  const absent = new Set(absentSequences(layout, sequences, new Set(await storage.list())));
  const missing: number[] = [];
  for (const sequence of range(sequences)) {
    if (known.has(sequence) && !absent.has(sequence)) continue;
    if (absent.has(sequence) || !(await isWhole(storage, layout, sequence))) missing.push(sequence);
  }
  return missing;
}

async function isWhole(storage: Storage, layout: SequenceLayouts, sequence: number) {
  for (const [name, array] of storedArrays(layout)) {
    const sealed = await storage.get(sequenceKey(name, array, sequence));
    if (sealed === undefined || !isIntact(sealed, array)) return false;
  }
  return true;
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
