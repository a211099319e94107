import type { Dataset } from "../../dataset/dataset.js";
import type { Executor } from "../../parallel/executor.js";

/** What an experiment on walkers forecasts, and how it is judged. */
export interface Plan {
  /** Fine-grained simulations of each start. */
  readonly runs: number;
  /** Draws of each forecast. */
  readonly draws: number;
  /** Coarse steps of each forecast. */
  readonly steps: number;
  /** Steps ahead that metrics and tables report. */
  readonly reportedSteps: readonly number[];
  /** Steps ahead of the two-bin figure. */
  readonly twoBinSteps: readonly number[];
  /** Pairs of coarse bins of the two-bin figure, counted from 0. */
  readonly twoBinPairs: readonly (readonly [number, number])[];
  /** Cells of the finer grid: a multiple of the coarse bins. */
  readonly fineBins: number;
  /** Level of the intervals that are scored. */
  readonly level: number;
  /** Simulates one coarse state many times over, on the fine bins. */
  simulate(request: TruthRequest): Promise<Dataset>;
}

/** One start to simulate. */
export interface TruthRequest {
  /** Coarse state, shape [coarse bin]. */
  readonly state: Float64Array;
  readonly runs: number;
  readonly steps: number;
  readonly seed: number;
  /** All runs begin with the same walkers, or each with its own from the state. */
  readonly sharedStart: boolean;
  readonly executor: Executor;
  readonly signal?: AbortSignal | undefined;
}

/** A coarse state on finer bins: walkers are uniform within a coarse bin. */
export function refineState(state: Float64Array, bins: number): Float64Array {
  const factor = bins / state.length;
  return Float64Array.from({ length: bins }, (_, j) => state[Math.floor(j / factor)]);
}

/** What random numbers are for; each purpose has a range of seeds to itself. */
const purposes = { training: 0, starts: 1, truth: 2, forecast: 3 } as const;

const seedsOfPurpose = 1_000_000;

/** The seed of one of an experiment's simulations or forecasts. */
export function seedFor(seed: number, purpose: keyof typeof purposes, index = 0): number {
  return (seed * 4 + purposes[purpose]) * seedsOfPurpose + index;
}
