import type { Tape, Tensor } from "../../autodiff/tensor.js";
import { invalidData } from "../../errors.js";

/** What a form makes of latent states. */
export interface LatentOutputs {
  /** f(z), [d, columns]: the drift, per unit of time. */
  readonly drift: Tensor;
  /** Mean of the observation, [q, columns]. */
  readonly decoded: Tensor;
  /** Precision of each observed number beside the others', [q, 1], a factor of 1 / sigma^2; 1 where there is none. */
  readonly precision?: Tensor | undefined;
}

/** A drift and a decoder with their parameters on a tape. */
export interface LatentOnTape {
  /** Records both at the states z, [d, columns]; they may share what they have in common. */
  apply(states: Tensor): LatentOutputs;
}

/** A form of the multiscale model: dz = f(z) dt + Psi d beta with a decoder of z. */
export interface LatentModel {
  /** Length d of a latent state. */
  readonly dimension: number;
  /** How many of its numbers are of the macroscale, the averages of the cells: they come first. */
  readonly macro: number;
  /** Numbers q that are observed at a time. */
  readonly outputs: number;
  /**
   * Declares the parameters on a tape, at their first values, which depend on the seed of the tape alone; see
   * {@link setParameters} for others.
   */
  declare(tape: Tape): LatentOnTape;
}

/** A learned array by its name, [rows][columns]. */
export interface NamedArray {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** Copies of all parameters of a tape. */
export function parametersOf(tape: Tape): NamedArray[] {
  return tape.parameters.map(({ name, rows, columns, value }) => ({
    name,
    rows,
    columns,
    values: Float64Array.from(value),
  }));
}

/** @throws InvalidData unless every parameter of a tape is among the arrays, in its shape */
export function checkParameters(tape: Tape, arrays: readonly NamedArray[]): void {
  for (const { name, rows, columns } of tape.parameters) {
    const found = arrays.find((array) => array.name === name);
    if (found?.rows === rows && found.columns === columns) continue;
    const received = found === undefined ? "none" : `${found.rows} x ${found.columns}`;
    throw invalidData(`posterior array ${name}`, `${rows} x ${columns} numbers`, received);
  }
}

/** Sets those parameters of a tape that are among `arrays`. */
export function setParameters(tape: Tape, arrays: readonly NamedArray[]): void {
  const values = new Map(arrays.map((array) => [array.name, array.values]));
  for (const parameter of tape.parameters) {
    const found = values.get(parameter.name);
    if (found !== undefined) parameter.set(found);
  }
}
