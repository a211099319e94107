// What the updates of theta and v need of the states of chain.ts: expectations of features, of products of two,
// and of features with the next state, the residuals, and the information on theta with all states integrated
// out. The covariance of X enters to first order, see uncertain-features.ts.

import { bandedCholesky, bandedSolveLower } from "./banded";
import { assemble, centre, covarianceAt, linearise, nodeAt } from "./chain";
import { Law, Scratch, Sequence, entry, even, halfBand } from "./chain-layout";
import { blockGram, blockMoments, blockScale } from "./features";
import { axpy, cholesky, dot } from "./linear-algebra";
import { at, put } from "./softmax";
import { expectedFeatures, slopeAlong } from "./uncertain-features";

/** Directions q with sum q q^T = S of the state at t, as rows of `root` [directions][bins]; their number. */
function directions(law: Law, q: Sequence, t: i32, s: Scratch): i32 {
  const bins = law.bins;
  const k = nodeAt(q, t);
  if (k < 0) return 0;
  const size = (<usize>(bins * bins)) << 3;
  if (!law.full) {
    // Bins of one colour are so far apart that no feature sees two of them.
    memory.fill(s.root, 0, (<usize>(law.colours * bins)) << 3);
    for (let a = 0; a < bins; a++) {
      const deviation = Math.sqrt(at(q.variance, k * bins + a));
      put(s.root, (a % law.colours) * bins + a, deviation);
    }
    return law.colours;
  }
  // S of the centred state is singular along the mean: the rounding there must not stop the factor.
  memory.copy(s.jacobian, entry(q.covariance, k * bins * bins), size);
  let trace: f64 = 0;
  for (let a = 0; a < bins; a++) trace += at(s.jacobian, a * (bins + 1));
  for (let a = 0; a < bins; a++) {
    put(s.jacobian, a * (bins + 1), at(s.jacobian, a * (bins + 1)) + 1e-13 * trace);
  }
  cholesky(s.jacobian, bins);
  for (let r = 0; r < bins; r++) {
    for (let a = 0; a < bins; a++) {
      put(s.root, r * bins + a, a < r ? 0 : at(s.jacobian, a * bins + r));
    }
  }
  return bins;
}

/**
 * Adds sum v_j <phi_j phi_j^T> to gram (lower triangle) and sum v_j <phi_j X_{t+1,j}> to moments, over all
 * transitions.
 */
export function chainMoments(
  law: Law, sequences: usize, count: i32, gram: usize, moments: usize, scratchAt: usize,
): void {
  const bins = law.bins;
  const features = law.features;
  const s = changetype<Scratch>(scratchAt);
  const stretch = even(bins);
  for (let i = 0; i < count; i++) {
    const q = changetype<Sequence>(sequences + <usize>i * offsetof<Sequence>());
    for (let t = 0; t < q.steps; t++) {
      const k = nodeAt(q, t);
      const cov = covarianceAt(law, q, t);
      const count = directions(law, q, t, s);
      const rows = stretch * (1 + count);
      centre(k < 0 ? q.start : entry(q.mu, k * bins), s.x, bins, 1);
      if (stretch > bins) memory.fill(s.block, 0, (<usize>(features * rows)) << 3);
      expectedFeatures(
        s.x, cov, law.full != 0, law.offsets, features, bins, law.wrap, s.block, rows,
      );
      memory.fill(s.weight, 0, (<usize>rows) << 3);
      memory.fill(s.y, 0, (<usize>rows) << 3);
      for (let j = 0; j < bins; j++) {
        const root = Math.sqrt(at(law.precision, j));
        for (let d = 0; d <= count; d++) put(s.weight, d * stretch + j, root);
        put(s.y, j, root * at(q.mu, (k + 1) * bins + j));
      }
      for (let l = 0; l < features; l++) {
        const o = law.offsets + ((<usize>l) << 4);
        const row = entry(s.block, l * rows);
        for (let d = 0; d < count; d++) {
          const along = entry(s.root, d * bins);
          for (let j = 0; j < bins; j++) {
            put(row, (d + 1) * stretch + j, slopeAlong(s.x, along, 1, o, law.wrap, bins, j));
          }
        }
        if (!law.full || k < 0) continue;
        let shared: f64 = 0;
        for (let j = 0; j < bins; j++) {
          const along = entry(q.cross, k * bins * bins + j);
          shared += at(law.precision, j) * slopeAlong(s.x, along, bins, o, law.wrap, bins, j);
        }
        put(moments, l, at(moments, l) + shared);
      }
      blockScale(s.block, features, rows, s.weight, rows);
      blockMoments(s.block, features, rows, s.y, moments);
      blockGram(s.block, features, rows, 1, gram);
    }
  }
}

