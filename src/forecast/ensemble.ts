import { invalidParameter, numericalFailure } from "../errors.js";
import type { Kernel } from "../kernel/instantiate.js";
import { binWidth, type Grid, type Provenance } from "../types.js";
import { checkEnsemble } from "./check.js";
import type { EnsembleFields, ForecastStart } from "./fields.js";
import { placeWalkers } from "./lift.js";
import { quantileIndex, sortedColumns, tails } from "./order-statistics.js";
import { coarsenCounts, coarsening, refineCounts, refinement } from "./regrid.js";
import { firstSteps } from "./truncate.js";
import { checkPair, twoBinProbability } from "./two-bin.js";

export type { EnsembleFields, ForecastStart } from "./fields.js";

/** Ends of an interval; the shapes are those of what it bounds. The ends belong to it. */
export interface Interval {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * Draws of the posterior predictive: fine-grained futures, as counts of walkers on a grid.
 *
 * A draw that left the finite numbers is counted by {@link divergedBy} and left out of every statistic from
 * that step on; its counts there mean nothing. If no draw is left at a step, statistics over the steps
 * throw NumericalFailure; {@link truncate} to {@link survivingSteps} gives those of the steps before.
 *
 * Densities have integral 1 and the unit 1 / length: counts / (walkers * width of a bin). Quantiles invert
 * the empirical distribution function of the whole counts, so an interval with its ends covers slightly
 * more often than its level says, the more so the fewer walkers a bin has.
 *
 * @example
 * const { lower, upper } = ensemble.rebin(96).interval(0.95); // shape [step, 96]
 */
export class Ensemble implements EnsembleFields {
  readonly grid: Grid;
  readonly walkers: number;
  readonly time: Float64Array;
  readonly draws: number;
  readonly counts: Uint32Array;
  readonly state: Float64Array;
  readonly divergedAt: Int32Array;
  readonly seed: number;
  readonly provenance: Provenance;
  readonly model: string | undefined;
  readonly start: ForecastStart | undefined;
  readonly #kernel: Kernel;

  /**
   * @param kernel draws the random numbers of {@link rebin} and {@link lift}
   * @throws InvalidData if shapes disagree, times do not rise, or a draw that has not diverged lacks walkers
   *   or is not finite
   */
  constructor(fields: EnsembleFields, kernel: Kernel) {
    checkEnsemble(fields);
    this.grid = fields.grid;
    this.walkers = fields.walkers;
    this.time = fields.time;
    this.draws = fields.draws;
    this.counts = fields.counts;
    this.state = fields.state;
    this.divergedAt = fields.divergedAt;
    this.seed = fields.seed;
    this.provenance = fields.provenance;
    this.model = fields.model;
    this.start = fields.start;
    this.#kernel = kernel;
  }

  get bins(): number {
    return this.grid.bins;
  }

  get steps(): number {
    return this.time.length;
  }

  /** Length of a coarse state. */
  get coarseBins(): number {
    return this.state.length / (this.draws * this.steps);
  }

  /** Counts of one draw at one step, shape [bin]; a view, not a copy. */
  countsAt(draw: number, step: number): Uint32Array {
    const row = (draw * this.steps + step) * this.bins;
    return this.counts.subarray(row, row + this.bins);
  }

  /** Draws that have left the finite numbers at or before the step. */
  divergedBy(step: number): number {
    let diverged = 0;
    for (const at of this.divergedAt) if (at >= 0 && at <= step) diverged++;
    return diverged;
  }

  /** Number of steps, from the first, at which at least one draw is left. */
  get survivingSteps(): number {
    let surviving = 0;
    for (const at of this.divergedAt) surviving = Math.max(surviving, at < 0 ? this.steps : at);
    return surviving;
  }

