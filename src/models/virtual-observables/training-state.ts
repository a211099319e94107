import type { Adam } from "../../autodiff/adam.js";
import { type AdamMoments, copyMoments } from "../../autodiff/adam-moments.js";

export { restoreMoments as restoreTraining } from "../../autodiff/adam-moments.js";

/** What a training needs beside what it has learned, to go on as if it had not been interrupted. */
export interface TrainingState extends AdamMoments {
  /** Running mean of squared residuals, where sigma_r is learned with it; see `createLawNoise`. */
  readonly residual: number;
}

/** Copies the state of Adam. */
export function copyTraining(adam: Adam, residual: number): TrainingState {
  return { ...copyMoments(adam), residual };
}
