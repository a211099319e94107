import { type CellMesh, neighbours } from "../cells.js";
import { product, transposed } from "../dense-arrays.js";
import { symmetricEigen } from "../symmetric-eigen.js";
import type { PodModes } from "./modes.js";
import type { Moments } from "./moments.js";

/** Averages of the modes over the cells, in units of the fields' scale: E, [cell][mode]. */
export function cellAverages({ points, count, scale, modes }: PodModes, mesh: CellMesh) {
  const averages = new Float64Array(mesh.cells * count);
  const unit = 1 / (mesh.phases * scale);
  for (let x = 0; x < points; x++) {
    const to = mesh.cellOf[x] * count;
    for (let k = 0; k < count; k++) averages[to + k] += unit * modes[x * count + k];
  }
  return averages;
}

/** The pseudo-inverse of a symmetric matrix, [n][n]. */
function pseudoInverse(matrix: Float64Array, n: number): Float64Array {
  const { values, vectors } = symmetricEigen(matrix, n);
  const inverse = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    if (!(values[k] > 1e-12 * values[0])) continue;
    for (let i = 0; i < n; i++) {
      const w = vectors[k * n + i] / values[k];
      for (let j = 0; j < n; j++) inverse[i * n + j] += w * vectors[k * n + j];
    }
  }
  return inverse;
}

/**
 * The transposed convolution that gives the field back from the averages of its cells: u(x) = sum_k w_k(phase of x) z(k-th
 * neighbour), the same in every cell, by least squares over the snapshots. It is then projected on the modes.
 *
 * @param averages E, see {@link cellAverages}
 * @returns [mode][cell]
 */
export function fitLinearDecoder(
  pod: PodModes,
  mesh: CellMesh,
  averages: Float64Array,
  { second }: Moments,
  reach: number,
): Float64Array {
  const { points, count, scale, modes } = pod;
  const { cells, phases, cellOf, phaseOf } = mesh;
  const near = neighbours(mesh, reach);
  const taps = near.length / cells;
  // Mean of c z^T and of z z^T over the snapshots.
  const crossed = product(second, transposed(averages, cells, count), count, count, cells);
  const macro = product(averages, crossed, cells, count, cells);
  const normal = new Float64Array(taps * taps);
  for (let cell = 0; cell < cells; cell++) {
    for (let k = 0; k < taps; k++) {
      const row = near[cell * taps + k] * cells;
      for (let l = 0; l < taps; l++) normal[k * taps + l] += macro[row + near[cell * taps + l]];
    }
  }
  // Mean of u(x) z^T, [point][cell], in units of the scale.
  const seen = product(modes, crossed, points, count, cells);
  const right = new Float64Array(phases * taps);
  for (let x = 0; x < points; x++) {
    for (let k = 0; k < taps; k++) {
      right[phaseOf[x] * taps + k] += seen[x * cells + near[cellOf[x] * taps + k]] / scale;
    }
  }
  const kernel = product(right, pseudoInverse(normal, taps), phases, taps, taps);
  const decoder = new Float64Array(count * cells);
  const unit = 1 / (points * scale);
  for (let x = 0; x < points; x++) {
    for (let k = 0; k < taps; k++) {
      const cell = near[cellOf[x] * taps + k];
      const w = unit * kernel[phaseOf[x] * taps + k];
      for (let r = 0; r < count; r++) decoder[r * cells + cell] += w * modes[x * count + r];
    }
  }
  return decoder;
}