  /**
   * The draws that have not diverged at a step, ascending.
   *
   * @throws NumericalFailure if none is left
   */
  livingAt(step: number): number[] {
    const living: number[] = [];
    this.divergedAt.forEach((at, draw) => {
      if (at < 0 || at > step) living.push(draw);
    });
    if (living.length === 0) {
      throw numericalFailure(
        "Every draw of the forecast",
        step,
        `${this.draws} of ${this.draws} draws diverged`,
        `Use truncate(${this.survivingSteps}) for the steps before it, or fit a more stable law: more data or fewer features.`,
      );
    }
    return living;
  }

  /** Where the rows of the living draws begin in `counts`. @throws NumericalFailure */
  #rowsAt(step: number): number[] {
    return this.livingAt(step).map((draw) => (draw * this.steps + step) * this.bins);
  }

  /**
   * Counts of the living draws at a step in ascending order for each bin, shape [bin, living draw].
   *
   * @throws NumericalFailure if no draw is left
   */
  sortedAt(step: number): Uint32Array {
    return sortedColumns(this.counts, this.#rowsAt(step), this.bins);
  }

  /** Density of one walker in a bin. */
  get #unit(): number {
    return 1 / (this.walkers * binWidth(this.grid));
  }

  /** Mean density over draws, shape [step, bin]. @throws NumericalFailure if no draw is left at a step */
  mean(): Float64Array {
    const { bins, steps, counts } = this;
    const mean = new Float64Array(steps * bins);
    for (let step = 0; step < steps; step++) {
      const rows = this.#rowsAt(step);
      const at = mean.subarray(step * bins, (step + 1) * bins);
      for (const row of rows) for (let j = 0; j < bins; j++) at[j] += counts[row + j];
      const scale = this.#unit / rows.length;
      for (let j = 0; j < bins; j++) at[j] *= scale;
    }
    return mean;
  }

