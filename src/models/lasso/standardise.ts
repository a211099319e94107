import type { NormalEquations } from "../regression/normal-equations.js";

/**
 * Normal equations for each value and in terms of standard deviation 1. With beta_l = scale_l theta_l, half
 * the mean squared residual is beta^T gram beta / 2 - moments^T beta + a constant.
 */
export interface StandardEquations {
  readonly size: number;
  /** Shape [chosen][chosen]. */
  readonly gram: Float64Array;
  readonly moments: Float64Array;
}

/** Standard deviations of the chosen terms about their means over the bins. */
export function scales({ gram, size, values }: NormalEquations, chosen: Int32Array): Float64Array {
  return Float64Array.from(chosen, (l) => Math.sqrt(gram[l * size + l] / values));
}

/** @param scale of the chosen terms, perhaps of other data than these, so that penalties agree */
export function standardise(
  { gram, moments, size, values }: NormalEquations,
  chosen: Int32Array,
  scale: Float64Array,
): StandardEquations {
  const n = chosen.length;
  const standard = new Float64Array(n * n);
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < n; b++) {
      standard[a * n + b] = gram[chosen[a] * size + chosen[b]] / (scale[a] * scale[b] * values);
    }
  }
  return {
    size: n,
    gram: standard,
    moments: Float64Array.from(chosen, (l, a) => moments[l] / (scale[a] * values)),
  };
}
