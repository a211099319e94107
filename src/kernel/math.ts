import type { MathExports } from "./abi.js";
import type { Kernel } from "./instantiate.js";

/** A kernel with some of these functions. */
interface Computing<Call extends keyof MathExports> {
  readonly call: Pick<MathExports, Call>;
}

// JavaScript's Math.exp, log, sin and cos differ between engines in the last bits; these do not.

/** e^x, within 1 ulp. */
export function exp(kernel: Computing<"mathExp">, x: number): number {
  return kernel.call.mathExp(x);
}

/** Natural logarithm, within 1 ulp; -Infinity at 0, NaN below. */
export function log(kernel: Kernel, x: number): number {
  return kernel.call.mathLog(x);
}

/** log Gamma(x) for x > 0, to a few ulp also near its zeros 1 and 2; Infinity at 0, NaN below. */
export function logGamma(kernel: Kernel, x: number): number {
  return kernel.call.mathLogGamma(x);
}

/** Derivative of log Gamma at x > 0, to 2e-15 of max(1, its size); -Infinity at 0, NaN below. */
export function digamma(kernel: Kernel, x: number): number {
  return kernel.call.mathDigamma(x);
}

/** cos(2 pi u) for u in [0, 1]. */
export function cos2Pi(kernel: Computing<"mathCos2Pi">, u: number): number {
  return kernel.call.mathCos2Pi(u);
}

/** sin(2 pi u) for u in [0, 1]. */
export function sin2Pi(kernel: Kernel, u: number): number {
  return kernel.call.mathSin2Pi(u);
}
