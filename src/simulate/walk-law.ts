import { invalidData, invalidParameter } from "../errors.js";
import { netDisplacementLaw } from "../kernel/displacement-law.js";
import { binWidth } from "../types.js";
import type { AdvectionDiffusion } from "./advection-diffusion.js";

/**
 * The law of the shift, in cells of a given width, of a walker that starts uniform within a cell:
 * `weight[i]` is the probability of `first + i`. A sum over the lattice of displacements of the overlap
 * of the moved cell with the cells of the grid, so it is exact up to rounding, with + - * / alone.
 */
function shiftLaw(system: AdvectionDiffusion, steps: number, width: number) {
  const { left, right, jump, microStepsPerStep } = system.parameters;
  const law = netDisplacementLaw(left, right, steps * microStepsPerStep);
  const cells = jump / width;
  const first = Math.floor(law.first * cells);
  const last = Math.floor((law.first + law.probabilities.length - 1) * cells) + 1;
  const weight = new Float64Array(last - first + 1);
  for (const [i, probability] of law.probabilities.entries()) {
    const moved = (law.first + i) * cells;
    const whole = Math.floor(moved);
    // The cell, moved by `moved` cells, covers 1 - part of one cell and part of the next.
    const part = moved - whole;
    weight[whole - first] += probability * (1 - part);
    weight[whole + 1 - first] += probability * part;
  }
  return { first, weight };
}

/**
 * The exact probability that a walker, uniform in bin j, is in bin j + shift after one coarse step, for
 * every shift that has one. Shifts are not wrapped round the domain. With the default parameters the
 * shifts +1, 0, -1 have .295, .535, .144.
 */
export function oneStepBinWeights(system: AdvectionDiffusion): {
  shift: number[];
  weight: Float64Array;
} {
  const { first, weight } = shiftLaw(system, 1, binWidth(system.grid));
  return { shift: Array.from(weight, (_, i) => first + i), weight };
}

/**
 * The exact expected fraction of walkers in each cell of a grid after `steps` coarse steps, shape [bins],
 * for walkers that start uniform within the coarse bins.
 *
 * @param initialDensity probability of each coarse bin, shape [bins of the system]
 * @param bins cells of the result's grid, a multiple of the system's bins, by default those bins
 * @throws InvalidParameter if `bins` is no such multiple; InvalidData if `initialDensity` has another shape
 */
export function exactDensity(
  system: AdvectionDiffusion,
  initialDensity: ArrayLike<number>,
  steps: number,
  bins: number = system.grid.bins,
): Float64Array {
  const coarse = system.grid.bins;
  if (!Number.isInteger(bins) || bins < coarse || bins % coarse !== 0) {
    throw invalidParameter("bins", `a multiple of the system's ${coarse} bins`, bins);
  }
  if (!Number.isSafeInteger(steps) || steps < 0) {
    throw invalidParameter("steps", "an integer of at least 0", steps);
  }
  if (initialDensity.length !== coarse) {
    throw invalidData("initial density", `${coarse} values`, `${initialDensity.length}`);
  }
  const parts = bins / coarse;
  const { first, weight } = shiftLaw(system, steps, binWidth({ ...system.grid, bins }));
  const density = new Float64Array(bins);
  for (let i = 0; i < bins; i++) {
    const mass = initialDensity[Math.floor(i / parts)] / parts;
    for (let s = 0; s < weight.length; s++) {
      const target = (i + first + s) % bins;
      density[target < 0 ? target + bins : target] += mass * weight[s];
    }
  }
  return density;
}
