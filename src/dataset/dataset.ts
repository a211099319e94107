import { invalidData } from "../errors.js";
import type { Grid, Provenance } from "../types.js";
import { checkArray, checkGrid, checkWhole, describeValue } from "./check.js";

/** Where a forecast can start from: one fine-grained state, and the coarse state if it is known. */
export interface Start {
  readonly grid: Grid;
  /** Time of the state, in the dataset's unit. */
  readonly time: number;
  /** Walkers per bin, shape [bins]. */
  readonly counts: Uint32Array;
  /** The coarse state the walkers were drawn from, shape [bins], where the data records it. */
  readonly state?: Float64Array;
  /** Index of the sequence in its dataset. */
  readonly sequence: number;
}

/** The arrays of a dataset; shapes are [sequence, time, bin] and so on, row-major. */
export interface DatasetFields {
  readonly grid: Grid;
  /** Snapshot times, shape [time]; uniform, in the system's unit of time. */
  readonly time: Float64Array;
  readonly sequences: number;
  /** Walkers in each sequence. */
  readonly walkers: number;
  /** Walkers per bin, shape [sequence, time, bin]. */
  readonly counts: Uint32Array;
  /** Positions in the domain, shape [sequence, time, walker]. */
  readonly position?: Float32Array | undefined;
  /** Coarse state each sequence's first walkers were drawn from, shape [sequence, bin]. */
  readonly initialState?: Float64Array | undefined;
  /** 1 where walkers were observed, else 0 and all counts 0, shape [sequence, time]; all observed if absent. */
  readonly observed?: Uint8Array | undefined;
  readonly provenance: Provenance;
}

/** Short bursts of a fine-scale simulation, as counts of walkers on a grid. */
export class Dataset implements DatasetFields {
  readonly grid: Grid;
  readonly time: Float64Array;
  readonly sequences: number;
  readonly walkers: number;
  readonly counts: Uint32Array;
  readonly position?: Float32Array | undefined;
  readonly initialState?: Float64Array | undefined;
  readonly observed?: Uint8Array | undefined;
  readonly provenance: Provenance;

  /**
   * @throws InvalidData if a field is missing or of another type, shapes disagree, times do not rise, counts
   *   do not sum to `walkers`, or a value is not finite
   */
  constructor(fields: DatasetFields) {
    checkTypes(fields);
    this.grid = fields.grid;
    this.time = fields.time;
    this.sequences = fields.sequences;
    this.walkers = fields.walkers;
    this.counts = fields.counts;
    this.position = fields.position;
    this.initialState = fields.initialState;
    this.observed = fields.observed;
    this.provenance = fields.provenance;
    checkShapes(this);
    checkFinite(this);
    checkCounts(this);
  }

  /** Number of coarse steps in a sequence: one less than the snapshots. */
  get steps(): number {
    return this.time.length - 1;
  }

  /** Coarse time step, in the system's unit of time. */
  get timeStep(): number {
    return this.time.length > 1 ? this.time[1] - this.time[0] : 0;
  }

  /** Whether walkers were observed at every snapshot. */
  get isComplete(): boolean {
    return this.observed?.every((flag) => flag === 1) ?? true;
  }

  /** Whether walkers were observed at a snapshot. Sequences of fewer steps end with snapshots that were not. */
  isObserved(sequence: number, step: number): boolean {
    return this.observed?.[sequence * this.time.length + step] !== 0;
  }

  /** Counts of one snapshot, shape [bins]; a view, not a copy. */
  countsAt(sequence: number, step: number): Uint32Array {
    const { bins } = this.grid;
    const offset = (sequence * this.time.length + step) * bins;
    return this.counts.subarray(offset, offset + bins);
  }

