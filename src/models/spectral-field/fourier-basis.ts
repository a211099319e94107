import type { Kernel } from "../../kernel/load.js";
import { cos2Pi, sin2Pi } from "../../kernel/math.js";

/** The functions 1, cos(2 pi k j / n), sin(2 pi k j / n), k = 1 .. most, at n equidistant points of a ring: [point][function]. */
export function fourierBasis(kernel: Kernel, n: number, most: number): Float64Array {
  const width = 2 * most + 1;
  const basis = new Float64Array(n * width);
  for (let j = 0; j < n; j++) {
    basis[j * width] = 1;
    for (let k = 1; k <= most; k++) {
      const turn = ((j * k) % n) / n;
      basis[j * width + 2 * k - 1] = cos2Pi(kernel, turn);
      basis[j * width + 2 * k] = sin2Pi(kernel, turn);
    }
  }
  return basis;
}

/** Coefficients of the functions in values at the points; n must exceed 2 most. */
export function coefficientsOf(
  basis: Float64Array,
  width: number,
  values: ArrayLike<number>,
  out: Float64Array,
): void {
  const n = values.length;
  out.fill(0);
  for (let j = 0; j < n; j++) {
    const value = values[j];
    const row = j * width;
    for (let i = 0; i < width; i++) out[i] += basis[row + i] * value;
  }
  for (let i = 0; i < width; i++) out[i] *= (i === 0 ? 1 : 2) / n;
}

/** Values at the points. */
export function valuesOf(
  basis: Float64Array,
  width: number,
  coefficients: ArrayLike<number>,
  out: Float64Array | Float32Array,
): void {
  for (let j = 0; j < out.length; j++) {
    let sum = 0;
    const row = j * width;
    for (let i = 0; i < width; i++) sum += basis[row + i] * coefficients[i];
    out[j] = sum;
  }
}
