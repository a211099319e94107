import type { FunctionOfOne } from "../../parameters.js";

/** Whether a function is given by knots. */
export function isTable(given: FunctionOfOne): given is readonly (readonly [number, number])[] {
  return Array.isArray(given[0]);
}

/** A polynomial at u, its coefficients from the constant on. */
export function polynomial(coefficients: readonly number[], u: number): number {
  return coefficients.reduceRight((value, coefficient) => value * u + coefficient, 0);
}

/** Coefficients of the derivative of a polynomial. */
export function derivative(coefficients: readonly number[]): number[] {
  return coefficients.slice(1).map((coefficient, i) => (i + 1) * coefficient);
}

/** The function between u = from and the next knot, as a polynomial. */
export function coefficientsFrom(given: FunctionOfOne, from: number): readonly number[] {
  if (!isTable(given)) return given;
  const next = given.findIndex(([u]) => u > from);
  if (next < 0) return [given[given.length - 1][1]];
  if (next === 0) return [given[0][1]];
  const [u, value] = given[next - 1];
  const slope = (given[next][1] - value) / (given[next][0] - u);
  return [value - slope * u, slope];
}

/** A function and its derivative; at a knot that to the right of it. */
export interface Differentiable {
  value(u: number): number;
  slope(u: number): number;
}

/** A function ready to be evaluated many times. */
export function differentiable(given: FunctionOfOne): Differentiable {
  const starts = isTable(given) ? given.map(([u]) => u) : [];
  const pieces = [Number.NEGATIVE_INFINITY, ...starts].map((from) => {
    const coefficients = coefficientsFrom(given, from);
    return { from, coefficients, slopes: derivative(coefficients) };
  });
  const pieceAt = (u: number) => {
    let k = pieces.length - 1;
    while (k > 0 && pieces[k].from > u) k--;
    return pieces[k];
  };
  return {
    value: (u) => polynomial(pieceAt(u).coefficients, u),
    slope: (u) => polynomial(pieceAt(u).slopes, u),
  };
}
