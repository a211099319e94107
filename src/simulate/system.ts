import type { Kernel } from "../kernel/instantiate.js";
import type { ParameterTable } from "../parameters.js";
import type { Grid, Json } from "../types.js";

/** One sequence to simulate. */
export interface SequenceRequest {
  readonly seed: number;
  /** Index of the sequence; with the seed it alone decides the random numbers. */
  readonly sequence: number;
  /** Coarse steps. */
  readonly steps: number;
  /** Index of the sequence whose random numbers draw the initial state and place the walkers; by default
   * `sequence` itself. Sequences that share it start from the same fine-grained state. */
  readonly startSequence?: number | undefined;
  /** Coarse state to start from, shape [bins]; drawn from the system's own family if absent. */
  readonly initialState?: Float64Array | undefined;
}

/** One simulated sequence. */
export interface Sequence {
  /** Walkers per bin, shape [time, bin], time = steps + 1. */
  readonly counts: Uint32Array;
  /** Positions, shape [time, walker], where asked for. */
  readonly position?: Float32Array | undefined;
  /** Coarse state the first walkers were drawn from, shape [bin]. */
  readonly initialState: Float64Array;
}

/** A fine-scale system with its parameters set. Plain data apart from its method, so that a worker can
 * make it again from name and parameters. */
export interface ConfiguredSystem {
  readonly name: string;
  readonly parameters: { readonly [key: string]: Json };
  readonly grid: Grid;
  readonly walkers: number;
  /** Coarse time step. */
  readonly timeStep: number;
  /** How the system is simulated, where there are several ways of the same law; recorded in datasets. */
  readonly algorithm?: string | undefined;
  /** Whether sequences carry positions. */
  readonly recordsPositions: boolean;
  /** Work of one coarse step of a sequence, in coarse steps of one walker; by default `walkers`. */
  readonly workPerStep?: number | undefined;
  simulateSequence(kernel: Kernel, request: SequenceRequest): Sequence;
  /**
   * Reserves in the kernel's memory what all sequences share, and returns what makes them one by one, with
   * the same results as {@link simulateSequence}. The caller gives the memory back.
   */
  prepare?(kernel: Kernel): (request: SequenceRequest) => Sequence;
}

/** A line of the registry. */
export interface System {
  readonly name: string;
  readonly summary: string;
  readonly parameters: ParameterTable;
  configure(given: { readonly [key: string]: unknown }): ConfiguredSystem;
}
