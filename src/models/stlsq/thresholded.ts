import { numericalFailure } from "../../errors.js";
import type { Kernel } from "../../kernel/load.js";
import type { Estimate } from "../regression/estimate.js";
import type { NormalEquations } from "../regression/normal-equations.js";
import { solveNormal } from "../regression/solve.js";

/** How terms are dropped. */
export interface Thresholding {
  /** Terms with a smaller |coefficient| go. */
  readonly threshold: number;
  readonly ridge: number;
  /** Largest number of fits. */
  readonly iterations: number;
}

/**
 * Fits and drops small terms by turns until none is small.
 *
 * @throws NumericalFailure if every term is dropped
 */
export function thresholded(
  kernel: Kernel,
  equations: NormalEquations,
  varying: Int32Array,
  { threshold, ridge, iterations }: Thresholding,
): Estimate {
  let chosen = varying;
  let solution = solveNormal(kernel, equations, chosen, ridge);
  for (let iteration = 1; ; iteration++) {
    const { theta } = solution;
    const kept = chosen.filter((_, k) => Math.abs(theta[k]) >= threshold);
    const converged = kept.length === chosen.length;
    if (converged || iteration === iterations) {
      return { chosen, theta, covariance: solution.inverse, converged };
    }
    if (kept.length === 0) {
      throw numericalFailure(
        "Sequentially thresholded least squares",
        iteration,
        `no coefficient reaches the threshold ${threshold}`,
        "Lower the threshold.",
      );
    }
    chosen = kept;
    solution = solveNormal(kernel, equations, chosen, ridge);
  }
}
