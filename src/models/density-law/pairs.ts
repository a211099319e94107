import type { Dataset } from "../../dataset/dataset.js";
import { invalidData } from "../../errors.js";
import { checkTimeStep } from "../law/time-step.js";

/** Snapshots one coarse step apart, as shares of the walkers. */
export interface SnapshotPairs {
  readonly count: number;
  readonly bins: number;
  readonly walkers: number;
  /** [pair][bin]. */
  readonly before: Float64Array;
  /** [pair][bin]. */
  readonly after: Float64Array;
}

/**
 * All consecutive snapshots of the sequences that were both observed.
 *
 * @throws InvalidData if there are none
 */
export function snapshotPairs(data: Dataset): SnapshotPairs {
  checkTimeStep(data);
  const { sequences, steps, walkers } = data;
  const { bins } = data.grid;
  const places: (readonly [sequence: number, step: number])[] = [];
  for (let i = 0; i < sequences; i++) {
    for (let t = 0; t < steps; t++) {
      if (data.isObserved(i, t) && data.isObserved(i, t + 1)) places.push([i, t]);
    }
  }
  if (places.length === 0 || walkers === 0) {
    const recover = "Give snapshots that follow each other.";
    throw invalidData("dataset", "two observed snapshots one step apart", "none", recover);
  }
  const [before, after] = [0, 1].map((later) => {
    const shares = new Float64Array(places.length * bins);
    places.forEach(([i, t], pair) => {
      data.countsAt(i, t + later).forEach((m, j) => {
        shares[pair * bins + j] = m / walkers;
      });
    });
    return shares;
  });
  return { count: places.length, bins, walkers, before, after };
}
