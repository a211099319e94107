import type { VariationalState } from "./state.js";

/** Relevance of a feature that left the law of other data: near zero, but soon awake if these data ask for it. */
const dormant = 1e3;

/** A fit of part of the data, or of an approximation: it need not be finished. */
export const brief = { tolerance: 1, iterations: 300 } as const;

/**
 * A state whose law is that of another, over the same features, learned from other data. Features that had
 * left the law are in it again.
 *
 * @param to a state before its first iteration
 */
export function carryLaw(to: VariationalState, from: VariationalState): VariationalState {
  const relevance = to.relevance.slice().fill(dormant);
  const relevanceUsed = relevance.slice();
  for (const l of from.active) {
    relevance[l] = from.relevance[l];
    relevanceUsed[l] = from.relevanceUsed[l];
  }
  return {
    ...to,
    thetaMean: from.thetaMean.slice(),
    thetaVariance: from.thetaVariance.slice(),
    relevance,
    relevanceUsed,
    precision: from.precision.slice(),
    precisionAhead: from.precision.slice(),
    precisionUsed: from.precision.slice(),
  };
}
