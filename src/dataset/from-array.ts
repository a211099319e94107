import { invalidData } from "../errors.js";
import type { Grid, Provenance } from "../types.js";
import { Dataset } from "./dataset.js";
import { FieldDataset } from "./field-dataset.js";
import type { NpyArray } from "./npy.js";

/** What an array does not say itself. */
export interface ArrayFacts {
  /** Time of the first snapshot, and from one to the next. */
  readonly timeStart: number;
  readonly timeStep: number;
  readonly provenance: Provenance;
}

const timesOf = ({ timeStart, timeStep }: ArrayFacts, snapshots: number) =>
  Float64Array.from({ length: snapshots }, (_, k) => timeStart + k * timeStep);

function checkShape({ shape }: NpyArray, dimensions: readonly number[], names: string): void {
  if (dimensions.includes(shape.length) && shape.every((n) => n > 0)) return;
  throw invalidData("shape of the array", names, `[${shape.join(", ")}]`);
}

/**
 * Trajectories of a field.
 *
 * @param array [sequence, time, space], or [sequence, time, y, x]; kept in single precision
 * @param facts with the ends of the domain in each dimension, and the noise where it is known
 * @throws InvalidData if the shape does not fit, or a value is not finite
 */
export function fieldsFromArray(
  array: NpyArray,
  facts: ArrayFacts & {
    readonly domain: readonly (readonly [number, number])[];
    readonly periodic: boolean;
    readonly noise?: number | undefined;
  },
): FieldDataset {
  checkShape(array, [3, 4], "[sequence, time, space] or [sequence, time, y, x]");
  const [sequences, snapshots, ...points] = array.shape;
  const { domain, periodic, noise, provenance } = facts;
  return new FieldDataset({
    ...{ grid: { domain, points, periodic }, time: timesOf(facts, snapshots), sequences },
    ...{ field: Float32Array.from(array.values), noise, provenance },
  });
}

function datasetOf(
  grid: Grid,
  [sequences, snapshots]: readonly number[],
  counts: Uint32Array,
  facts: ArrayFacts,
): Dataset {
  const walkers = counts.subarray(0, grid.bins).reduce((sum, count) => sum + count, 0);
  const time = timesOf(facts, snapshots);
  return new Dataset({ grid, time, sequences, walkers, counts, provenance: facts.provenance });
}

/**
 * Walkers as counts.
 *
 * @param array [sequence, time, bin]
 * @throws InvalidData if the shape does not fit, values are no counts, or their sums differ
 */
export function countsFromArray(
  array: NpyArray,
  facts: ArrayFacts & { readonly domain: readonly [number, number] },
): Dataset {
  checkShape(array, [3], "[sequence, time, bin]");
  const counts = Uint32Array.from(array.values);
  const bad = counts.findIndex((count, i) => count !== array.values[i]);
  if (bad >= 0) {
    const expected = "whole numbers of at least 0";
    throw invalidData("counts", expected, `${array.values[bad]} at index ${bad}`);
  }
  return datasetOf({ domain: facts.domain, bins: array.shape[2] }, array.shape, counts, facts);
}

/**
 * Walkers by their positions, which are counted and not kept.
 *
 * @param array [sequence, time, walker], each within [from, to) of the domain
 * @throws InvalidData if the shape does not fit or a walker is elsewhere
 */
export function positionsFromArray(
  array: NpyArray,
  facts: ArrayFacts & { readonly domain: readonly [number, number]; readonly bins: number },
): Dataset {
  checkShape(array, [3], "[sequence, time, walker]");
  const { domain, bins } = facts;
  const [from, to] = domain;
  const walkers = array.shape[2];
  const counts = new Uint32Array(array.shape[0] * array.shape[1] * bins);
  for (let i = 0; i < array.values.length; i++) {
    const x = array.values[i];
    if (!(x >= from && x < to)) {
      const recover = "Wrap positions into the domain, or name another one.";
      throw invalidData("positions", `values in [${from}, ${to})`, `${x} at index ${i}`, recover);
    }
    // Rounding may bring the last representable x to the end itself.
    const bin = Math.min(bins - 1, Math.floor(((x - from) / (to - from)) * bins));
    counts[Math.floor(i / walkers) * bins + bin]++;
  }
  return datasetOf({ domain, bins }, array.shape, counts, facts);
}
