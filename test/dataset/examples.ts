import type { DatasetHeader } from "../../src/dataset/layout.js";
import { createDatasetWriter, type SequenceFields } from "../../src/dataset/write.js";
import type { Storage } from "../../src/store/storage.js";

/** A small dataset with positions and initial states: 4 sequences, 3 snapshots, 5 bins, 7 walkers. */
export const exampleHeader: DatasetHeader = {
  grid: { domain: [-1, 1], bins: 5 },
  time: Float64Array.of(0, 0.5, 1),
  sequences: 4,
  walkers: 7,
  recordsPositions: true,
  recordsInitialState: true,
  provenance: {
    version: "0.1.0",
    command: "simulate",
    name: "advection-diffusion",
    parameters: { walkers: 7, right: 0.205 },
    seed: 3,
  },
};

/** A sequence that fits a header; its values depend on its index only. */
export function exampleSequence(index: number, header = exampleHeader): SequenceFields {
  const { walkers, grid, time } = header;
  const position = Float32Array.from({ length: time.length * walkers }, (_, i) => {
    return (((i * 37 + index * 11) % 100) / 100) * 2 - 1;
  });
  const counts = new Uint32Array(time.length * grid.bins);
  position.forEach((y, i) => {
    const bin = Math.min(grid.bins - 1, Math.floor(((y + 1) / 2) * grid.bins));
    counts[Math.floor(i / walkers) * grid.bins + bin]++;
  });
  const initialState = Float64Array.from({ length: grid.bins }, (_, j) => index + j / 3);
  return {
    counts,
    ...(header.recordsPositions && { position }),
    ...(header.recordsInitialState && { initialState }),
  };
}

/** Writes all sequences of a header. */
export async function writeExample(storage: Storage, header = exampleHeader): Promise<void> {
  const writer = await createDatasetWriter(storage, header);
  for (let i = 0; i < header.sequences; i++) {
    await writer.writeSequence(i, exampleSequence(i, header));
  }
  await writer.finish();
}
