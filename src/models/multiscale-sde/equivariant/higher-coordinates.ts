import { product, transposed } from "../dense-arrays.js";
import { eachRingPatch } from "../ring-patches.js";
import { symmetricEigen } from "../symmetric-eigen.js";
import { decoderReach } from "./model.js";

/** Shapes of {@link fitHigher}. */
export interface HigherShape {
  readonly cells: number;
  /** Snapshots. */
  readonly count: number;
  readonly functions: number;
  readonly local: number;
  /** Standard deviation of the first coordinates, [local], and the mean of the very first. */
  readonly own: Float64Array;
  readonly mean: number;
}

/** Eigenvalues below this share of the largest are taken as 0. */
const negligible = 1e-9;

/**
 * The higher coordinates of a cell as a linear function of the latent numbers of its neighbours, by least squares over cells and
 * snapshots.
 *
 * @param coordinates [function * cells + cell][snapshot]
 */
export function fitHigher(
  coordinates: Float64Array,
  { cells, count, functions, local, own, mean }: HigherShape,
): { readonly linear: Float64Array; readonly left: Float64Array } {
  const inputs = decoderReach.length * local;
  const higher = functions - local;
  const gram = new Float64Array(inputs * inputs);
  const cross = new Float64Array(higher * inputs);
  const squares = new Float64Array(higher);
  const states = { cells, columns: count, local };
  eachRingPatch(coordinates, states, decoderReach, (seen, cell, c) => {
    for (let k = 0; k < inputs; k++) {
      const l = k % local;
      seen[k] = (seen[k] - (l === 0 ? mean : 0)) / own[l];
    }
    for (let k = 0; k < inputs; k++) {
      for (let i = 0; i <= k; i++) gram[k * inputs + i] += seen[k] * seen[i];
    }
    for (let j = 0; j < higher; j++) {
      const value = coordinates[((local + j) * cells + cell) * count + c];
      for (let k = 0; k < inputs; k++) cross[j * inputs + k] += value * seen[k];
      squares[j] += value * value;
    }
  });
  for (let k = 0; k < inputs; k++)
    for (let i = 0; i < k; i++) gram[i * inputs + k] = gram[k * inputs + i];
  const { values, vectors } = symmetricEigen(gram, inputs);
  const along = product(cross, transposed(vectors, inputs, inputs), higher, inputs, inputs);
  const total = cells * count;
  const left = squares.map((sum, j) => {
    let explained = 0;
    for (let k = 0; k < inputs; k++) {
      const used = values[k] > negligible * values[0];
      explained += used ? (along[j * inputs + k] * along[j * inputs + k]) / values[k] : 0;
      along[j * inputs + k] = used ? along[j * inputs + k] / values[k] : 0;
    }
    return Math.sqrt(Math.max(sum - explained, 1e-8 * sum) / total);
  });
  return { linear: product(along, vectors, higher, inputs, inputs), left };
}
