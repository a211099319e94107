import { invalidParameter } from "../../errors.js";
import { quantileIndex, tails } from "../../forecast/order-statistics.js";
import { checkSeed } from "../../kernel/random.js";

/** Ends of central intervals of the shares X, [sequence, time, bin]; NaN where the posterior has no state. */
export interface StateInterval {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** What the posterior says of the coarse states of some sequences: X, the share of the walkers in each bin. */
export interface CoarseStates {
  readonly sequences: number;
  readonly times: number;
  readonly bins: number;
  /** Mean of X, [sequence, time, bin]; NaN after the end of a sequence. */
  readonly mean: Float64Array;
  /** Central credible interval of X in each bin. @throws InvalidParameter unless the level is in (0, 1) */
  interval(level: number): StateInterval;
  /** {@link interval} of several levels, for the work of one. */
  intervals(levels: readonly number[]): StateInterval[];
  /**
   * Draws of X of one snapshot, [draw, bin]: the same draw of two snapshots belongs to one path, as far as the posterior
   * correlates them.
   *
   * @throws InvalidParameter if there is no such sequence or time
   */
  sample(sequence: number, time: number, draws: number, seed: number): Float64Array;
  /** Snapshots of a sequence that the posterior has states of. */
  lengthOf(sequence: number): number;
}

/** Draws of all snapshots of a sequence, [time][bin][draw]; NaN where there is no state. */
export type SequenceSampler = (
  sequence: number,
  times: number,
  draws: number,
  seed: number,
) => Float64Array;

/** Shape of the states, and how long each sequence is. */
export interface StatesShape {
  readonly sequences: number;
  readonly times: number;
  readonly bins: number;
  /** Snapshots of each sequence, [sequence]. */
  readonly lengths: Int32Array;
}

/** Draws from which means and intervals are taken. */
const storedDraws = 1000;
const storedSeed = 0;

/** Coarse states from a way to draw them; means and intervals are computed when first asked for. */
export function createCoarseStates(shape: StatesShape, sampler: SequenceSampler): CoarseStates {
  const { sequences, times, bins, lengths } = shape;
  const size = times * bins;
  /** Calls `take` with the sorted draws of every value. */
  const eachValue = (take: (at: number, sorted: Float64Array) => void) => {
    for (let i = 0; i < sequences; i++) {
      const drawn = sampler(i, times, storedDraws, storedSeed);
      for (let value = 0; value < size; value++) {
        const row = drawn.subarray(value * storedDraws, (value + 1) * storedDraws);
        take(i * size + value, row.sort());
      }
    }
  };
  const intervals = (levels: readonly number[]): StateInterval[] => {
    const indices = levels.map((level) => tails(level).map((p) => quantileIndex(p, storedDraws)));
    const ends = (): StateInterval => ({
      lower: new Float64Array(sequences * size),
      upper: new Float64Array(sequences * size),
    });
    const found = levels.map(ends);
    eachValue((at, row) => {
      found.forEach(({ lower, upper }, k) => {
        const [low, high] = indices[k];
        lower[at] = row[low];
        upper[at] = row[high];
      });
    });
    return found;
  };
  let mean: Float64Array | undefined;
  return {
    sequences,
    times,
    bins,
    get mean() {
      if (mean === undefined) {
        const found = new Float64Array(sequences * size);
        eachValue((at, row) => {
          found[at] = row.reduce((sum, x) => sum + x, 0) / row.length;
        });
        mean = found;
      }
      return mean;
    },
    interval: (level) => intervals([level])[0],
    intervals,
    sample(sequence, time, draws, seed) {
      checkSeed(seed);
      for (const [name, value, length] of [
        ["sequence", sequence, sequences],
        ["time", time, lengths[sequence] ?? 0],
      ] as const) {
        if (!Number.isInteger(value) || value < 0 || value >= length) {
          throw invalidParameter(name, `an integer of 0..${length - 1}`, value);
        }
      }
      const drawn = sampler(sequence, times, draws, seed);
      const states = new Float64Array(draws * bins);
      for (let j = 0; j < bins; j++) {
        for (let d = 0; d < draws; d++) {
          states[d * bins + j] = drawn[(time * bins + j) * draws + d];
        }
      }
      return states;
    },
    lengthOf: (sequence) => lengths[sequence] ?? 0,
  };
}
