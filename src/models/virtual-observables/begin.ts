import type { Kernel } from "../../kernel/load.js";
import { log } from "../../kernel/math.js";
import type { VirtualObservablesParameters } from "./parameters.js";
import type { Snapshots } from "./snapshots.js";

/** Where q(X) begins: means and log standard deviations of y, [bin][column]. */
export interface FirstStates {
  readonly mean: Float64Array;
  readonly logScale: Float64Array;
}

/**
 * From the counts alone: y = log of the relative density of m + 1/2 walkers, with the standard deviation 1 / sqrt(m + 1)
 * that they leave it; a lognormal state whose mass was observed is also held by that, which is p^2 / sigma_c^2 for a share
 * p. Snapshots without walkers begin where the last ones that were seen were.
 */
export function firstStates(
  kernel: Kernel,
  snapshots: Snapshots,
  { states, constraint, tolerance }: VirtualObservablesParameters,
): FirstStates {
  const { bins, columns, counts, observed, walkers, from, to } = snapshots;
  const held = states === "lognormal" && constraint.includes("mass") ? 1 / tolerance : 0;
  const mean = new Float64Array(bins * columns);
  const logScale = new Float64Array(bins * columns);
  for (let j = 0; j < bins; j++) {
    for (let c = 0; c < columns; c++) {
      const at = j * columns + c;
      const share = observed[c] ? (counts[at] + 0.5) / (walkers + 0.5 * bins) : 1 / bins;
      mean[at] = log(kernel, bins * share);
      const precision = (observed[c] ? counts[at] : 0) + 1 + share * share * held;
      logScale[at] = -0.5 * log(kernel, precision);
    }
  }
  to.forEach((column, p) => {
    if (observed[column]) return;
    for (let j = 0; j < bins; j++) mean[j * columns + column] = mean[j * columns + from[p]];
  });
  if (states === "simplex") centreColumns(mean, bins, columns);
  return { mean, logScale };
}

/** Takes the mean over the bins out of every column, in place. */
function centreColumns(values: Float64Array, bins: number, columns: number): void {
  for (let c = 0; c < columns; c++) {
    let sum = 0;
    for (let j = 0; j < bins; j++) sum += values[j * columns + c];
    for (let j = 0; j < bins; j++) values[j * columns + c] -= sum / bins;
  }
}
