import type { CoarseStates } from "../../models/virtual-observables/coarse-states.js";
import type { Data } from "./data.js";
import type { Settings } from "./settings.js";
import type { DeepFit } from "./train.js";

/** How often intervals of q(X_t) of one level hold the exact density of the sequence. */
export interface StateCoverage {
  readonly level: number;
  /** Over all sequences, times and bins. */
  readonly coverage: number;
  /** Over sequences and bins, shape [time]. */
  readonly byTime: readonly number[];
}

/** Coverage of the exact densities of the training sequences by the states that a fit infers. */
export function coverageOfStates(
  states: CoarseStates,
  { trainingExact }: Data,
  { stateLevels }: Settings,
): StateCoverage[] {
  const times = trainingExact[0].length;
  const bins = trainingExact[0][0].length;
  const intervals = states.intervals(stateLevels);
  return stateLevels.map((level, k) => {
    const { lower, upper } = intervals[k];
    const inside = new Array<number>(times).fill(0);
    trainingExact.forEach((sequence, i) => {
      sequence.forEach((exact, t) => {
        const from = (i * times + t) * bins;
        exact.forEach((share, j) => {
          if (share >= lower[from + j] && share <= upper[from + j]) inside[t] += 1;
        });
      });
    });
    const byTime = inside.map((count) => count / (trainingExact.length * bins));
    return { level, coverage: byTime.reduce((a, b) => a + b, 0) / times, byTime };
  });
}

/** Coverages of each form. */
export type StateCoverages = ReadonlyMap<string, readonly StateCoverage[]>;

/** Coverages of the states of each fit, by form. */
export function coverageByForm(
  deep: readonly DeepFit[],
  data: Data,
  settings: Settings,
): StateCoverages {
  return new Map(
    deep.map(({ law, posterior }) => [
      law.form,
      coverageOfStates(posterior.states, data, settings),
    ]),
  );
}
