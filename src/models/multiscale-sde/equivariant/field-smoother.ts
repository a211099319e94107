import type { NetworkKernel } from "../../../kernel/network/load.js";
import { multiply } from "../../../kernel/network/products.js";
import { networkFunctions, reserveValues } from "../../../kernel/network/values.js";
import type { SavitzkyGolayWeights } from "../savitzky-golay.js";

/** Shape of the trajectories, and the time between two snapshots. */
export interface SmootherShape {
  readonly times: number;
  readonly points: number;
  readonly timeStep: number;
}

/** Where the smoothed fields and their rates go, from an offset on, [time][point] each. */
export interface SmoothedFields {
  readonly smoothed: Float32Array;
  readonly rate: Float32Array;
  readonly offset: number;
}

/** Times that are smoothed at once. */
const block = 32;

/**
 * `smooth` of `savitzky-golay.ts` for whole fields, to the last bit: the local polynomials of a block of times are one product of
 * matrices.
 *
 * @returns smooths a trajectory, [time][point], of at least as many times as the window has
 */
export function fieldSmoother(
  network: NetworkKernel,
  { window, value, slope }: SavitzkyGolayWeights,
  { times, points, timeStep }: SmootherShape,
): (field: Float32Array, to: SmoothedFields) => void {
  const functions = networkFunctions(network, "float64");
  const most = block + window - 1;
  const seen = reserveValues(functions, most * points);
  const weights = reserveValues(functions, 2 * block * most);
  const made = reserveValues(functions, 2 * block * points);
  const half = (window - 1) / 2;
  const firstOf = (t: number) => Math.min(Math.max(t - half, 0), times - window);
  return (field, { smoothed, rate, offset }) => {
    for (let t0 = 0; t0 < times; t0 += block) {
      const count = Math.min(block, times - t0);
      const first = firstOf(t0);
      const width = firstOf(t0 + count - 1) + window - first;
      const rows = weights.view;
      rows.fill(0);
      for (let k = 0; k < count; k++) {
        const at = firstOf(t0 + k);
        const from = (t0 + k - at) * window;
        for (let j = 0; j < window; j++) {
          const to = at - first + j;
          rows[k * width + to] = value[from + j];
          rows[(count + k) * width + to] = slope[from + j] / timeStep;
        }
      }
      seen.view.set(field.subarray(first * points, (first + width) * points));
      multiply(
        functions,
        { values: weights, rows: 2 * count, columns: width },
        false,
        { values: seen, rows: width, columns: points },
        { values: made, rows: 2 * count, columns: points },
        undefined,
        false,
      );
      const found = made.view;
      const size = count * points;
      smoothed.set(found.subarray(0, size), offset + t0 * points);
      rate.set(found.subarray(size, 2 * size), offset + t0 * points);
    }
  };
}
