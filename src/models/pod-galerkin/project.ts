import type { CentralScheme } from "../field-baselines/central.js";
import type { Rates } from "../field-baselines/integrate.js";
import type { PodModes } from "../multiscale-sde/pod/modes.js";

/** da_k/dt = sum_i A_ki a_i + sum_ij H_kij a_i a_j. */
export interface GalerkinOperators {
  /** A, [k][i] */
  readonly linear: Float64Array;
  /** H, [k][i][j] */
  readonly quadratic: Float64Array;
}

/** The right-hand side of a scheme, projected on modes: exact for fields that the modes span. */
export function galerkinOperators(
  { points, count: r, scale, modes }: PodModes,
  scheme: CentralScheme,
): GalerkinOperators {
  const rows = Array.from({ length: r }, (_, k) =>
    Float64Array.from({ length: points }, (_, x) => modes[x * r + k]),
  );
  const unit = 1 / (points * scale * scale);
  const overlap = (k: number, field: Float64Array) => {
    let sum = 0;
    for (let x = 0; x < points; x++) sum += rows[k][x] * field[x];
    return unit * sum;
  };
  const linear = new Float64Array(r * r);
  const quadratic = new Float64Array(r * r * r);
  const field = new Float64Array(points);
  const ones = new Float64Array(points).fill(1);
  const weighted = new Float64Array(points);
  for (let j = 0; j < r; j++) {
    scheme.linear(rows[j], field);
    for (let k = 0; k < r; k++) linear[k * r + j] = overlap(k, field);
    // -v_x, carried by ones: the transport is linear in what carries.
    scheme.transport(ones, rows[j], field);
    for (let i = 0; i < r; i++) {
      for (let x = 0; x < points; x++) weighted[x] = rows[i][x] * field[x];
      for (let k = 0; k < r; k++) quadratic[(k * r + i) * r + j] = overlap(k, weighted);
    }
  }
  return { linear, quadratic };
}

/** The rates of change of the coefficients. */
export function galerkinRates({ linear, quadratic }: GalerkinOperators, r: number): Rates {
  return (a, out) => {
    for (let k = 0; k < r; k++) {
      let rate = 0;
      for (let i = 0; i < r; i++) {
        let sum = linear[k * r + i];
        const row = (k * r + i) * r;
        for (let j = 0; j < r; j++) sum += quadratic[row + j] * a[j];
        rate += sum * a[i];
      }
      out[k] = rate;
    }
  };
}

/** Bound of the eigenvalues of the linear part, by its rows. */
export function linearBound({ linear }: GalerkinOperators, r: number): number {
  let most = 0;
  for (let k = 0; k < r; k++) {
    let sum = 0;
    for (let i = 0; i < r; i++) sum += Math.abs(linear[k * r + i]);
    most = Math.max(most, sum);
  }
  return most;
}
