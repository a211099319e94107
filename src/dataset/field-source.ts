import { invalidData } from "../errors.js";
import type { Provenance } from "../types.js";
import { checkArray, describeValue } from "./check.js";
import { type FieldGrid, fieldSize } from "./field-grid.js";

/** One trajectory. */
export interface FieldSequence {
  /** The field as it was observed, with its noise, shape [time][...space]. */
  readonly field: Float32Array;
  /** The field without noise, where that is known, of the same shape. */
  readonly clean?: Float32Array | undefined;
}

/** Trajectories that may be larger than memory: read, or simulated anew, one at a time. */
export interface FieldSource {
  readonly kind: "fields";
  readonly grid: FieldGrid;
  /** Shape [time], rising. */
  readonly time: Float64Array;
  readonly sequences: number;
  /** Standard deviation of the observation noise, where it is known. */
  readonly noise?: number | undefined;
  readonly provenance: Provenance;
  /**
   * One trajectory, made or read when it is asked for; the caller does not keep all of them.
   *
   * @throws InvalidData if there is none of this index
   */
  sequence(index: number): Promise<FieldSequence>;
}

/** @throws InvalidData unless the index is one of the source's */
export function checkSequenceIndex(index: number, sequences: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= sequences) {
    throw invalidData("index of a trajectory", `0..${sequences - 1}`, `${index}`);
  }
}

/** @throws InvalidData unless time has values, all finite and rising */
export function checkRisingTimes(time: Float64Array): void {
  checkArray("time", time, Float64Array);
  const bad = time.findIndex((t, k) => !Number.isFinite(t) || (k > 0 && !(t > time[k - 1])));
  if (bad >= 0) throw invalidData("time", "finite, rising values", `${time[bad]} at index ${bad}`);
  if (time.length === 0) throw invalidData("time", "at least one value", "none");
}

/** Index of the first value that is not finite, -1 if all are: a plain loop, for millions of values. */
function firstStrange(values: Float32Array): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
}

/** @throws InvalidData unless the trajectory has the source's shape and finite values */
export function checkFieldSequence(
  { field, clean }: FieldSequence,
  { grid, time }: Pick<FieldSource, "grid" | "time">,
  index: number,
): void {
  const length = time.length * fieldSize(grid);
  const arrays = clean === undefined ? { field } : { field, clean };
  for (const [name, values] of Object.entries(arrays)) {
    const what = `${name} of trajectory ${index}`;
    checkArray(what, values, Float32Array);
    if (values.length !== length) {
      throw invalidData(
        what,
        `${length} values, [${[time.length, ...grid.points]}]`,
        `${values.length}`,
      );
    }
    const bad = firstStrange(values);
    if (bad >= 0) throw invalidData(what, "finite values", `${values[bad]} at index ${bad}`);
  }
}

/**
 * Some trajectories of a source, in the order of `indices`; nothing is read before it is asked for.
 *
 * @throws InvalidData if the source has no such trajectory, or is none
 */
export function selectFields(source: FieldSource, indices: readonly number[]): FieldSource {
  checkFieldSource("source", source);
  for (const index of indices) checkSequenceIndex(index, source.sequences);
  const { kind, grid, time, noise, provenance } = source;
  return {
    kind,
    grid,
    time,
    sequences: indices.length,
    noise,
    provenance,
    async sequence(index) {
      checkSequenceIndex(index, indices.length);
      return source.sequence(indices[index]);
    },
  };
}

/** @throws InvalidData unless a value can serve as fields */
export function checkFieldSource(what: string, value: FieldSource): void {
  if (value?.kind === "fields" && typeof value.sequence === "function") return;
  throw invalidData(
    what,
    "trajectories of a field",
    describeValue(value),
    "Make some with simulateFields(), readFields() or new FieldDataset(fields).",
  );
}
