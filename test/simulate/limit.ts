/** Simulated densities against the equation that they follow in the limit of many walkers. */
import { inlineExecutor } from "../../src/parallel/inline.js";
import { simulate } from "../../src/simulate/simulate.js";
import type { ConfiguredSystem } from "../../src/simulate/system.js";
import {
  type ConservationLaw,
  coarsen,
  relativeDistance,
  solve,
} from "../oracle/conservation-law.js";

const executor = inlineExecutor();

/** Cells of the fine grid in a bin. */
const parts = 40;

/**
 * Relative error, at each time, of the mean density of `sequences` runs from one start, on the system's
 * bins; densities are relative to even spread.
 */
export async function errorsAgainst(
  law: ConservationLaw,
  system: ConfiguredSystem,
  times: readonly number[],
  { sequences = 1, seed = 3 }: { sequences?: number; seed?: number } = {},
): Promise<number[]> {
  const { bins, domain } = system.grid;
  const steps = times[times.length - 1];
  const data = await simulate(system, { sequences, steps, seed, executor });
  const state = data.at(0).state as Float64Array;
  const weights = state.map(Math.exp);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const fine = Float64Array.from({ length: parts * bins }, (_, i) => {
    return (bins * weights[Math.floor(i / parts)]) / sum;
  });
  const cellWidth = (domain[1] - domain[0]) / fine.length;
  const solution = solve(
    law,
    fine,
    times.map((step) => step * system.timeStep),
    cellWidth,
  );
  return times.map((step, k) => {
    const density = new Float64Array(bins);
    for (let sequence = 0; sequence < sequences; sequence++) {
      data.countsAt(sequence, step).forEach((count, bin) => {
        density[bin] += (count * bins) / (system.walkers * sequences);
      });
    }
    return relativeDistance(density, coarsen(solution[k], bins));
  });
}
