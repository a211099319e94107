import type { Kernel } from "../../kernel/load.js";
import { logGamma } from "../../kernel/math.js";

/** sum over snapshots of log n! / (m_1! ... m_bins!), counts [snapshot][bins]. */
export function logMultinomialCoefficient(
  kernel: Kernel,
  counts: Float64Array,
  bins: number,
): number {
  let sum = 0;
  for (let from = 0; from < counts.length; from += bins) {
    let walkers = 0;
    for (let j = 0; j < bins; j++) {
      walkers += counts[from + j];
      sum -= logGamma(kernel, counts[from + j] + 1);
    }
    sum += logGamma(kernel, walkers + 1);
  }
  return sum;
}
