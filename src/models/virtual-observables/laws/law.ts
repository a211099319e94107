import type { Tape, Tensor } from "../../../autodiff/tensor.js";

/** A parameter of a law: an array with its name, [rows][columns]. */
export interface NamedArray {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** A law recorded on a tape. */
export interface LawOnTape {
  readonly parameters: readonly Tensor[];
  /** f(u), [bin, column], of states u: shares over the mean share, bins X. */
  apply(states: Tensor): Tensor;
}

/** The mean of a transition law, X_{t+1} = f(X_t) + noise. */
export interface TransitionLaw {
  readonly name: string;
  /** Whether f keeps the mass of every state to rounding. */
  readonly conserving: boolean;
  /** Parameters with their values. */
  readonly parameters: readonly NamedArray[];
  /** Declares the parameters on a tape, at their values. */
  declare(tape: Tape): LawOnTape;
  /** The same law with other values of its parameters, in the same order. */
  withValues(values: readonly Float64Array[]): TransitionLaw;
}

/** What a tape has made of the parameters of a law. */
export function valuesOn(law: LawOnTape): Float64Array[] {
  return law.parameters.map((tensor) => Float64Array.from(tensor.value));
}
