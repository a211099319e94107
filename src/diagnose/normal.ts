import { tails } from "../forecast/order-statistics.js";

/** e^-x for 0 <= x < 50, by arithmetic alone, so that every engine agrees: a series at x / 64, squared. */
function expMinus(x: number): number {
  const z = x / 64;
  let term = 1;
  let power = 1;
  for (let k = 1; k < 20; k++) {
    term *= z / k;
    power += term;
  }
  for (let k = 0; k < 6; k++) power *= power;
  return 1 / power;
}

/** Probability that a standard normal lies within -z..z, for 0 <= z < 9. */
function centralProbability(z: number): number {
  // Phi(z) - 1/2 = phi(z) (z + z^3 / 3 + z^5 / (3 5) + ...)
  let term = z;
  let sum = 0;
  for (let k = 1; sum + term !== sum; k += 2) {
    sum += term;
    term *= (z * z) / (k + 2);
  }
  return 2 * sum * expMinus((z * z) / 2) * (1 / Math.sqrt(2 * Math.PI));
}

/**
 * Half the width, in standard deviations, of the central interval of a normal: 1.96 at level .95.
 *
 * @throws InvalidParameter unless the level is in (0, 1)
 */
export function normalHalfWidth(level: number): number {
  tails(level);
  let low = 0;
  let high = 8.5;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (centralProbability(middle) < level) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
