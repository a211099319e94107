import type { Dataset } from "../dataset/dataset.js";
import { selectSequences } from "../dataset/select.js";
import { invalidData } from "../errors.js";

/** What models learn from, and the sequences whose starts they forecast. */
export interface Split {
  readonly training: Dataset;
  readonly test: Dataset;
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/** @throws InvalidData unless forecasts of models of `data` can be held against `test` */
function checkAgreement(data: Dataset, test: Dataset): void {
  const shape = ({ grid, walkers, timeStep }: Dataset) =>
    `${walkers} walkers on ${grid.bins} bins of [${grid.domain.join(", ")}), ${timeStep} apart`;
  const [low, high] = data.grid.domain;
  const same =
    data.walkers === test.walkers &&
    data.grid.bins === test.grid.bins &&
    low === test.grid.domain[0] &&
    high === test.grid.domain[1] &&
    Math.abs(data.timeStep - test.timeStep) <= 1e-6 * data.timeStep;
  if (!same) {
    const recover = "Simulate both with the same parameters.";
    throw invalidData("test data", shape(data), shape(test), recover);
  }
}

/** How data are split. */
export interface SplitOptions {
  /** Fraction of the sequences held out, between 0 and 1. */
  readonly heldOut: number;
  /** Where given, nothing is held out. */
  readonly test?: Dataset | undefined;
  /** First coarse steps of each training sequence that are learned from; all by default. */
  readonly trainingSteps?: number | undefined;
}

/**
 * Holds out the last sequences.
 *
 * @throws InvalidData if no sequence would be left to learn from, or there is no coarse step, or the
 *   test data are of another kind
 */
export function splitData(data: Dataset, { heldOut, test, trainingSteps }: SplitOptions): Split {
  if (data.steps < 1) {
    const recover = "Simulate with at least one step.";
    throw invalidData("dataset", "a coarse step in each sequence", "none", recover);
  }
  if (test) checkAgreement(data, test);
  const { sequences } = data;
  const kept = test ? sequences : sequences - Math.max(1, Math.round(heldOut * sequences));
  if (kept < 1) {
    throw invalidData(
      "dataset",
      `more sequences than the fraction ${heldOut} that is held out`,
      `${sequences}`,
      "Simulate more sequences, or hold out fewer of them.",
    );
  }
  return {
    training: selectSequences(data, range(0, kept), trainingSteps),
    test: test ?? selectSequences(data, range(kept, sequences)),
  };
}
