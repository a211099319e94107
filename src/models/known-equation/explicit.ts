import { binWidth } from "../../types.js";
import type { Mean } from "../density-law/linear.js";
import { checkWellPosed } from "../finite-volume/densities.js";
import type { Equation } from "../finite-volume/equation.js";
import type { ModelHeader } from "../law/header.js";

/** Fraction of the largest stable time step that is taken. */
const safety = 0.9;

/**
 * Advective flux through the right face of each of the periodic bins, into `faces`, both [bin].
 *
 * @param ratio time step over the width of a bin
 */
export type AdvectiveFlux = (
  equation: Equation,
  u: Float64Array,
  ratio: number,
  faces: Float64Array,
) => void;

/**
 * Time steps in which u is advanced by `duration`, at least one: each at most .9 of the h^2 / (|v| h + 2 D) up
 * to which the explicit schemes are stable, v the largest speed and D the largest diffusivity that occur.
 */
export function subSteps(
  { speed, diffusivity }: Equation,
  u: Float64Array,
  width: number,
  duration: number,
): number {
  let [fastest, largest] = [0, 0];
  for (const value of u) {
    fastest = Math.max(fastest, Math.abs(speed(value)));
    largest = Math.max(largest, diffusivity(value));
  }
  const rate = fastest / width + (2 * largest) / (width * width);
  return Math.max(1, Math.ceil((duration * rate) / safety));
}

/**
 * Advances bin averages u by `duration`, in place, in explicit time steps: the given advective flux, central
 * differences for diffusion. What leaves a bin enters its neighbour.
 */
export function advanceExplicit(
  equation: Equation,
  flux: AdvectiveFlux,
  u: Float64Array,
  width: number,
  duration: number,
): void {
  const n = u.length;
  const steps = subSteps(equation, u, width, duration);
  const ratio = duration / steps / width;
  const faces = new Float64Array(n);
  for (let step = 0; step < steps; step++) {
    flux(equation, u, ratio, faces);
    for (let i = 0; i < n; i++) {
      const [here, next] = [u[i], u[i + 1 === n ? 0 : i + 1]];
      faces[i] -= (equation.diffusivity((here + next) / 2) * (next - here)) / width;
    }
    let before = faces[n - 1];
    for (let i = 0; i < n; i++) {
      u[i] -= ratio * (faces[i] - before);
      before = faces[i];
    }
  }
}

/** The shares one coarse step on, by an explicit scheme on the bins. */
export function explicitMean(
  where: string,
  flux: AdvectiveFlux,
  equation: Equation,
  { grid, timeStep }: ModelHeader,
): Mean {
  const { bins } = grid;
  return (states, columns, out) => {
    const u = new Float64Array(bins);
    for (let c = 0; c < columns; c++) {
      for (let j = 0; j < bins; j++) u[j] = bins * states[j * columns + c];
      const most = u.reduce((a, b) => Math.max(a, b));
      checkWellPosed(where, equation, most);
      advanceExplicit(equation, flux, u, binWidth(grid), timeStep);
      for (let j = 0; j < bins; j++) out[j * columns + c] = u[j] / bins;
    }
  };
}
