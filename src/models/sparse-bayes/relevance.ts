import { keepFeatures } from "./active.js";
import type { Problem } from "./problem.js";
import type { VariationalState } from "./state.js";

/** Update of q(tau): <tau> for each active feature (Eq. 2.34, with its index corrected). */
export function updateRelevance(problem: Problem, state: VariationalState): void {
  const { alpha0, beta0 } = problem.parameters;
  for (const l of state.active) {
    const second = state.thetaMean[l] * state.thetaMean[l] + state.thetaVariance[l];
    state.relevance[l] = (alpha0 + 0.5) / (beta0 + 0.5 * second);
  }
}

/** The largest factor by which an accelerated update may move a relevance. */
const stride = 10;

/** A feature leaves the law once its prior holds it this much more firmly than the data. */
const pruned = 1e4;

/** While an update moves the precision of the noise by more, the data may yet come to ask for a feature. */
const steady = 1.5;

function isSteady({ precisionUsed, precisionAhead }: VariationalState): boolean {
  return precisionUsed.every((v, j) => {
    const ratio = precisionAhead[j] / v;
    return ratio < steady && ratio > 1 / steady;
  });
}

/**
 * Relevances for the next update of q(theta): the plain ones, or nearer to where the plain ones are
 * heading. With g = 1/S - tau and h = mean/S, the bound as a function of one tau alone, q(theta)
 * following, is largest at g^2 / (h^2 - g) if h^2 > g and at infinity otherwise (Tipping & Faul 2003).
 * Features whose relevance has run away leave the law, once the noise is known.
 */
export function chooseRelevance(state: VariationalState, accelerated: boolean): void {
  const leave = !accelerated || isSteady(state);
  const stays = (l: number) => {
    const tau = state.relevanceUsed[l];
    const variance = state.thetaVariance[l];
    if (variance === 0) return true;
    const g = 1 / variance - tau;
    const h = state.thetaMean[l] / variance;
    const optimum = h * h > g && g > 0 ? (g * g) / (h * h - g) : Number.POSITIVE_INFINITY;
    const chosen = accelerated
      ? Math.max(Math.min(optimum, tau * stride), tau / stride)
      : state.relevance[l];
    state.relevanceUsed[l] = chosen;
    return !leave || chosen < pruned * g;
  };
  const kept = state.active.filter(stays);
  if (kept.length < state.active.length && kept.length > 0) keepFeatures(state, kept);
}
