import { invalidData } from "../errors.js";
import { Dataset } from "./dataset.js";

/**
 * Some sequences of a dataset, and of each the first snapshots. Positions are left out.
 *
 * @param sequences indices, in the order wanted
 * @param steps coarse steps to keep; all by default
 * @throws InvalidData if there is no such sequence, or fewer steps
 */
export function selectSequences(
  data: Dataset,
  sequences: readonly number[],
  steps: number = data.steps,
): Dataset {
  const { bins } = data.grid;
  if (!Number.isInteger(steps) || steps < 0 || steps > data.steps) {
    throw invalidData("steps to keep", `0 to ${data.steps}`, `${steps}`);
  }
  const snapshots = steps + 1;
  const counts = new Uint32Array(sequences.length * snapshots * bins);
  const initialState = data.initialState && new Float64Array(sequences.length * bins);
  const observed = data.observed && new Uint8Array(sequences.length * snapshots);
  sequences.forEach((sequence, i) => {
    if (!Number.isInteger(sequence) || sequence < 0 || sequence >= data.sequences) {
      const expected = `an index of 0..${data.sequences - 1}`;
      throw invalidData("sequence", expected, `${sequence}`);
    }
    const from = sequence * data.time.length * bins;
    counts.set(data.counts.subarray(from, from + snapshots * bins), i * snapshots * bins);
    const state = data.initialState?.subarray(sequence * bins, (sequence + 1) * bins);
    if (state) initialState?.set(state, i * bins);
    for (let step = 0; step < snapshots; step++) {
      if (observed && data.isObserved(sequence, step)) observed[i * snapshots + step] = 1;
    }
  });
  return new Dataset({
    grid: data.grid,
    time: data.time.slice(0, snapshots),
    sequences: sequences.length,
    walkers: data.walkers,
    counts,
    initialState,
    observed,
    provenance: data.provenance,
  });
}
