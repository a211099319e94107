import type { Dataset, Start } from "../dataset/dataset.js";
import type { Ensemble } from "../forecast/ensemble.js";
import type { ParameterTable } from "../parameters.js";
import type { Group } from "../store/group.js";
import type { Json, Provenance, RunControl } from "../types.js";

/** What a forecast is asked for. */
export interface ForecastRequest extends RunControl {
  /** Coarse steps ahead. */
  readonly steps: number;
  /** Paths drawn from the posterior predictive. */
  readonly draws: number;
  readonly seed: number;
  /** Whether future states are told of the model's virtual observables too; only models that have them can. */
  readonly constrained?: boolean | undefined;
}

/** A coefficient of the learned law, as the metrics report it. */
export interface Coefficient {
  /** `m=-1` for X_{j-1}, `m=-1,1` for X_{j-1} X_{j+1}. */
  readonly name: string;
  readonly mean: number;
  /** Standard deviation with the coarse states marginalised; NaN where the model gives none. */
  readonly sd: number;
  /** Standard deviation of the mean-field posterior, which ignores the error of the states; that of `sd` for a
   * model without. */
  readonly sdMeanField: number;
  readonly active: boolean;
}

/** What a fitted model knows: enough to forecast, to be saved, and to be looked at. */
export interface Posterior {
  readonly model: string;
  readonly provenance: Provenance;
  /** Evidence lower bound after each iteration, in nats; empty for a model that has none. */
  readonly bound: Float64Array;
  /** Iterations from which the bound bounds something else, because features left; it may fall there. */
  readonly boundSegments: readonly number[];
  readonly converged: boolean;
  readonly coefficients: readonly Coefficient[];
  /** Draws paths of the posterior predictive from one state. */
  forecast(start: Start, request: ForecastRequest): Promise<Ensemble>;
  /**
   * Draws paths from the inferred state of training sequence `sequence` after its coarse step, where the
   * model keeps it. @throws InvalidData if there is no such sequence
   */
  forecastTraining?(sequence: number, request: ForecastRequest): Promise<Ensemble>;
  /**
   * Draws paths from the state that all snapshots of sequence `sequence` of `data` leave at the last of them, where the
   * model can infer it. @throws InvalidData if there is no such sequence, or the data are of another kind
   */
  forecastObserved?(data: Dataset, sequence: number, request: ForecastRequest): Promise<Ensemble>;
  /** The posterior as arrays and attributes, laid out in ArviZ's groups. */
  toGroup(): Group;
}

/** The law as it stands after one iteration of a fit. */
export interface FitSnapshot {
  /** Iterations done. */
  readonly iteration: number;
  readonly bound: number;
  /** Means of the coefficients, in the order of the posterior's; 0 where not active. */
  readonly coefficients: Float64Array;
  /** Precision of the transition law's noise, shape [bin]. */
  readonly precision: Float64Array;
}

/** Options of a fit beyond the model's own parameters. */
export interface FitOptions extends RunControl {
  readonly seed?: number;
  /** Goes on from an unfinished posterior instead of from the start. */
  readonly resume?: Posterior;
  /** Posterior of earlier data, which these data go on from, where the model can. */
  readonly prior?: Posterior;
  /** Receives an unfinished posterior from time to time, to be kept against a crash. */
  readonly onCheckpoint?: (posterior: Posterior) => void | Promise<void>;
  /** Watches a fit that iterates. */
  readonly onIteration?: (snapshot: FitSnapshot) => void;
}

/** A model with its parameters set, ready to be fitted. */
export interface ConfiguredModel {
  readonly name: string;
  readonly parameters: { readonly [key: string]: Json };
  fit(data: Dataset, options: FitOptions): Promise<Posterior>;
}

/** A line of the registry. */
export interface Model {
  readonly name: string;
  readonly summary: string;
  readonly parameters: ParameterTable;
  /** What it is given beside the data, where it is no competitor but a reference. */
  readonly given?: string;
  configure(given: { readonly [key: string]: unknown }): ConfiguredModel;
  /** Restores a posterior that {@link Posterior.toGroup} laid out. */
  fromGroup(group: Group): Promise<Posterior>;
}
