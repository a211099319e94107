import { createTape } from "../../autodiff/tape.js";
import type { NetworkKernel } from "../../kernel/network/load.js";
import type { Drift } from "./integrate.js";
import { type LatentModel, type NamedArray, setParameters } from "./latent.js";

/** A learned model as plain functions. */
export interface LatentEvaluator {
  /** The drift of `columns` states side by side, per unit of time. */
  drift(columns: number): Drift;
  /** Means of the observation at `columns` states, [d][column] -> [q][column]. */
  decode(states: Float64Array, columns: number): Float64Array;
}

/** States that are computed side by side. */
const mostColumns = 256;

/** Records the model once for as many columns as come, by default in float64; more than that come in blocks. */
export function latentEvaluator(
  network: NetworkKernel,
  model: LatentModel,
  arrays: readonly NamedArray[],
  precision: "float32" | "float64" = "float64",
): LatentEvaluator {
  const { dimension, outputs } = model;
  const record = (columns: number) => {
    const tape = createTape(network, { precision });
    const latent = model.declare(tape);
    setParameters(tape, arrays);
    const input = tape.input(dimension, columns);
    const { drift, decoded } = latent.apply(input);
    return { tape, input, drift, decoded, columns };
  };
  const recorded = new Map<number, ReturnType<typeof record>>();
  const recordedFor = (columns: number) => {
    const width = Math.min(columns, mostColumns);
    const known = recorded.get(width) ?? record(width);
    recorded.set(width, known);
    return known;
  };
  const evaluate = (
    what: "drift" | "decoded",
    states: Float64Array,
    columns: number,
    out: Float64Array,
  ) => {
    const { tape, input, columns: width, ...results } = recordedFor(columns);
    const result = results[what];
    for (let first = 0; first < columns; first += width) {
      const count = Math.min(width, columns - first);
      const block = input.value;
      block.fill(0);
      for (let i = 0; i < dimension; i++) {
        const row = i * columns + first;
        block.set(states.subarray(row, row + count), i * width);
      }
      tape.run();
      const value = result.value;
      for (let i = 0; i < result.rows; i++) {
        out.set(value.subarray(i * width, i * width + count), i * columns + first);
      }
    }
    return out;
  };
  return {
    drift: (columns) => (states, out) => {
      evaluate("drift", states, columns, out);
    },
    decode: (states, columns) =>
      evaluate("decoded", states, columns, new Float64Array(outputs * columns)),
  };
}
