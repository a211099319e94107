import type { Kernel } from "../../kernel/load.js";
import {
  calibrationFactor,
  explained,
  factorBesideStart,
  growthExponent,
  shareErrors,
} from "./calibration-factor.js";
import {
  type ComparedTrajectory,
  type ComparisonOptions,
  compareEnsemble,
} from "./compare-ensemble.js";
import type { ComparedPath } from "./compared-path.js";
import { type DispersionGrowth, growthOf, type NoiseFactors } from "./dispersion-growth.js";
import {
  type PatchLayout,
  type TrainingStatistics,
  trainingDistance,
} from "./training-distance.js";

/** What is calibrated with. */
export interface CalibrationOptions extends ComparisonOptions {
  /** What training states are like, where that is known: then the noise may grow away from them. */
  readonly statistics?: TrainingStatistics | undefined;
  readonly patches: PatchLayout;
}

/** What calibration found. */
export interface Calibrated {
  /** On s and Psi. */
  readonly factor: number;
  /** On the deviation of what the decoder misses, and on the root of the floor. */
  readonly widening: number;
  /** Variance that errors of the field have everywhere at the start. */
  readonly floor: number;
  /** By what share of itself the variance that no spread explains has risen after a training time; as the square of time. */
  readonly rise: number;
  /** How all of these grow away from the training states; where there is none, they do not. */
  readonly growth?: DispersionGrowth | undefined;
}

/** Half a decade, and roots of it. */
const half = Math.sqrt(10);
const quarter = Math.sqrt(half);
const eighth = Math.sqrt(quarter);
/** Factors at which ensembles are drawn: errors decide between them. */
const drawnAt = [10, half, 1, 1 / half, 0.1, 0.1 / half, 0.01];
/** What may be found beside each of these: a spread is proportional to the factor for so far, and the next one is as near. */
const nextTo = [1 / quarter, quarter];
/** Where among them the search begins. */
const firstDrawn = 3;
/** Held-out trajectories that the search goes by. */
const mostSearched = 4;
/** What is left to find once ensembles of the best of these were drawn. */
const close = [1 / eighth, eighth];
/** Noise that is next to none. */
const none = 1e-3;

/** The best of candidates in a row, from one of them uphill, one way or the other; there is none beyond the ends. */
async function uphill<T>(
  candidate: (k: number) => Promise<T> | undefined,
  from: number,
  worth: (of: T) => number,
): Promise<T> {
  let best = await candidate(from);
  if (best === undefined) throw new RangeError(`no candidate ${from}`);
  for (const way of [1, -1]) {
    let k = from + way;
    for (; ; k += way) {
      const next = await candidate(k);
      if (next === undefined || !(worth(next) > worth(best))) break;
      best = next;
    }
    if (k !== from + way) break;
  }
  return best;
}

/**
 * The factor on s and Psi with which ensembles from the starts of trajectories cover them, within two standard deviations, as often
 * as a normal distribution would. The learned noise is that of a bound, and too wide or too narrow in forecasts.
 *
 * Ensembles without noise come first. They show how errors grow with the distance of forecasts from the training states, and the
 * noise is made to grow as they do; and they show how much of the spread is the start's, which no factor changes. Then errors are
 * shared out between start, noise and what is the same everywhere, by likelihood, with ensembles of some factors: the spread is
 * proportional to the factor only near each of them. At last the noise and what is the same everywhere are widened for what
 * trajectories still differ by.
 *
 * @param held trajectories that were not trained on
 * @param trained some that were: they tell how differently trajectories are forecast
 * @throws Interrupted
 */
export async function calibrateDispersion(
  kernel: Kernel,
  held: readonly ComparedPath[],
  trained: readonly ComparedPath[],
  options: CalibrationOptions,
): Promise<Calibrated> {
  const { statistics, patches } = options;
  const distance = statistics && trainingDistance(statistics, patches);
  const compareAll = async (
    paths: readonly ComparedPath[],
    factors: NoiseFactors,
    still?: readonly ComparedTrajectory[],
  ) => {
    const all: ComparedTrajectory[] = [];
    for (const [i, path] of paths.entries()) {
      // What starts make, and the distance, are those of the ensembles without noise.
      const known = still === undefined ? { distance } : { begun: still[i].compared.begun };
      all.push(await compareEnsemble(kernel, path, options, { factors, ...known }));
    }
    return all;
  };
  const comparedOf = (all: readonly ComparedTrajectory[]) => all.map(({ compared }) => compared);

  const sets = [held, trained];
  const still: ComparedTrajectory[][] = [];
  for (const paths of sets) still.push(await compareAll(paths, { factor: none }));
  const alone = shareErrors(comparedOf(still[0]));
  const growth = statistics && {
    statistics,
    exponent: growthExponent(
      still.map((set) => {
        return set.map((one) => ({ ...one, compared: explained(one.compared, alone) }));
      }),
    ),
  };
  const growing = growth && growthOf(growth, patches);

  const drawn = async (factor: number, range: readonly number[], most: number) => {
    const factors = { factor, growth: growing };
    const unseen = comparedOf(await compareAll(held.slice(0, most), factors, still[0]));
    return { factor, unseen, shares: shareErrors(unseen, range) };
  };
  const best = await uphill(
    (k) => (k in drawnAt ? drawn(drawnAt[k], nextTo, mostSearched) : undefined),
    firstDrawn,
    ({ shares }) => shares.likelihood,
  );
  const found = best.factor * best.shares.factor;
  const { factor, unseen, shares } = await drawn(found, close, held.length);
  const seen = comparedOf(await compareAll(trained, { factor, growth: growing }, still[1]));
  const [all, others] = [unseen, seen].map((set) => set.map((one) => explained(one, shares)));
  const widening = factorBesideStart(
    calibrationFactor(all, others, growth === undefined ? 1 : 2),
    unseen.map(({ begun }) => begun),
    all.map(({ spread }) => spread),
  );
  const { floor, rise } = shares;
  return { factor: factor * shares.factor * widening, widening, floor, rise, growth };
}
