import { invalidParameter } from "../errors.js";
import type { Kernel } from "../kernel/instantiate.js";
import { exp, log, logGamma } from "../kernel/math.js";

/** Where a point lies in a Gamma law; the two add up to 1. */
export interface GammaProbability {
  /** P(a, x): probability of less than x. */
  readonly below: number;
  /** Q(a, x): probability of more. */
  readonly above: number;
}

/** Smallest ratio of two successive terms that still counts. */
const precision = 1e-16;

/** x^a e^-x / Gamma(a + 1) (1 + x / (a + 1) + x^2 / ((a + 1)(a + 2)) + ...) */
function series(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > precision * sum; k++) {
    term *= x / (a + k);
    sum += term;
  }
  return sum / a;
}

/** 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - 2 (2 - a) / (x + 5 - a - ...))), by Lentz's way, x > a + 1. */
function fraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Number.POSITIVE_INFINITY;
  let d = 1 / b;
  let value = d;
  for (let k = 1; ; k++) {
    const numerator = k * (a - k);
    b += 2;
    d = 1 / (b + numerator * d);
    c = b + numerator / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < 2 * precision) return value;
  }
}

/**
 * The regularised incomplete Gamma functions: probabilities of Gamma(a, 1) below and above x, the smaller
 * one to a relative error of about 1e-13 (Abramowitz & Stegun 1964, 6.5.29 and 6.5.31). erf z is P(1/2, z^2);
 * a chi-square with k degrees of freedom lies above c with probability Q(k / 2, c / 2).
 *
 * @param a shape, above 0
 * @param x of at least 0; Infinity has everything below it
 * @throws InvalidParameter
 *
 * @example
 * gammaProbability(kernel, 0.5, 0.5).below; // 0.6826894921370859, within one standard deviation
 */
export function gammaProbability(kernel: Kernel, a: number, x: number): GammaProbability {
  if (!(a > 0 && Number.isFinite(a))) throw invalidParameter("shape", "a number above 0", a);
  if (!(x >= 0)) throw invalidParameter("x", "a number of at least 0", x);
  if (x === 0) return { below: 0, above: 1 };
  if (x === Number.POSITIVE_INFINITY) return { below: 1, above: 0 };
  const weight = exp(kernel, a * log(kernel, x) - x - logGamma(kernel, a));
  if (x < a + 1) {
    const below = weight === 0 ? 0 : weight * series(a, x);
    return { below, above: 1 - below };
  }
  const above = weight === 0 ? 0 : weight * fraction(a, x);
  return { below: 1 - above, above };
}
