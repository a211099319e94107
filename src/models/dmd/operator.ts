import { throwIfAborted } from "../../errors.js";
import type { SnapshotPairs } from "../density-law/pairs.js";
import { type Eigensystem, symmetricEigen } from "./eigen.js";

/** Eigenvalues below this fraction of the largest are rounding: the data say nothing of their directions. */
const negligible = 1e-12;

/** The operator X' = A X, with the number of modes it rests on. */
export interface Operator {
  /** A, [bin][bin]. */
  readonly matrix: Float64Array;
  /** Directions of the deviations from the mean snapshot that are kept. */
  readonly modes: number;
}

/** Mean over the pairs, [bin]. */
function meanOf(snapshots: Float64Array, bins: number): Float64Array {
  const mean = new Float64Array(bins);
  snapshots.forEach((x, k) => {
    mean[k % bins] += x;
  });
  return mean.map((sum) => (sum * bins) / snapshots.length);
}

/** Sums over the pairs of products of deviations: gram of the earlier, cross of later and earlier snapshots. */
function momentsOf({ count, bins, before, after }: SnapshotPairs) {
  const [meanBefore, meanAfter] = [meanOf(before, bins), meanOf(after, bins)];
  const [gram, cross] = [new Float64Array(bins * bins), new Float64Array(bins * bins)];
  for (let pair = 0; pair < count; pair++) {
    const row = pair * bins;
    for (let j = 0; j < bins; j++) {
      const x = before[row + j] - meanBefore[j];
      const y = after[row + j] - meanAfter[j];
      for (let i = 0; i < bins; i++) {
        const deviation = before[row + i] - meanBefore[i];
        gram[j * bins + i] += x * deviation;
        cross[j * bins + i] += y * deviation;
      }
    }
  }
  return { meanBefore, meanAfter, gram, cross };
}

/** B = cross (gram)^+ from the first `modes` eigenvectors of gram, [bin][bin]. */
function truncatedQuotient(
  cross: Float64Array,
  { values, vectors }: Eigensystem,
  modes: number,
): Float64Array {
  const n = values.length;
  const quotient = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < modes; k++) {
      let along = 0;
      for (let i = 0; i < n; i++) along += cross[j * n + i] * vectors[k * n + i];
      for (let i = 0; i < n; i++) {
        quotient[j * n + i] += (along / values[k]) * vectors[k * n + i];
      }
    }
  }
  return quotient;
}

/**
 * Least squares X' - mean X' = B (X - mean X) over the pairs, by the pseudo-inverse of the earlier snapshots on
 * their `rank` largest principal directions: the exact dynamic mode decomposition (Schmid 2010; Tu et al. 2014,
 * definition 1) of snapshots with their means removed (Hirsh et al. 2020). Since snapshots sum to 1, the
 * constant can be written as a matrix: A = B + (mean X' - B mean X) 1^T. With all directions A is the plain
 * least squares solution of X' = A X. With fewer its columns still sum to 1, so that mass is kept at any rank;
 * without the means it would not be.
 *
 * @param rank most directions to keep; 0 for all that the data determine
 * @throws Interrupted if the signal fires
 */
export function fitOperator(pairs: SnapshotPairs, rank: number, signal?: AbortSignal): Operator {
  const { bins } = pairs;
  const { meanBefore, meanAfter, gram, cross } = momentsOf(pairs);
  const eigen = symmetricEigen(gram, bins, () => throwIfAborted(signal, "the fit"));
  const least = negligible * eigen.values[0];
  const determined = eigen.values.filter((value) => value > least).length;
  const modes = rank === 0 ? determined : Math.min(rank, determined);
  const matrix = truncatedQuotient(cross, eigen, modes);
  for (let j = 0; j < bins; j++) {
    const row = matrix.subarray(j * bins, (j + 1) * bins);
    let constant = meanAfter[j];
    for (let i = 0; i < bins; i++) constant -= row[i] * meanBefore[i];
    for (let i = 0; i < bins; i++) row[i] += constant;
  }
  return { matrix, modes };
}
