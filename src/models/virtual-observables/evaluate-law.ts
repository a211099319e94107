import { createTape } from "../../autodiff/tape.js";
import type { NetworkKernel } from "../../kernel/network/load.js";
import type { TransitionLaw } from "./laws/law.js";

/** States that are advanced side by side. */
const mostColumns = 1024;

/** f(u) of many states in float64; `states` and `out` are [bin][column] of relative densities and do not overlap. */
export type LawEvaluator = (states: Float64Array, columns: number, out: Float64Array) => void;

/** Records a law once, in float64, for as many columns as come; more than that come in blocks. */
export function lawEvaluator(
  network: NetworkKernel,
  law: TransitionLaw,
  bins: number,
): LawEvaluator {
  let recorded: ReturnType<typeof record> | undefined;
  const record = (columns: number) => {
    const tape = createTape(network, { precision: "float64" });
    const input = tape.input(bins, columns);
    const output = law.declare(tape).apply(input);
    return { tape, input, output, columns };
  };
  return (states, columns, out) => {
    const wanted = Math.min(columns, mostColumns);
    if (recorded === undefined || recorded.columns < wanted) recorded = record(wanted);
    const { tape, input, output, columns: width } = recorded;
    const block = new Float64Array(bins * width);
    for (let first = 0; first < columns; first += width) {
      const count = Math.min(width, columns - first);
      // Columns that are not asked for hold even densities, which every law bears.
      if (count < width) block.fill(1);
      for (let j = 0; j < bins; j++) {
        const row = j * columns + first;
        block.set(states.subarray(row, row + count), j * width);
      }
      input.set(block);
      tape.run();
      const value = output.value;
      for (let j = 0; j < bins; j++) {
        out.set(value.subarray(j * width, j * width + count), j * columns + first);
      }
    }
  };
}
