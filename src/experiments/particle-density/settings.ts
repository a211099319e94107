import { type AdvectionDiffusion, advectionDiffusion } from "../../simulate/advection-diffusion.js";

/** How large the experiment is, and how its forecasts are judged. Times are in coarse steps Δt. */
export interface Settings {
  /** Training sequences of the fits that forecast, n of the paper. */
  readonly sequences: number;
  /** Coarse steps of each training sequence, T of the paper: one snapshot more. */
  readonly observedSteps: number;
  /** Amounts of training data of the comparison, ascending; the last one is `sequences`. */
  readonly sizes: readonly number[];
  /** Starts the fits never saw, from the training family. */
  readonly starts: number;
  /** Fine-grained simulations of each start. */
  readonly runs: number;
  /** Draws of each forecast. */
  readonly draws: number;
  /** Times reported from a known starting density, counted from it. */
  readonly reportedTimes: readonly number[];
  /** Time of the comparison of amounts of data. */
  readonly sizeTime: number;
  /** Times of the profile figures. */
  readonly inferredTimes: readonly number[];
  readonly predictedTimes: readonly number[];
  /** Last time of the figures of space, time and mass. */
  readonly shownTime: number;
  /** Level of the intervals that are scored. */
  readonly level: number;
  /** Levels at which the inferred states are scored. */
  readonly stateLevels: readonly number[];
  /** Starts of the comparison with {@link rougherFamily}; 0 to leave it out. */
  readonly rougherStarts: number;
  /** Updates of the deep models; their own number if absent. */
  readonly updates?: number;
}

/** Section 3 of the paper, with more starts and a longer look ahead. */
export const full: Settings = {
  sequences: 64,
  observedSteps: 9,
  sizes: [8, 16, 32, 64],
  starts: 16,
  runs: 20,
  draws: 500,
  rougherStarts: 8,
  reportedTimes: [1, 5, 9, 15, 20, 25, 35, 100],
  sizeTime: 35,
  inferredTimes: [0, 5, 9],
  predictedTimes: [15, 20, 25, 35],
  shownTime: 40,
  level: 0.95,
  stateLevels: [0.5, 0.8, 0.9, 0.95],
};

/** The same figures from fewer data, updates, starts and draws. */
export const quick: Settings = {
  ...full,
  sequences: 32,
  sizes: [8, 32],
  starts: 2,
  runs: 5,
  draws: 100,
  rougherStarts: 0,
  reportedTimes: [1, 5, 9, 15, 20, 25, 35],
  shownTime: 35,
  updates: 3000,
};

/** Last coarse step that anything is compared at. */
export function lastTime({ reportedTimes, shownTime }: Settings): number {
  return Math.max(shownTime, ...reportedTimes);
}

/** Seeds of the forecasts from observed snapshots come after those from known densities. */
export const observedSeeds = 1000;

/**
 * Family of starting densities: a centred Gaussian process in log density, which the paper does not name. The
 * length is in bins; profiles have one or two crests.
 */
export const family = { sigma: 0.3, length: 6 } as const;

/** Another one, of up to three crests about five times as dense as their troughs, to see what errors owe to the family. */
export const rougherFamily = { sigma: 0.5, length: 3 } as const;

/** The walkers of section 3.1 of the paper: D = 1.95e-4, v = .015625, Δt = 4, a drift of .78 bins in Δt. */
export function particles(
  starts: typeof family | typeof rougherFamily = family,
): AdvectionDiffusion {
  return advectionDiffusion({
    walkers: 250_000,
    bins: 25,
    jump: 1 / 640,
    left: 0.1875,
    right: 0.2125,
    microStep: 2.5e-3,
    microStepsPerStep: 1600,
    ...starts,
  });
}
