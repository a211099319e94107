import { slowQuantile } from "./oracles.js";

/** Probabilities of Binomial(n, p), shape [n + 1]. */
export function binomialLaw(n: number, p: number): Float64Array {
  const law = new Float64Array(n + 1);
  law[0] = (1 - p) ** n;
  for (let k = 1; k <= n; k++) law[k] = (law[k - 1] * (n - k + 1) * p) / (k * (1 - p));
  return law;
}

/** Probability of a law within the closed central interval of some members. */
export function closedIntervalProbability(
  law: Float64Array,
  members: readonly number[],
  level: number,
): number {
  const lower = slowQuantile(members, (1 - level) / 2);
  const upper = slowQuantile(members, (1 + level) / 2);
  return law.subarray(lower, upper + 1).reduce((sum, p) => sum + p, 0);
}
