import { numericalFailure, throwIfAborted } from "../../errors.js";
import type { Kernel } from "../../kernel/load.js";
import { softmax } from "../../kernel/softmax-multinomial.js";
import { breathe } from "../../parallel/breathe.js";
import { binWidth, type Grid } from "../../types.js";
import type { Equation } from "./equation.js";
import { advance } from "./scheme.js";

/** What is solved, and on which grid. */
export interface Solver {
  readonly equation: Equation;
  readonly grid: Grid;
  readonly timeStep: number;
  /** Cells of each bin. */
  readonly cells: number;
}

/** Density relative to even spread of a coarse state, shape [bin]. */
function relativeDensity(kernel: Kernel, state: Float64Array): Float64Array {
  const bins = state.length;
  const mark = kernel.arena.mark();
  const rho = kernel.arena.f64(bins);
  softmax(kernel, kernel.arena.copyF64(state), 1, bins, rho);
  const density = rho.view.map((share) => share * bins);
  kernel.arena.release(mark);
  return density;
}

/** Densities at which an equation is looked at before it is solved. */
const probes = 64;

/**
 * @param where the solution, for the message
 * @param most largest density that occurs
 * @throws NumericalFailure if the equation is ill-posed at a density up to that
 */
export function checkWellPosed(where: string, { diffusivity }: Equation, most: number): void {
  for (let i = 0; i <= probes; i++) {
    const u = (most * i) / probes;
    // Rounding may leave a tiny negative number where the diffusivity is 0.
    if (!(diffusivity(u) >= -1e-15)) {
      throw numericalFailure(
        where,
        0,
        `the diffusivity is ${diffusivity(u)} at ${u} times the even density, so that crowds grow without limit`,
        "Use a model that learns the law from the data.",
      );
    }
  }
}

function binAverages(u: Float64Array, bins: number): Float64Array {
  const cells = u.length / bins;
  const averages = new Float64Array(bins);
  u.forEach((value, i) => {
    averages[Math.floor(i / cells)] += value / cells;
  });
  return averages;
}

/**
 * Densities relative to even spread after each of `steps` coarse steps, shape [step, bin], of walkers that
 * start uniform within their bins.
 *
 * @param state coarse state, shape [bin]
 * @throws NumericalFailure if the equation is ill-posed or its solution leaves the finite numbers;
 *   Interrupted if the signal fires
 */
export async function solveDensities(
  kernel: Kernel,
  { equation, grid, timeStep, cells }: Solver,
  state: Float64Array,
  steps: number,
  signal?: AbortSignal,
): Promise<Float64Array> {
  const { bins } = grid;
  const start = relativeDensity(kernel, state);
  checkWellPosed(
    "The finite-volume solution",
    equation,
    start.reduce((a, b) => Math.max(a, b)),
  );
  const u = Float64Array.from({ length: bins * cells }, (_, i) => start[Math.floor(i / cells)]);
  const densities = new Float64Array(steps * bins);
  for (let step = 0; step < steps; step++) {
    throwIfAborted(signal, "the forecast");
    advance(equation, u, binWidth(grid) / cells, timeStep);
    if (!u.every(Number.isFinite)) {
      const recover = "Choose a smaller coarse step or more cells.";
      throw numericalFailure("The finite-volume solution", step, "it is not finite", recover);
    }
    densities.set(binAverages(u, bins), step * bins);
    await breathe();
  }
  return densities;
}
