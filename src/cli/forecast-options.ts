/** What is known of the start of a forecast of walkers. */
export type StartKind = "auto" | "state" | "walkers" | "training" | "observed";

/** Options of `coarsegrain forecast`. */
export interface ForecastCommandOptions {
  readonly from: string;
  /** Of walkers; `auto` if absent. */
  readonly start?: StartKind;
  /** Of fields: time of the snapshot to start from; the first if absent. */
  readonly time?: number;
  readonly steps: number;
  readonly draws: number;
  readonly bins?: number;
  readonly constrained?: boolean;
  readonly seed: number;
  readonly out: string;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}
