import type { Kernel } from "../../kernel/load.js";
import { exp } from "../../kernel/math.js";
import { fillNormal, openStream } from "../../kernel/random.js";
import type { SequenceSampler } from "./coarse-states.js";
import type { VirtualObservablesParameters } from "./parameters.js";

/** y ~ N(mean, L L^T) of every snapshot; see `Snapshots` for the columns. */
export interface GaussianStates {
  /** [bin][column] */
  readonly mean: Float64Array;
  /** Logarithms of the diagonal of L, [bin][column]. */
  readonly logScale: Float64Array;
  /** L below its diagonal, packed row by row, [bins (bins - 1) / 2][column]; absent where bins are independent. */
  readonly below?: Float64Array | undefined;
}

/** Where the columns of a sequence are. */
export interface Columns {
  readonly bins: number;
  readonly columns: number;
  readonly order: Int32Array;
  readonly lengths: Int32Array;
  readonly firstColumn: Int32Array;
}

/** Purpose of the streams that draw states. */
const stateStream = 9;
/** Purposes that the streams of two times are apart, so that no other's is between them in the same place. */
const purposes = 16;

/** Shares X of one draw from y, in place: exp(y) / bins, over its sum on the simplex. */
function toShares(kernel: Kernel, y: Float64Array, simplex: boolean): void {
  const top = simplex ? y.reduce((most, value) => Math.max(most, value)) : 0;
  let sum = 0;
  for (let j = 0; j < y.length; j++) {
    y[j] = exp(kernel, y[j] - top);
    sum += y[j];
  }
  const scale = simplex ? 1 / sum : 1 / y.length;
  for (let j = 0; j < y.length; j++) y[j] *= scale;
}

/** Draws y of one column, in place of the standard normals z. */
function drawColumn(
  kernel: Kernel,
  { mean, logScale, below }: GaussianStates,
  columns: number,
  column: number,
  z: Float64Array,
): void {
  const bins = z.length;
  // From the last row up, because row j takes the normals of the rows before it.
  for (let j = bins - 1; j >= 0; j--) {
    let value = mean[j * columns + column] + exp(kernel, logScale[j * columns + column]) * z[j];
    if (below !== undefined) {
      const row = (j * (j - 1)) / 2;
      for (let k = 0; k < j; k++) value += below[(row + k) * columns + column] * z[k];
    }
    z[j] = value;
  }
}

/** Draws of q(X) of a sequence, independent from snapshot to snapshot as q takes them to be. */
export function gaussianSampler(
  kernel: Kernel,
  states: GaussianStates,
  { bins, columns, order, lengths, firstColumn }: Columns,
  family: VirtualObservablesParameters["states"],
): SequenceSampler {
  return (sequence, times, draws, seed) => {
    const drawn = new Float64Array(times * bins * draws).fill(Number.NaN);
    const place = order.indexOf(sequence);
    const known = place < 0 ? 0 : lengths[place];
    const mark = kernel.arena.mark();
    const z = kernel.arena.f64(bins);
    for (let t = 0; t < known; t++) {
      const stream = openStream(kernel, seed, sequence, stateStream + purposes * t);
      for (let draw = 0; draw < draws; draw++) {
        fillNormal(kernel, stream, z);
        const y = z.view.slice();
        drawColumn(kernel, states, columns, firstColumn[t] + place, y);
        toShares(kernel, y, family === "simplex");
        for (let j = 0; j < bins; j++) drawn[(t * bins + j) * draws + draw] = y[j];
      }
    }
    kernel.arena.release(mark);
    return drawn;
  };
}
