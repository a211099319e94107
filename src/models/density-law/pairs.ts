import type { Dataset } from "../../dataset/dataset.js";
import { invalidData } from "../../errors.js";
import type { Parameter } from "../../parameters.js";
import { checkTimeStep } from "../law/time-step.js";

/** Parameter of the models that learn from pairs. */
export const skipParameter = {
  kind: "integer",
  summary: "coarse steps at the start of each sequence that are not learned from",
  default: 0,
  min: 0,
} as const satisfies Parameter;

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
 * All consecutive snapshots of the sequences that were both observed, `skip` steps after the start or later.
 *
 * @throws InvalidData if there are none
 */
export function snapshotPairs(data: Dataset, skip = 0): SnapshotPairs {
  checkTimeStep(data);
  const { sequences, steps, walkers } = data;
  const { bins } = data.grid;
  const places: (readonly [sequence: number, step: number])[] = [];
  for (let i = 0; i < sequences; i++) {
    for (let t = skip; t < steps; t++) {
      if (data.isObserved(i, t) && data.isObserved(i, t + 1)) places.push([i, t]);
    }
  }
  if (places.length === 0 || walkers === 0) {
    const late = skip === 0 ? "" : ` after the first ${skip}`;
    const recover = `Give snapshots that follow each other${skip === 0 ? "" : ", or skip fewer"}.`;
    throw invalidData("dataset", `two observed snapshots one step apart${late}`, "none", recover);
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