/**
 * Adds to distance[j] the sum of (mu_{t+1,j} - prediction_j)^2, and to uncertainty[j] that of the variance
 * of X_{t+1,j} - theta . phi_j, X_t and X_{t+1} being uncertain and theta not.
 */
export function chainResiduals(
  law: Law, sequences: usize, count: i32, distance: usize, uncertainty: usize, scratchAt: usize,
): void {
  const bins = law.bins;
  const s = changetype<Scratch>(scratchAt);
  for (let i = 0; i < count; i++) {
    const q = changetype<Sequence>(sequences + <usize>i * offsetof<Sequence>());
    for (let t = 0; t < q.steps; t++) {
      const k = nodeAt(q, t);
      linearise(law, q, t, s);
      for (let j = 0; j < bins; j++) {
        const d = at(q.mu, (k + 1) * bins + j) - at(s.prediction, j);
        put(distance, j, at(distance, j) + d * d);
        const slopes = entry(s.jacobian, j * bins);
        let sum = at(q.variance, (k + 1) * bins + j);
        if (k >= 0) {
          for (let a = 0; a < bins; a++) {
            const g = at(slopes, a);
            if (law.full) {
              const cross = at(q.cross, (k * bins + a) * bins + j);
              sum += g * (dot(entry(q.covariance, (k * bins + a) * bins), slopes, bins) - 2 * cross);
            } else {
              sum += g * g * at(q.variance, k * bins + a);
            }
          }
        }
        put(uncertainty, j, at(uncertainty, j) + sum);
      }
    }
  }
}

/**
 * Adds to gram (lower triangle) the precision that the counts give theta once all states are integrated out:
 * sum Phi^T V Phi - B^T Lambda^-1 B, with Lambda the precision of the states and B that between them and
 * theta, the law linearised. Returns -1, or the first
 * sequence whose precision is not positive definite.
 */
export function chainInformation(
  law: Law, sequences: usize, count: i32, gram: usize, scratchAt: usize,
): i32 {
  const bins = law.bins;
  const features = law.features;
  const s = changetype<Scratch>(scratchAt);
  const stretch = even(bins);
  for (let i = 0; i < count; i++) {
    const q = changetype<Sequence>(sequences + <usize>i * offsetof<Sequence>());
    const nodes = q.steps + 1 - q.first;
    const n = nodes * bins;
    const pitch = even(n);
    const w = halfBand(nodes, bins);
    assemble(law, q, s);
    if (bandedCholesky(s.band, n, w) >= 0) return i;
    memory.fill(s.block, 0, (<usize>(features * pitch)) << 3);
    for (let t = 0; t < q.steps; t++) {
      const from = nodeAt(q, t);
      const to = from + 1;
      linearise(law, q, t, s);
      if (from >= 0) {
        for (let j = 0; j < bins; j++) {
          const slopes = entry(s.jacobian, j * bins);
          centre(slopes, slopes, bins, 1);
        }
      }
      for (let l = 0; l < features; l++) {
        const o = law.offsets + ((<usize>l) << 4);
        expectedFeatures(
          s.x, covarianceAt(law, q, t), law.full != 0, o, 1, bins, law.wrap, s.y, stretch,
        );
        const column = entry(s.block, l * pitch);
        for (let j = 0; j < bins; j++) {
          const weighted = at(law.precision, j) * at(s.y, j);
          put(column, to * bins + j, at(column, to * bins + j) + weighted);
          if (from >= 0) {
            axpy(-weighted, entry(s.jacobian, j * bins), entry(column, from * bins), bins);
          }
        }
      }
    }
    for (let l = 0; l < features; l++) bandedSolveLower(s.band, n, w, entry(s.block, l * pitch));
    blockGram(s.block, features, pitch, -1, gram);
    for (let t = 0; t < q.steps; t++) {
      const k = nodeAt(q, t);
      centre(k < 0 ? q.start : entry(q.mu, k * bins), s.x, bins, 1);
      memory.fill(s.block, 0, (<usize>(features * stretch)) << 3);
      expectedFeatures(
        s.x, covarianceAt(law, q, t), law.full != 0, law.offsets, features, bins, law.wrap,
        s.block, stretch,
      );
      for (let j = 0; j < bins; j++) put(s.weight, j, Math.sqrt(at(law.precision, j)));
      blockScale(s.block, features, stretch, s.weight, bins);
      blockGram(s.block, features, stretch, 1, gram);
    }
  }
  return -1;
}
