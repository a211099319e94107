import { invalidParameter } from "../errors.js";
import type { Lattice } from "../kernel/lattice-leap.js";
import type { Grid } from "../types.js";
import { commonLattice, mostCells } from "./lattice.js";

/** What the choice of a method depends on. */
export interface MethodParameters {
  readonly method: "auto" | "leap" | "micro" | "counts";
  readonly walkers: number;
  readonly positions: boolean;
  readonly left: number;
  readonly right: number;
  readonly jump: number;
  readonly microStepsPerStep: number;
}

/** How independent walkers are simulated. */
export type Method =
  | { readonly algorithm: "leap" | "micro"; readonly workPerStep: number }
  | { readonly algorithm: "counts"; readonly workPerStep: number; readonly lattice: Lattice };

/** Work on a cell, on one of its walkers and on a binomial, in leaps of one walker (3 ns), as measured. */
const work = { cell: 5, walker: 0.93, binomial: 15 } as const;

/** Work of one coarse step of counts: each of a cell's walkers, or a binomial for each common outcome. */
function countsWork(given: MethodParameters, cells: number): number {
  const { walkers, left, right, microStepsPerStep } = given;
  const drift = right - left;
  const variance = microStepsPerStep * (left + right - drift * drift);
  const outcomes = Math.min(8 * Math.sqrt(Math.max(variance, 0)), 2 * microStepsPerStep) + 1;
  return work.cell * cells + Math.min(work.walker * walkers, work.binomial * outcomes * cells);
}

/**
 * Chooses by the parameters alone, never by the machine. `auto` is `leap` where positions are recorded or no
 * lattice holds jumps and bins, else that of `leap` and `counts` with less work per coarse step: `counts`
 * from 72 walkers per cell on.
 *
 * @throws InvalidParameter for counts with positions, or with a jump that no affordable lattice holds
 */
export function chooseMethod(given: MethodParameters, grid: Grid): Method {
  const { method, walkers, positions, jump } = given;
  if (method === "counts" && positions) {
    const expected = "false with method=counts, which knows no single walker (method=leap does)";
    throw invalidParameter("positions", expected, positions);
  }
  const counts = method === "counts";
  if (counts || (method === "auto" && !positions)) {
    const lattice = commonLattice(jump, grid);
    if (lattice !== undefined) {
      const workPerStep = countsWork(given, lattice.cells);
      if (counts || workPerStep < walkers) return { algorithm: "counts", workPerStep, lattice };
    } else if (counts) {
      const expected = `such a fraction of the domain that a lattice of at most ${mostCells} cells holds jumps and bins for method=counts (method=leap takes any jump)`;
      throw invalidParameter("jump", expected, jump);
    }
  }
  return { algorithm: method === "micro" ? "micro" : "leap", workPerStep: walkers };
}
