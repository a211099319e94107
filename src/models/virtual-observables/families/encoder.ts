import { add } from "../../../autodiff/arithmetic.js";
import { slice } from "../../../autodiff/blocks.js";
import { dense } from "../../../autodiff/products.js";
import type { Tape, Tensor } from "../../../autodiff/tensor.js";
import type { Kernel } from "../../../kernel/load.js";
import type { FirstStates } from "../begin.js";
import { declareParameters } from "../laws/declare.js";
import type { NamedArray } from "../laws/law.js";
import { applyLayers, layerParameters } from "../laws/layers.js";
import type { Snapshots } from "../snapshots.js";

/** Width of the encoder's hidden layer. */
const hidden = 64;

/** First parameters of an encoder; its last layer begins at 0, so that it begins with what the counts alone say. */
export function createEncoder(kernel: Kernel, bins: number, seed: number): NamedArray[] {
  const widths = [3 * bins, hidden, 2 * bins];
  const layers = { name: "encoder", widths, activation: "silu", lastScale: 0, seed } as const;
  return layerParameters(kernel, layers);
}

/** Column of the snapshot before and after each, itself at the ends of a sequence. */
function neighbours({ columns, from, to }: Snapshots) {
  const before = Int32Array.from({ length: columns }, (_, c) => c);
  const after = before.slice();
  to.forEach((column, p) => {
    before[column] = from[p];
    after[from[p]] = column;
  });
  return { before, after };
}

/** log densities of the snapshots before, at and after each, [3 bin][column]. */
function windows(snapshots: Snapshots, { mean }: FirstStates): Float64Array {
  const { bins, columns } = snapshots;
  const { before, after } = neighbours(snapshots);
  const inputs = new Float64Array(3 * bins * columns);
  for (let j = 0; j < bins; j++) {
    for (let c = 0; c < columns; c++) {
      [before[c], c, after[c]].forEach((column, k) => {
        inputs[(k * bins + j) * columns + c] = mean[j * columns + column];
      });
    }
  }
  return inputs;
}

/** Amortised q(X): one network gives mean and log standard deviation of y from three snapshots of counts. */
export function encode(
  tape: Tape,
  snapshots: Snapshots,
  first: FirstStates,
  parameters: readonly NamedArray[],
): { readonly mean: Tensor; readonly logScale: Tensor; readonly parameters: readonly Tensor[] } {
  const { bins, columns } = snapshots;
  const tensors = declareParameters(tape, parameters);
  const seen = tape.input(3 * bins, columns, windows(snapshots, first));
  const change = applyLayers(tensors, seen, "silu", (weight, bias, x) => dense(weight, x, bias));
  const mean = add(slice(change, { row: 0, rows: bins }), tape.input(bins, columns, first.mean));
  const scale = tape.input(bins, columns, first.logScale);
  const logScale = add(slice(change, { row: bins, rows: bins }), scale);
  return { mean, logScale, parameters: tensors };
}
