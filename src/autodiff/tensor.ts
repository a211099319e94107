import type { Precision } from "../kernel/network/abi.js";
import type { Numbers } from "../kernel/network/values.js";

/**
 * A matrix on a tape, [rows][columns], row-major. Rows are features and columns are samples: the batch lies
 * along the columns, so a dense layer is Y = W X + b.
 */
export interface Tensor {
  readonly tape: Tape;
  readonly rows: number;
  readonly columns: number;
  /** A live view of the numbers, [rows][columns]; take it anew after recording more, or an objective. */
  readonly value: Numbers;
  /**
   * A live view of the derivative of the objective last differentiated, [rows][columns].
   *
   * @throws InvalidData if the tensor depends on no parameter
   */
  readonly gradient: Numbers;
  /**
   * Sets all numbers of an input or a parameter.
   *
   * @throws InvalidData for another length, or if the tensor is a result
   */
  set(values: ArrayLike<number>): void;
}

/** A tensor to be learnt. */
export interface Parameter extends Tensor {
  /** Unique on its tape. */
  readonly name: string;
}

/** A part of an objective: `weight` (by default 1) times the sum of all numbers of a tensor. */
export interface Term {
  readonly of: Tensor;
  readonly weight?: number;
}

/** A number to be minimised: sum over terms of weight x sum of all numbers, in float64. */
export interface Objective {
  /** The objective, after a forward run of what it depends on. */
  evaluate(): number;
  /**
   * The objective, after a forward and a backward run. The parameters' gradients are overwritten, or, with
   * `accumulate`, added to: over the parts of a batch that is run part by part.
   */
  differentiate(options?: { readonly accumulate?: boolean }): number;
  /** The sums of the last run, one for each term, without the weights. */
  termValues(): number[];
}

/** A fixed graph of operations: recorded once, run as often as wanted, nothing allocated in a run. */
export interface Tape {
  readonly precision: Precision;
  readonly seed: number;
  /** In order of making. */
  readonly parameters: readonly Parameter[];
  /** Data: a tensor without a gradient; zeros unless `values` are given. */
  input(rows: number, columns: number, values?: ArrayLike<number>): Tensor;
  /**
   * A tensor to be learnt; zeros unless `values` are given.
   *
   * @throws InvalidParameter for a name that is taken
   */
  parameter(name: string, rows: number, columns: number, values?: ArrayLike<number>): Parameter;
  /** Standard normals: those of step 0 until {@link redraw}. */
  noise(rows: number, columns: number): Tensor;
  /** Draws all noise anew: the same for the same seed and step. */
  redraw(step: number): void;
  /**
   * @throws InvalidData unless the terms are tensors of this tape
   */
  minimise(terms: readonly Term[]): Objective;
  /** A forward run of everything recorded. */
  run(): void;
}

/** How a tape computes. */
export interface TapeOptions {
  /** By default float32. Sums are in float64 either way. */
  readonly precision?: Precision;
  /** Of the noise, and of the initial values of layers; by default 0. */
  readonly seed?: number;
}
