import type { Adam } from "../../autodiff/adam.js";

/** What a training needs beside what it has learned, to go on as if it had not been interrupted. */
export interface TrainingState {
  /** Updates that Adam has done. */
  readonly step: number;
  /** Adam's first moments, all parameters one after the other. */
  readonly first: Float64Array;
  /** Its second moments, likewise. */
  readonly second: Float64Array;
  /** Running mean of squared residuals, where sigma_r is learned with it; see `createLawNoise`. */
  readonly residual: number;
}

/** Copies the state of Adam. */
export function copyTraining(adam: Adam, residual: number): TrainingState {
  const { step, first, second } = adam.state();
  const joined = (moments: typeof first) =>
    Float64Array.from(moments.flatMap((values) => Array.from(values)));
  return { step, first: joined(first), second: joined(second), residual };
}

/** @throws InvalidData if the state is that of other parameters */
export function restoreTraining(adam: Adam, { step, first, second }: TrainingState): void {
  const lengths = adam.state().first.map(({ length }) => length);
  const cut = (joined: Float64Array) => {
    let end = 0;
    const parts = lengths.map((length) => {
      end += length;
      return joined.slice(end - length, end);
    });
    // Numbers too many show as one parameter too many.
    return end < joined.length ? [...parts, joined.slice(end)] : parts;
  };
  adam.restore({ step, first: cut(first), second: cut(second) });
}
