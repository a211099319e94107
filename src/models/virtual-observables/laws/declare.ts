import type { Tape, Tensor } from "../../../autodiff/tensor.js";
import type { NamedArray } from "./law.js";

/** Parameters on a tape, in their order. */
export function declareParameters(tape: Tape, parameters: readonly NamedArray[]): Tensor[] {
  return parameters.map(({ name, rows, columns, values }) =>
    tape.parameter(name, rows, columns, values),
  );
}

/** The same parameters with other values. */
export function replaceValues(
  parameters: readonly NamedArray[],
  values: readonly Float64Array[],
): NamedArray[] {
  return parameters.map((parameter, i) => ({ ...parameter, values: values[i] }));
}
