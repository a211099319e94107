import type { Grid, Provenance } from "../types.js";

/** The arrays of an ensemble; see Ensemble. */
export interface EnsembleFields {
  readonly grid: Grid;
  readonly walkers: number;
  /** Times of the steps, shape [step]; step k of the arrays is k + 1 coarse steps after the start. */
  readonly time: Float64Array;
  readonly draws: number;
  /** Walkers per bin of each predicted fine-grained state, shape [draw, step, bin]. */
  readonly counts: Uint32Array;
  /** Coarse states, shape [draw, step, bin of the coarse grid]. */
  readonly state: Float64Array;
  /** Step at which each draw left the finite numbers, -1 if it never did, shape [draw]. */
  readonly divergedAt: Int32Array;
  readonly seed: number;
  readonly provenance: Provenance;
  /** Name of the model that forecast. */
  readonly model?: string | undefined;
  /** Where the forecast started. Where absent, `time` is counted from the start. */
  readonly start?: ForecastStart | undefined;
}

/** The state a forecast started from. */
export interface ForecastStart {
  /** Index of the sequence in its dataset. */
  readonly sequence: number;
  /** Time of the state, on the same clock as the ensemble's `time`. */
  readonly time: number;
}
