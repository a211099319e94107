import { throwIfAborted } from "../../errors.js";
import { breathe } from "../../parallel/breathe.js";
import { descend, descentFrom } from "./descend.js";
import type { StandardEquations } from "./standardise.js";

/** Solution for one penalty. */
export interface PathPoint {
  /** Coefficients of the standardised terms. */
  readonly beta: Float64Array;
  readonly converged: boolean;
}

/** How a path is followed. */
export interface PathOptions {
  readonly tolerance: number;
  readonly sweeps: number;
  readonly signal?: AbortSignal | undefined;
}

/** The solutions for falling penalties, each from the one before. @throws Interrupted if the signal fires */
export async function followPath(
  equations: StandardEquations,
  penalties: Float64Array,
  { tolerance, sweeps, signal }: PathOptions,
): Promise<PathPoint[]> {
  const descent = descentFrom(equations);
  const points: PathPoint[] = [];
  for (const penalty of penalties) {
    throwIfAborted(signal, "the fit");
    const converged = descend(equations, descent, penalty, tolerance, sweeps);
    points.push({ beta: descent.beta.slice(), converged });
    await breathe();
  }
  return points;
}
