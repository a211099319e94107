import { exponential, logarithm } from "../../autodiff/exact.js";
import {
  type PatchLayout,
  type TrainingStatistics,
  trainingDistance,
} from "./training-distance.js";

/**
 * How the noise of forecasts grows where they leave what was trained on: as the distance of the latent state from those of training,
 * raised to some power. Learned functions are off by more the farther they reach, and no noise of the same size everywhere covers
 * both the trajectories within the training family and those at its edge.
 */
export interface DispersionGrowth {
  readonly statistics: TrainingStatistics;
  /** Power of the distance, from trajectories that were held out; 0: the noise is the same everywhere. */
  readonly exponent: number;
}

/** Factor on the noise at states [d][column]: [column]. */
export type Growth = (states: ArrayLike<number>, columns: number) => Float64Array;

/** What the learned noise is multiplied by. */
export interface NoiseFactors {
  /** Everywhere. */
  readonly factor: number;
  /** At a state. */
  readonly growth?: Growth | undefined;
}

/** Distances beyond this, and below its inverse, count as it: nothing is known of how errors grow farther out. */
const farthest = 10;

/** The growth as a function of states. */
export function growthOf({ statistics, exponent }: DispersionGrowth, layout: PatchLayout): Growth {
  const distance = trainingDistance(statistics, layout);
  return (states, columns) => {
    if (exponent === 0) return new Float64Array(columns).fill(1);
    return distance(states, columns).map((d) => {
      // A state that is not finite is as far as can be.
      const bounded = d < farthest ? Math.max(d, 1 / farthest) : farthest;
      return exponential(exponent * logarithm(bounded));
    });
  };
}
