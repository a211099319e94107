import type { FieldGrid } from "../../dataset/field-grid.js";
import type { FieldSequence } from "../../dataset/field-source.js";
import type { FieldsKernel } from "../../kernel/fields/load.js";
import type { ParameterTable } from "../../parameters.js";
import type { Json } from "../../types.js";

/** One trajectory to simulate. */
export interface FieldRequest {
  readonly seed: number;
  /** Index of the trajectory; with the seed it alone decides the random numbers. */
  readonly sequence: number;
  /** Field to start from, of the grid's shape; drawn from the system's own family if absent. */
  readonly initial?: ArrayLike<number> | undefined;
}

/** One simulated trajectory, with the clean truth. */
export interface SimulatedField extends FieldSequence {
  readonly clean: Float32Array;
}

/** A partial differential equation with its parameters set: plain data apart from its method. */
export interface ConfiguredFieldSystem {
  readonly name: string;
  readonly parameters: { readonly [key: string]: Json };
  readonly grid: FieldGrid;
  /** Times of a trajectory, from 0. */
  readonly time: Float64Array;
  /** Standard deviation of the observation noise. */
  readonly noise: number;
  /**
   * One trajectory.
   *
   * @throws InvalidData for a start of another shape; NumericalFailure if it leaves the finite numbers
   */
  simulateSequence(kernel: FieldsKernel, request: FieldRequest): SimulatedField;
}

/** A line of the registry of fields. */
export interface FieldSystem {
  readonly name: string;
  readonly summary: string;
  readonly parameters: ParameterTable;
  configure(given: { readonly [key: string]: unknown }): ConfiguredFieldSystem;
}
