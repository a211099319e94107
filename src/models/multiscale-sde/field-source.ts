import type { Provenance } from "../../types.js";

/** A uniform grid of points in one or two dimensions. */
export interface FieldGrid {
  /** Ends of each dimension. */
  readonly domain: readonly (readonly [number, number])[];
  /** Points of each dimension; the last one runs fastest. */
  readonly points: readonly number[];
  /** Periodic: points at from + i (to - from) / n, otherwise at from + i (to - from) / (n - 1). */
  readonly periodic: boolean;
}

/** One trajectory, [time][...space]: as observed, and where known the truth without noise. */
export interface FieldSequence {
  readonly field: Float32Array;
  readonly clean?: Float32Array;
}

/** Trajectories that may be larger than memory: read, or simulated anew, one at a time. */
export interface FieldSource {
  readonly kind: "fields";
  readonly grid: FieldGrid;
  readonly time: Float64Array;
  readonly sequences: number;
  /** Standard deviation of the observation noise, where known. */
  readonly noise?: number;
  readonly provenance: Provenance;
  sequence(index: number): Promise<FieldSequence>;
}
