import type { DensityLaw } from "./law.js";

/** The deterministic part of a law. */
export type Mean = DensityLaw["advance"];

/** Adds `weight` times row `from` of `states` [bin][column] to row `to` of `out`. */
function addRow(
  weight: number,
  states: Float64Array,
  from: number,
  columns: number,
  out: Float64Array,
  to: number,
): void {
  const [source, target] = [from * columns, to * columns];
  for (let c = 0; c < columns; c++) out[target + c] += weight * states[source + c];
}

/** X'_j = sum_i A_ji X_i. @param matrix A, [bin][bin] */
export function matrixMean(matrix: Float64Array): Mean {
  return (states, columns, out) => {
    const bins = states.length / columns;
    out.fill(0);
    for (let j = 0; j < bins; j++) {
      for (let i = 0; i < bins; i++) addRow(matrix[j * bins + i], states, i, columns, out, j);
    }
  };
}

/** X'_j = sum_m w_m X_{j+m} on periodic bins. @param offsets m, at least -bins */
export function circulantMean(offsets: ArrayLike<number>, weights: ArrayLike<number>): Mean {
  return (states, columns, out) => {
    const bins = states.length / columns;
    out.fill(0);
    for (let j = 0; j < bins; j++) {
      for (let k = 0; k < offsets.length; k++) {
        addRow(weights[k], states, (j + offsets[k] + bins) % bins, columns, out, j);
      }
    }
  };
}
