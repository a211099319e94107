import { eachRingPatch } from "../ring-patches.js";
import { symmetricEigen } from "../symmetric-eigen.js";

/** Cells, by their offsets, that tell of a cell: their coordinates are its patch, [offset * J + function]. */
export const patchReach = [-3, -2, -1, 0, 1, 2, 3];

/** What noisy patches are recognised by; coordinates are counted in standard deviations of their noise. */
export interface PatchStatistics {
  /** Standard deviation of what noise adds to each coordinate, in units of the scale of the fields, [J]. */
  readonly noise: Float64Array;
  /** The best linear estimate of the latent numbers of a cell: of their coordinates, from its patch, [L][offset * J + function]. */
  readonly linear: Float64Array;
  /** Principal directions of patches that rise above the noise, [mode][offset * J + function]. */
  readonly modes: Float64Array;
  /** Variance of the clean patches along them, [mode]. */
  readonly variance: Float64Array;
}

/** Directions that the network looks at. */
const mostModes = 32;

/** Shapes of {@link patchStatistics}. */
export interface PatchShape {
  readonly cells: number;
  /** Snapshots. */
  readonly count: number;
  readonly functions: number;
  readonly local: number;
}

/**
 * @param coordinates of smoothed snapshots, in units of the scale, [function * cells + cell][snapshot]
 * @param mean of the first coordinate
 * @param noise as in {@link PatchStatistics}
 * @param left share of the variance of the noise that is left in smoothed snapshots
 */
export function patchStatistics(
  coordinates: Float64Array,
  { cells, count, functions, local }: PatchShape,
  mean: number,
  noise: Float64Array,
  left: number,
): PatchStatistics {
  const size = patchReach.length * functions;
  const covariance = new Float64Array(size * size);
  const states = { cells, columns: count, local: functions };
  eachRingPatch(coordinates, states, patchReach, (patch) => {
    for (let k = 0; k < size; k++) {
      const j = k % functions;
      patch[k] = (patch[k] - (j === 0 ? mean : 0)) / noise[j];
    }
    for (let k = 0; k < size; k++) {
      for (let i = 0; i <= k; i++) covariance[k * size + i] += patch[k] * patch[i];
    }
  });
  for (let k = 0; k < size; k++) {
    for (let i = 0; i <= k; i++) {
      covariance[k * size + i] /= cells * count;
      covariance[i * size + k] = covariance[k * size + i];
    }
  }
  const { values, vectors } = symmetricEigen(covariance, size);
  const signal = values.map((value) => Math.max(value - left, 0));
  const centre = patchReach.indexOf(0) * functions;
  const linear = new Float64Array(local * size);
  for (let l = 0; l < local; l++) {
    for (let k = 0; k < size; k++) {
      const share = (vectors[k * size + centre + l] * signal[k]) / (1 + signal[k]);
      for (let i = 0; i < size; i++) linear[l * size + i] += share * vectors[k * size + i];
    }
  }
  const above = Math.max(1, signal.filter((value) => value > left / 4).length);
  const kept = Math.min(above, mostModes);
  return {
    ...{ noise, linear },
    modes: vectors.slice(0, kept * size),
    variance: signal.slice(0, kept),
  };
}
