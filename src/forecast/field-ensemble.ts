import { checkArray, describeValue } from "../dataset/check.js";
import { checkFieldGrid, type FieldGrid, fieldSize } from "../dataset/field-grid.js";
import { checkRisingTimes } from "../dataset/field-source.js";
import { invalidData, invalidParameter, numericalFailure } from "../errors.js";
import type { Provenance } from "../types.js";
import { quantileIndex, tails } from "./order-statistics.js";

/** What a {@link FieldEnsemble} is made of. */
export interface FieldEnsembleFields {
  readonly grid: FieldGrid;
  /** Times of the steps, shape [step], in the data's unit. */
  readonly time: Float64Array;
  readonly draws: number;
  /** Latent states, shape [draw][step][d]. */
  readonly latent: Float32Array;
  /** Step from which a draw is no longer finite, -1 for never, shape [draw]. */
  readonly divergedAt: Int32Array;
  /**
   * Fields of some latent states of one step, [state][d] -> [state][...space], `of` naming the draw of each, and `errorScale` being
   * that of the step. Each depends on its own state and draw, and on that scale.
   */
  readonly decode: (
    latent: Float32Array,
    states: number,
    of: readonly number[],
    errorScale: number,
  ) => Float32Array;
  /** What the error of the decoder is multiplied by, shape [step]; 1 by default. */
  readonly errorScale?: Float64Array | undefined;
  /** Time at which the forecast started. */
  readonly start?: number | undefined;
  readonly seed: number;
  readonly provenance: Provenance;
  /** Name of the model. */
  readonly model?: string | undefined;
}

/** Ends of an interval of shape [step][...space], or [...space] at one step. */
export interface FieldInterval {
  readonly lower: Float32Array;
  readonly upper: Float32Array;
}

/** Mean and interval of shape [...space]. */
export interface FieldSummary extends FieldInterval {
  readonly mean: Float32Array;
}

/**
 * Draws of the posterior predictive field, without observation noise. Latent states are kept and fields decoded
 * when they are asked for: those of all draws at once would not fit into memory.
 *
 * A draw that left the finite numbers is counted by {@link divergedBy} and left out of every statistic from
 * that step on. If no draw is left at a step, statistics over it throw NumericalFailure.
 *
 * @example
 * const { lower, upper } = ensemble.intervalAt(10, 0.95); // shape [...space] each
 */
export class FieldEnsemble implements FieldEnsembleFields {
  readonly grid: FieldGrid;
  readonly time: Float64Array;
  readonly draws: number;
  readonly latent: Float32Array;
  readonly divergedAt: Int32Array;
  readonly decode: FieldEnsembleFields["decode"];
  readonly errorScale: Float64Array | undefined;
  readonly start: number | undefined;
  readonly seed: number;
  readonly provenance: Provenance;
  readonly model: string | undefined;

  /** @throws InvalidData if shapes disagree, times do not rise, or a draw is not finite before it diverges */
  constructor(fields: FieldEnsembleFields) {
    checkFields(fields);
    this.grid = fields.grid;
    this.time = fields.time;
    this.draws = fields.draws;
    this.latent = fields.latent;
    this.divergedAt = fields.divergedAt;
    this.decode = fields.decode;
    this.errorScale = fields.errorScale;
    this.start = fields.start;
    this.seed = fields.seed;
    this.provenance = fields.provenance;
    this.model = fields.model;
  }

  get steps(): number {
    return this.time.length;
  }

  /** Values of a field. */
  get size(): number {
    return fieldSize(this.grid);
  }

  /** Length of a latent state. */
  get dimension(): number {
    return this.latent.length / (this.draws * this.steps);
  }

  /** Latent state of one draw at one step, shape [d]; a view, not a copy. @throws InvalidParameter */
  latentAt(draw: number, step: number): Float32Array {
    this.#check("draw", draw, this.draws);
    this.#check("step", step, this.steps);
    const d = this.dimension;
    const at = (draw * this.steps + step) * d;
    return this.latent.subarray(at, at + d);
  }