  /** Quantiles of the density for several probabilities in one pass, each of shape [step, bin]. */
  #quantiles(probabilities: readonly number[]): Float64Array[] {
    const { bins, steps } = this;
    for (const p of probabilities) quantileIndex(p, 1);
    const quantiles = probabilities.map(() => new Float64Array(steps * bins));
    for (let step = 0; step < steps; step++) {
      const sorted = this.sortedAt(step);
      const living = sorted.length / bins;
      probabilities.forEach((p, i) => {
        const index = quantileIndex(p, living);
        for (let j = 0; j < bins; j++) {
          quantiles[i][step * bins + j] = sorted[j * living + index] * this.#unit;
        }
      });
    }
    return quantiles;
  }

  /**
   * Quantile of the density in each bin, shape [step, bin]: the smallest density that at least a fraction p
   * of the draws does not exceed.
   *
   * @throws InvalidParameter unless p is in [0, 1]; NumericalFailure if no draw is left at a step
   */
  quantile(p: number): Float64Array {
    return this.#quantiles([p])[0];
  }

  /** Median of the density, shape [step, bin]. @throws NumericalFailure if no draw is left at a step */
  median(): Float64Array {
    return this.quantile(0.5);
  }

  /**
   * Central credible interval of the density of one fine-grained state, shape [step, bin].
   *
   * @throws InvalidParameter unless the level is in (0, 1); NumericalFailure if no draw is left at a step
   */
  interval(level: number): Interval {
    const [lower, upper] = this.#quantiles(tails(level));
    return { lower, upper };
  }

  /** The same ensemble with other counts on another number of bins. */
  #onBins(bins: number, counts: Uint32Array): Ensemble {
    return new Ensemble({ ...this, grid: { ...this.grid, bins }, counts }, this.#kernel);
  }

  /**
   * The ensemble on a finer grid, each walker uniform within its bin. The random numbers come from the
   * ensemble's seed and `bins`, so the result is always the same.
   *
   * @param bins a multiple of the present bins
   * @throws InvalidParameter for other bins
   */
  rebin(bins: number): Ensemble {
    const factor = refinement(this.bins, bins);
    if (factor === 1) return this;
    return this.#onBins(bins, refineCounts(this.#kernel, this.counts, factor, this.seed, bins));
  }

  /**
   * The ensemble on a coarser grid.
   *
   * @param bins a divisor of the present bins
   * @throws InvalidParameter for other bins
   */
  coarsen(bins: number): Ensemble {
    const factor = coarsening(this.bins, bins);
    return factor === 1 ? this : this.#onBins(bins, coarsenCounts(this.counts, factor));
  }

  /**
   * The first steps of the ensemble.
   *
   * @param steps from 1 to the present number
   * @throws InvalidParameter
   */
  truncate(steps: number): Ensemble {
    if (!Number.isInteger(steps) || steps < 1 || steps > this.steps) {
      throw invalidParameter("steps", `an integer of 1..${this.steps}`, steps);
    }
    return new Ensemble(firstSteps(this, steps), this.#kernel);
  }

  /**
   * Probability that of two distinct walkers drawn at random the one is in bin `first` and the other in
   * `second`, shape [draw, step]: m_1 m_2 / (n (n - 1)), or m (m - 1) / (n (n - 1)) if the bins are one. NaN
   * where the draw has diverged.
   *
   * @param first counted from 0
   * @throws InvalidParameter if there is no such bin; InvalidData for fewer than two walkers
   */
  twoBin(first: number, second: number): Float64Array {
    const { bins, steps, walkers, counts, divergedAt } = this;
    checkPair(first, second, bins, walkers);
    return Float64Array.from({ length: this.draws * steps }, (_, row) => {
      const at = divergedAt[Math.floor(row / steps)];
      if (at >= 0 && row % steps >= at) return Number.NaN;
      return twoBinProbability(counts, row * bins, first, second, walkers);
    });
  }

  /**
   * Quantiles over draws of the two-bin probability, for each p an array of shape [step].
   *
   * @throws as {@link twoBin}; InvalidParameter unless each p is in [0, 1]; NumericalFailure if no draw is
   *   left at a step
   */
  twoBinQuantiles(first: number, second: number, probabilities: readonly number[]): Float64Array[] {
    for (const p of probabilities) quantileIndex(p, 1);
    const probability = this.twoBin(first, second);
    const quantiles = probabilities.map(() => new Float64Array(this.steps));
    for (let step = 0; step < this.steps; step++) {
      const living = this.livingAt(step);
      const sorted = Float64Array.from(
        living,
        (draw) => probability[draw * this.steps + step],
      ).sort();
      probabilities.forEach((p, i) => {
        quantiles[i][step] = sorted[quantileIndex(p, living.length)];
      });
    }
    return quantiles;
  }

  /** Central credible interval of the two-bin probability, shape [step]. @throws as {@link twoBinQuantiles} */
  twoBinInterval(first: number, second: number, level: number): Interval {
    const [lower, upper] = this.twoBinQuantiles(first, second, tails(level));
    return { lower, upper };
  }

  /**
   * Positions of all walkers of one draw at one step, shape [walker], uniform within their bins and in the
   * order of the bins. The random numbers come from the ensemble's seed, the draw and the step.
   *
   * @throws InvalidParameter if there is no such draw or step; NumericalFailure if the draw has diverged
   */
  lift(draw: number, step: number): Float32Array {
    for (const [name, value, length] of [
      ["draw", draw, this.draws],
      ["step", step, this.steps],
    ] as const) {
      if (!Number.isInteger(value) || value < 0 || value >= length) {
        throw invalidParameter(name, `an integer of 0..${length - 1}`, value);
      }
    }
    const at = this.divergedAt[draw];
    if (at >= 0 && step >= at) {
      throw numericalFailure(`Draw ${draw}`, at, "no walkers to place", "Lift another draw.");
    }
    const counts = this.countsAt(draw, step);
    return placeWalkers(this.#kernel, this.grid, counts, this.seed, draw, step);
  }
}
