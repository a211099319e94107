import type { Rates } from "../field-baselines/integrate.js";

/** Numbers of features of d coordinates: 1, the coordinates, and their products. */
export function quadraticFeatures(d: number): number {
  return 1 + d + (d * (d + 1)) / 2;
}

/** 1, a_i, and a_i a_j with j <= i, in this order. */
export function features(a: ArrayLike<number>, d: number, out: Float64Array): void {
  out[0] = 1;
  let at = 1;
  for (let i = 0; i < d; i++) out[at++] = a[i];
  for (let i = 0; i < d; i++) for (let j = 0; j <= i; j++) out[at++] = a[i] * a[j];
}

/** Rates that are linear in the {@link features}. @param weights [feature][d] */
export function quadraticRates(weights: Float64Array, d: number): Rates {
  const n = quadraticFeatures(d);
  const x = new Float64Array(n);
  return (state, out) => {
    features(state, d, x);
    out.fill(0);
    for (let i = 0; i < n; i++) {
      const row = i * d;
      for (let k = 0; k < d; k++) out[k] += x[i] * weights[row + k];
    }
  };
}