  /**
   * The state of a sequence at a coarse step, to start a forecast from. Its coarse state is known at
   * step 0 only, and only where the data records `initialState`.
   *
   * @throws InvalidData if there is no such sequence or step, or nothing was observed then and its state is
   *   not recorded
   */
  at(sequence: number, step = 0): Start {
    const valid =
      Number.isInteger(sequence) &&
      sequence >= 0 &&
      sequence < this.sequences &&
      Number.isInteger(step) &&
      step >= 0 &&
      step < this.time.length;
    if (!valid) {
      throw invalidData(
        "start of a forecast",
        `a sequence of 0..${this.sequences - 1} and a step of 0..${this.steps}`,
        `sequence ${sequence}, step ${step}`,
      );
    }
    const { grid, initialState } = this;
    const start = { grid, time: this.time[step], counts: this.countsAt(sequence, step), sequence };
    if (step > 0 || initialState === undefined) {
      if (this.isObserved(sequence, step)) return start;
      const found = `sequence ${sequence} at step ${step}, where none were`;
      throw invalidData("start of a forecast", "a snapshot at which walkers were observed", found);
    }
    const state = initialState.subarray(sequence * grid.bins, (sequence + 1) * grid.bins);
    return { ...start, state };
  }
}

/** Data may come from plain JavaScript: a list of numbers, or a field left out, is met here. */
function checkTypes(fields: DatasetFields): void {
  const { grid, time, sequences, walkers, counts, position, initialState, observed, provenance } =
    fields ?? {};
  checkGrid(grid);
  checkArray("time", time, Float64Array);
  checkWhole("number of snapshots", time.length, 1);
  checkWhole("sequences", sequences, 1);
  checkWhole("walkers", walkers, 0);
  checkArray("counts", counts, Uint32Array);
  if (position !== undefined) checkArray("position", position, Float32Array);
  if (initialState !== undefined) checkArray("initial_state", initialState, Float64Array);
  if (observed !== undefined) checkArray("observed", observed, Uint8Array);
  if (typeof provenance !== "object" || provenance === null) {
    throw invalidData("provenance", "what made the data", describeValue(provenance));
  }
}

/**
 * Throws unless a value can serve as data. The package has two entries, so that its class alone would not
 * tell.
 *
 * @throws InvalidData
 */
export function checkDataset(what: string, value: Dataset): void {
  if (typeof value?.countsAt !== "function") {
    throw invalidData(
      what,
      "a Dataset",
      describeValue(value),
      "Make one with new Dataset(fields), simulate() or readDataset(), and await the latter two.",
    );
  }
}

function checkShapes(data: Dataset): void {
  const { grid, time, sequences, walkers } = data;
  const expect = (what: string, expected: number, received: number | undefined) => {
    if (received !== undefined && received !== expected) {
      throw invalidData(what, `${expected} values`, `${received}`);
    }
  };
  expect("counts", sequences * time.length * grid.bins, data.counts.length);
  expect("position", sequences * time.length * walkers, data.position?.length);
  expect("initial_state", sequences * grid.bins, data.initialState?.length);
  expect("observed", sequences * time.length, data.observed?.length);
  const odd = data.observed?.findIndex((flag) => flag > 1) ?? -1;
  if (odd >= 0) throw invalidData("observed", "0 or 1", `${data.observed?.[odd]} at index ${odd}`);
}

function checkCounts(data: Dataset): void {
  for (let sequence = 0; sequence < data.sequences; sequence++) {
    for (let step = 0; step < data.time.length; step++) {
      let sum = 0;
      for (const count of data.countsAt(sequence, step)) sum += count;
      const seen = data.isObserved(sequence, step) ? data.walkers : 0;
      if (sum !== seen) {
        throw invalidData(
          `counts of sequence ${sequence} at step ${step}`,
          `a sum of ${seen} walkers`,
          `${sum}`,
          "Walkers must neither leave the domain nor be counted twice.",
        );
      }
    }
  }
}

function checkFinite(data: Dataset): void {
  const arrays = { time: data.time, position: data.position, initial_state: data.initialState };
  for (const [name, array] of Object.entries(arrays)) {
    const bad = array?.findIndex((value) => !Number.isFinite(value)) ?? -1;
    if (bad >= 0) throw invalidData(name, "finite values", `${array?.[bad]} at index ${bad}`);
  }
  const fall = data.time.findIndex((value, k) => k > 0 && !(value > data.time[k - 1]));
  if (fall >= 0) throw invalidData("time", "rising values", `${data.time[fall]} at index ${fall}`);
}