  #decode(step: number, latent: Float32Array, states: number, of: readonly number[]) {
    return this.decode(latent, states, of, this.errorScale?.[step] ?? 1);
  }

  #check(name: string, value: number, length: number): void {
    if (Number.isInteger(value) && value >= 0 && value < length) return;
    throw invalidParameter(name, `an integer of 0..${length - 1}`, value);
  }

  /** Draws that have left the finite numbers at or before the step. */
  divergedBy(step: number): number {
    let diverged = 0;
    for (const at of this.divergedAt) if (at >= 0 && at <= step) diverged++;
    return diverged;
  }

  /** The draws that have not diverged at a step, ascending. @throws NumericalFailure if none is left */
  livingAt(step: number): number[] {
    const living: number[] = [];
    this.divergedAt.forEach((at, draw) => {
      if (at < 0 || at > step) living.push(draw);
    });
    if (living.length > 0) return living;
    const state = `${this.draws} of ${this.draws} draws diverged`;
    const recover = "Forecast fewer steps, or train on more trajectories.";
    throw numericalFailure("Every draw of the forecast", step, state, recover);
  }

  /** Field of one draw at one step, shape [...space]. @throws InvalidParameter */
  field(draw: number, step: number): Float32Array {
    return this.#decode(step, this.latentAt(draw, step), 1, [draw]);
  }

  /** Fields of the living draws at a step, shape [living draw][...space]. @throws NumericalFailure */
  fieldsAt(step: number): Float32Array {
    this.#check("step", step, this.steps);
    const living = this.livingAt(step);
    const states = new Float32Array(living.length * this.dimension);
    for (const [i, draw] of living.entries()) {
      states.set(this.latentAt(draw, step), i * this.dimension);
    }
    return this.#decode(step, states, living.length, living);
  }

  /** Mean field over draws at a step, shape [...space]. @throws NumericalFailure */
  meanAt(step: number): Float32Array {
    return meanOf(this.fieldsAt(step), this.size);
  }

  /** Mean field over draws, shape [step][...space]. @throws NumericalFailure if no draw is left at a step */
  mean(): Float32Array {
    const mean = new Float32Array(this.steps * this.size);
    for (let step = 0; step < this.steps; step++) mean.set(this.meanAt(step), step * this.size);
    return mean;
  }

  /**
   * Values of the living draws at a step in ascending order at each point, shape [...space][living draw].
   *
   * @throws NumericalFailure if no draw is left
   */
  sortedAt(step: number): Float32Array {
    return sortedByPoint(this.fieldsAt(step), this.size);
  }

  /**
   * Central credible interval of the field at each point at a step, shape [...space].
   *
   * @throws InvalidParameter unless the level is in (0, 1); NumericalFailure if no draw is left
   */
  intervalAt(step: number, level: number): FieldInterval {
    const bounds = tails(level);
    return intervalOf(this.sortedAt(step), this.size, bounds);
  }

  /** Mean and interval at a step, the draws decoded once. @throws as {@link intervalAt} */
  summaryAt(step: number, level: number): FieldSummary {
    const bounds = tails(level);
    const fields = this.fieldsAt(step);
    const interval = intervalOf(sortedByPoint(fields, this.size), this.size, bounds);
    return { mean: meanOf(fields, this.size), ...interval };
  }

  /** Steps before the first at which no draw is left. */
  get survivingSteps(): number {
    for (let step = 0; step < this.steps; step++) {
      if (this.divergedBy(step) === this.draws) return step;
    }
    return this.steps;
  }

  /** The first steps alone. @throws InvalidParameter */
  truncate(steps: number): FieldEnsemble {
    this.#check("steps less one", steps - 1, this.steps);
    const { time, draws, latent, divergedAt } = this;
    const [row, kept] = [this.steps * this.dimension, steps * this.dimension];
    const cut = new Float32Array(draws * kept);
    for (let draw = 0; draw < draws; draw++) {
      cut.set(latent.subarray(draw * row, draw * row + kept), draw * kept);
    }
    return new FieldEnsemble({
      ...this,
      time: time.slice(0, steps),
      latent: cut,
      errorScale: this.errorScale?.slice(0, steps),
      divergedAt: divergedAt.map((at) => (at >= steps ? -1 : at)),
    });
  }

  /** Central credible interval at all steps, shape [step][...space]. @throws as {@link intervalAt} */
  interval(level: number): FieldInterval {
    const bounds = tails(level);
    const { steps, size } = this;
    const [lower, upper] = [new Float32Array(steps * size), new Float32Array(steps * size)];
    for (let step = 0; step < steps; step++) {
      const at = intervalOf(this.sortedAt(step), size, bounds);
      lower.set(at.lower, step * size);
      upper.set(at.upper, step * size);
    }
    return { lower, upper };
  }

  /**
   * Mean and central interval of every latent coordinate, shape [step][d].
   *
   * @throws as {@link intervalAt}
   */
  latentInterval(level: number): FieldInterval & { readonly mean: Float32Array } {
    const bounds = tails(level);
    const { steps, dimension } = this;
    const made = [0, 1, 2].map(() => new Float32Array(steps * dimension));
    for (let step = 0; step < steps; step++) {
      const living = this.livingAt(step);
      const states = new Float32Array(living.length * dimension);
      for (const [i, draw] of living.entries()) {
        states.set(this.latentAt(draw, step), i * dimension);
      }
      const at = intervalOf(sortedByPoint(states, dimension), dimension, bounds);
      made[0].set(at.lower, step * dimension);
      made[1].set(at.upper, step * dimension);
      made[2].set(meanOf(states, dimension), step * dimension);
    }
    return { lower: made[0], upper: made[1], mean: made[2] };
  }
}

