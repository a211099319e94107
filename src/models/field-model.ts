import type { FieldGrid } from "../dataset/field-grid.js";
import type { FieldSource } from "../dataset/field-source.js";
import type { FieldEnsemble } from "../forecast/field-ensemble.js";
import type { ParameterTable } from "../parameters.js";
import type { Group } from "../store/group.js";
import type { Json, Provenance, RunControl } from "../types.js";

/** A field to start from. */
export interface FieldStart {
  /** Shape [...space]. */
  readonly field: Float32Array;
  readonly time: number;
}

/** Times of a forecast: themselves, or as many steps of the data after the start. */
export type ForecastTimes = { readonly times: Float64Array } | { readonly steps: number };

/** What a forecast of a field is asked for. */
export type FieldForecastRequest = ForecastTimes &
  RunControl & {
    /** Paths drawn; a model without noise gives one. */
    readonly draws: number;
    readonly seed: number;
  };

/** Which draws of a forecast some states are of. */
export interface DrawnStates {
  /** Draw of each state. */
  readonly draws: ArrayLike<number>;
  /** Seed of the forecast. */
  readonly seed: number;
  /** What the error of the decoder is multiplied by; 1 by default. */
  readonly errorScale?: number | undefined;
}

/** What a model of fields knows once it is fitted. */
export interface FieldPosterior {
  readonly model: string;
  /** Which form of the model, where it has several. */
  readonly form?: string | undefined;
  readonly grid: FieldGrid;
  readonly provenance: Provenance;
  /** The bound of each step of training; empty for a model that has none. */
  readonly bound: Float64Array;
  readonly converged: boolean;
  /** Length of the state that a forecast integrates. */
  readonly dimension: number;
  /**
   * Paths from a field at any time.
   *
   * @throws InvalidData for the start; InvalidParameter for the request; Interrupted
   */
  forecast(start: FieldStart, request: FieldForecastRequest): Promise<FieldEnsemble>;
  /**
   * Fields of states, [state][d] -> [state][...space]: their means, or, for states of draws of a forecast, with whatever noise the
   * model's decoder has.
   */
  decode(latent: ArrayLike<number>, states: number, of?: DrawnStates): Float32Array;
  /** The posterior as arrays and attributes, laid out in ArviZ's groups. */
  toGroup(): Group;
}

/** Options of a fit beyond the model's own parameters. */
export interface FieldFitOptions<P extends FieldPosterior = FieldPosterior> extends RunControl {
  readonly seed?: number;
  /** Goes on from an unfinished posterior, where the model can. */
  readonly resume?: P | undefined;
  /** Receives an unfinished posterior from time to time, and when training fails or is interrupted. */
  readonly onCheckpoint?: ((posterior: P) => void | Promise<void>) | undefined;
}

/** A model of fields with its parameters set. */
export interface ConfiguredFieldModel {
  readonly name: string;
  readonly parameters: { readonly [key: string]: Json };
  fit(source: FieldSource, options?: FieldFitOptions): Promise<FieldPosterior>;
}

/** A line of the registry of models of fields. */
export interface FieldModel {
  readonly name: string;
  readonly summary: string;
  readonly parameters: ParameterTable;
  /** What it is given beside the data, where it is no competitor but a reference. */
  readonly given?: string;
  configure(given: { readonly [key: string]: unknown }): ConfiguredFieldModel;
  /** Restores a posterior that {@link FieldPosterior.toGroup} laid out. */
  fromGroup(group: Group): Promise<FieldPosterior>;
}
