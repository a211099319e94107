import type { Feature } from "../law/features.js";
import { marginalCovariance } from "./covariance.js";
import type { Problem } from "./problem.js";
import type { VariationalState } from "./state.js";

/** Libraries of more features are not looked through again: it would cost more than the fit. */
const mostFeatures = 400;

/** Sequences that tell the information of a feature that is not in the law. */
const enoughSequences = 1000;

/** How much more significant than the elimination asks a feature must be to come back. */
const margin = 1;

/** Equal for features that are the same function: X_a X_b and X_b X_a. */
export function productOf({ offsets }: Feature): string {
  return [...offsets].sort((a, b) => a - b).join();
}

/**
 * Brings back features that left the law and that the data ask for: those whose score in the present law, over
 * its standard deviation with the states and the coefficients of the law integrated out, exceeds the threshold
 * of the elimination and a margin. Of equal products one is enough.
 *
 * @returns whether any came back
 */
export function reviveFeatures(problem: Problem, state: VariationalState): boolean {
  const { features, inference, parameters, matrix, vector } = problem;
  const { active } = state;
  const size = features.length;
  if (size > mostFeatures || active.length === size) return false;
  const covariance = marginalCovariance(problem, state);
  const whole = { ...state, active: Int32Array.from({ length: size }, (_, l) => l) };
  inference.predict(whole);
  inference.score(whole, state.precision);
  const score = vector.view.slice(0, size);
  inference.information(whole, state.precision, enoughSequences);
  const information = matrix.view;
  inference.predict(state);

  const entry = (a: number, b: number) => information[Math.max(a, b) * size + Math.min(a, b)];
  const n = active.length;
  const significance = (l: number) => {
    let conditional = entry(l, l);
    for (let a = 0; a < n; a++) {
      for (let b = 0; b < n; b++) {
        conditional -= entry(l, active[a]) * covariance[a * n + b] * entry(l, active[b]);
      }
    }
    // A combination of those in the law adds nothing, and its score is rounding.
    return conditional > 1e-9 * entry(l, l) ? Math.abs(score[l]) / Math.sqrt(conditional) : 0;
  };
  const present = new Set(Array.from(active, (l) => productOf(features[l])));
  const kept = new Set(active);
  for (let l = 0; l < size; l++) {
    const product = productOf(features[l]);
    if (present.has(product) || significance(l) < parameters.eliminate + margin) continue;
    present.add(product);
    kept.add(l);
  }
  if (kept.size === n) return false;
  for (const l of kept) {
    if (active.includes(l)) continue;
    state.relevance[l] = 1;
    state.relevanceUsed[l] = 1;
  }
  state.active = Int32Array.from(kept).sort();
  return true;
}
