import { invalidParameter } from "../../../errors.js";
import type { CellMesh } from "../cells.js";
import { product, transposed } from "../dense-arrays.js";
import { symmetricEigen } from "../symmetric-eigen.js";
import { cellAverages, fitLinearDecoder } from "./linear-decoder.js";
import type { PodModes } from "./modes.js";
import type { Moments } from "./moments.js";

/** The latent state as a linear function of the coefficients, and back: z = P c + p, c = A z + a. */
export interface Coordinates {
  /** Modes R. */
  readonly count: number;
  /** Macroscale numbers: averages of cells. */
  readonly macro: number;
  /** Microscale numbers: principal components of what the macroscale does not tell, of unit variance. */
  readonly micro: number;
  /** P, [macro + micro][mode]. */
  readonly encoder: Float64Array;
  /** p, [macro + micro] */
  readonly encoderOffset: Float64Array;
  /** A, [mode][macro + micro]. */
  readonly decoder: Float64Array;
  /** a, [mode] */
  readonly decoderOffset: Float64Array;
  /** Mean over the snapshots of each average, [macro]. */
  readonly macroMean: Float64Array;
  /** Standard deviation of the averages over the snapshots, one for all cells: the root of their mean variance. */
  readonly macroSpread: number;
  /** Standard deviation over the snapshots of what A z + a leaves of each coefficient, [mode]. */
  readonly left: Float64Array;
}

/** T M T^T for symmetric M, all [n][n]. */
function conjugate(t: Float64Array, m: Float64Array, n: number): Float64Array {
  return product(product(t, m, n, n, n), transposed(t, n, n), n, n, n);
}

/**
 * Macroscale: averages of the cells. Microscale: the principal components of the rest of the field, once the macroscale was
 * decoded by its least-squares kernel.
 *
 * @throws InvalidParameter for more microscale numbers than the modes leave
 */
export function createCoordinates(
  pod: PodModes,
  mesh: CellMesh,
  moments: Moments,
  { micro, reach }: { readonly micro: number; readonly reach: number },
): Coordinates {
  const { count } = pod;
  const macro = mesh.cells;
  if (micro >= count) throw invalidParameter("micro", `below the ${count} modes`, micro);
  const averages = cellAverages(pod, mesh);
  const broad = fitLinearDecoder(pod, mesh, averages, moments, reach);
  // r = (1 - A_M E) c
  const rest = product(broad, averages, count, macro, count).map((x, i) => {
    return (i % (count + 1) === 0 ? 1 : 0) - x;
  });
  const { mean, second } = moments;
  const covariance = second.map((x, i) => x - mean[Math.floor(i / count)] * mean[i % count]);
  const spread = conjugate(rest, covariance, count);
  const decoderOffset = product(rest, mean, count, count, 1);
  const { values, vectors } = symmetricEigen(spread, count);

  const d = macro + micro;
  const encoder = new Float64Array(d * count);
  const encoderOffset = new Float64Array(d);
  const decoder = new Float64Array(count * d);
  encoder.set(averages);
  for (let r = 0; r < count; r++) decoder.set(broad.subarray(r * macro, (r + 1) * macro), r * d);
  for (let k = 0; k < micro; k++) {
    const sd = Math.sqrt(Math.max(values[k], 1e-14 * values[0], 1e-30));
    const mode = vectors.subarray(k * count, (k + 1) * count);
    const row = product(mode, rest, 1, count, count);
    encoder.set(
      row.map((x) => x / sd),
      (macro + k) * count,
    );
    for (let r = 0; r < count; r++) {
      encoderOffset[macro + k] -= (mode[r] * decoderOffset[r]) / sd;
      decoder[r * d + macro + k] = sd * mode[r];
    }
  }
  // What A P leaves.
  const kept = product(decoder, encoder, count, d, count).map((x, i) => {
    return (i % (count + 1) === 0 ? 1 : 0) - x;
  });
  const missed = conjugate(kept, covariance, count);
  const left = Float64Array.from({ length: count }, (_, r) => {
    return Math.sqrt(Math.max(0, missed[r * (count + 1)]));
  });
  const varied = product(averages, covariance, macro, count, count);
  const variance = varied.reduce((sum, x, i) => sum + x * averages[i], 0) / macro;
  return {
    ...{ count, macro, micro, encoder, encoderOffset, decoder, decoderOffset, left },
    macroMean: product(averages, mean, macro, count, 1),
    // Averages that never change have no spread; the networks see zeros of them.
    macroSpread: variance > 0 ? Math.sqrt(variance) : 1,
  };
}

/** z = P c + p of coefficients [snapshot][mode], as [snapshot][d]; without p for rates. */
export function encode(
  { count, encoder, encoderOffset }: Coordinates,
  coefficients: Float64Array,
  offset: boolean,
): Float64Array {
  const d = encoderOffset.length;
  const n = coefficients.length / count;
  const states = product(coefficients, transposed(encoder, d, count), n, count, d);
  if (offset) for (let i = 0; i < states.length; i++) states[i] += encoderOffset[i % d];
  return states;
}
