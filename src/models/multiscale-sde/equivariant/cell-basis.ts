import { symmetricEigen } from "../symmetric-eigen.js";

/** Functions within a cell, the same for all: the constant, and principal components of the field within a cell. */
export interface CellBasis {
  /** Points of a cell. */
  readonly phases: number;
  /** Functions J, the constant among them. */
  readonly count: number;
  /** b_j at the points, [function][phase], with sum_x b_i b_j = phases delta_ij. */
  readonly functions: Float64Array;
}

/** Cells of snapshots, each [phase], one after the other. */
export type CellSamples = Iterable<Float64Array>;

/**
 * The basis of some cells: after the constant the eigenvectors of the covariance of what the averages leave.
 *
 * @param count at most as many as a cell has points
 */
export function cellBasis(samples: CellSamples, phases: number, count: number): CellBasis {
  const covariance = new Float64Array(phases * phases);
  const rest = new Float64Array(phases);
  for (const cell of samples) {
    const mean = cell.reduce((sum, u) => sum + u, 0) / phases;
    for (let x = 0; x < phases; x++) rest[x] = cell[x] - mean;
    for (let x = 0; x < phases; x++) {
      const u = rest[x];
      for (let y = 0; y <= x; y++) covariance[x * phases + y] += u * rest[y];
    }
  }
  for (let x = 0; x < phases; x++) {
    for (let y = 0; y < x; y++) covariance[y * phases + x] = covariance[x * phases + y];
  }
  const { vectors } = symmetricEigen(covariance, phases);
  const functions = new Float64Array(count * phases).fill(1, 0, phases);
  const length = Math.sqrt(phases);
  for (let j = 1; j < count; j++) {
    const row = vectors.subarray((j - 1) * phases, j * phases);
    // An eigenvector is one up to its sign: the larger end is taken as positive.
    const sign = row[phases - 1] + row[0] * 0.5 < 0 ? -1 : 1;
    for (let x = 0; x < phases; x++) functions[j * phases + x] = sign * length * row[x];
  }
  return { phases, count, functions };
}