/** Mean of rows of length n. */
function meanOf(rows: Float32Array, n: number): Float32Array {
  const sum = new Float64Array(n);
  for (let at = 0; at < rows.length; at += n) {
    for (let j = 0; j < n; j++) sum[j] += rows[at + j];
  }
  const count = rows.length / n;
  return Float32Array.from(sum, (value) => value / count);
}

/** The columns of rows of length n, each ascending, one after another. */
function sortedByPoint(rows: Float32Array, n: number): Float32Array {
  const count = rows.length / n;
  const sorted = new Float32Array(rows.length);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < n; j++) sorted[j * count + i] = rows[i * n + j];
  }
  for (let j = 0; j < n; j++) sorted.subarray(j * count, (j + 1) * count).sort();
  return sorted;
}

function intervalOf(
  sorted: Float32Array,
  n: number,
  [low, high]: readonly [number, number],
): FieldInterval {
  const count = sorted.length / n;
  const at = (p: number) => {
    const index = quantileIndex(p, count);
    return Float32Array.from({ length: n }, (_, j) => sorted[j * count + index]);
  };
  return { lower: at(low), upper: at(high) };
}

function checkFields(fields: FieldEnsembleFields): void {
  const { grid, time, draws, latent, divergedAt, decode, errorScale } = fields ?? {};
  checkFieldGrid(grid);
  checkRisingTimes(time);
  if (!Number.isInteger(draws) || draws < 1) {
    throw invalidData("draws", "a whole number of at least 1", `${draws}`);
  }
  if (!(latent instanceof Float32Array) || !(divergedAt instanceof Int32Array)) {
    const found = `${describeValue(latent)} and ${describeValue(divergedAt)}`;
    throw invalidData("latent and divergedAt", "a Float32Array and an Int32Array", found);
  }
  const rows = draws * time.length;
  if (latent.length === 0 || latent.length % rows !== 0) {
    throw invalidData("latent states", `a multiple of ${rows} values`, `${latent.length}`);
  }
  if (divergedAt.length !== draws) {
    throw invalidData("divergedAt", `${draws} values`, `${divergedAt.length}`);
  }
  if (errorScale !== undefined) {
    checkArray("errorScale", errorScale, Float64Array);
    const bad = errorScale.find((scale) => !(scale >= 0 && scale < Infinity));
    if (errorScale.length !== time.length || bad !== undefined) {
      const expected = `${time.length} finite values, none below 0`;
      throw invalidData("errorScale", expected, `${errorScale.length}, ${bad ?? "all finite"}`);
    }
  }
  if (typeof decode !== "function") {
    throw invalidData("decode", "a function", describeValue(decode));
  }
  const perDraw = latent.length / draws;
  const dimension = perDraw / time.length;
  divergedAt.forEach((at, draw) => {
    const finite = at < 0 ? perDraw : at * dimension;
    for (let i = 0; i < finite; i++) {
      if (Number.isFinite(latent[draw * perDraw + i])) continue;
      const where = `draw ${draw} at step ${Math.floor(i / dimension)}`;
      throw invalidData("latent states", "finite values before a draw diverges", where);
    }
  });
}
