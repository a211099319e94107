import type { StandardEquations } from "./standardise.js";

/** A point of the path: coefficients beta and the gradient moments - gram beta, both [size]. */
export interface Descent {
  readonly beta: Float64Array;
  readonly gradient: Float64Array;
}

/** beta = 0, where a path begins. */
export function descentFrom({ size, moments }: StandardEquations): Descent {
  return { beta: new Float64Array(size), gradient: moments.slice() };
}

/** Moves one coefficient to its optimum, the others fixed; returns how far it moved. */
function moveOne(
  { size, gram }: StandardEquations,
  { beta, gradient }: Descent,
  penalty: number,
  l: number,
): number {
  const curvature = gram[l * size + l];
  if (!(curvature > 0)) return 0;
  const pull = gradient[l] + curvature * beta[l];
  const size1 = Math.abs(pull) - penalty;
  const next = size1 > 0 ? (pull > 0 ? size1 : -size1) / curvature : 0;
  const move = next - beta[l];
  if (move === 0) return 0;
  beta[l] = next;
  for (let m = 0; m < size; m++) gradient[m] -= move * gram[l * size + m];
  return Math.abs(move);
}

/**
 * Minimises beta^T gram beta / 2 - moments^T beta + penalty |beta|_1 by cyclic coordinate descent (Friedman,
 * Hastie & Tibshirani 2010), from where the last descent ended: over all coefficients, then over those that
 * are not 0 until they rest, and so on until all rest.
 *
 * @param tolerance largest move of a coefficient at rest
 * @param sweeps most passes over the coefficients
 * @returns whether it came to rest
 */
export function descend(
  equations: StandardEquations,
  descent: Descent,
  penalty: number,
  tolerance: number,
  sweeps: number,
): boolean {
  const all = Array.from({ length: equations.size }, (_, l) => l);
  let active: number[] | undefined;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let most = 0;
    for (const l of active ?? all) {
      most = Math.max(most, moveOne(equations, descent, penalty, l));
    }
    const rests = most <= tolerance;
    if (rests && active === undefined) return true;
    // A full pass may bring in others; only then do those that are not 0 go on alone.
    active = rests ? undefined : all.filter((l) => descent.beta[l] !== 0);
  }
  return false;
}
