import { keepFeatures } from "./active.js";
import { marginalCovariance } from "./covariance.js";
import type { Problem } from "./problem.js";
import { productOf } from "./revive.js";
import type { VariationalState } from "./state.js";

/** A feature and its |mean / sd|. */
interface Scored {
  readonly feature: number;
  readonly z: number;
}

/**
 * Drops the features whose marginal |z| is smallest: at most half of those below the threshold at a
 * time, and never both of two equal products, whose sum alone is known.
 *
 * @returns whether anything was dropped
 */
export function eliminateFeatures(problem: Problem, state: VariationalState): boolean {
  const { features, parameters } = problem;
  const covariance = marginalCovariance(problem, state);
  const n = state.active.length;
  const weak: Scored[] = Array.from(state.active, (feature, k) => ({
    feature,
    z: Math.abs(state.thetaMean[feature]) / Math.sqrt(covariance[k * n + k]),
  }))
    .filter(({ z }) => z < parameters.eliminate)
    .sort((a, b) => a.z - b.z || a.feature - b.feature);
  const dropped = new Set<number>();
  const products = new Set<string>();
  for (const { feature } of weak) {
    if (dropped.size >= Math.ceil(weak.length / 2)) break;
    const key = productOf(features[feature]);
    if (products.has(key)) continue;
    products.add(key);
    dropped.add(feature);
  }
  if (dropped.size === 0 || dropped.size === n) return false;
  keepFeatures(
    state,
    state.active.filter((feature) => !dropped.has(feature)),
  );
  return true;
}
