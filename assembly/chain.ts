// States X_0 .. X_T of sequences of walkers that follow a polynomial law, some or all of them unknown:
//
//     counts_t ~ Multinomial(n_t, softmax X_t),   X_{t+1} ~ N(theta . phi(X_t - mean), 1 / v),
//     X_0 known, or ~ N(0, P^-1)
//
// q(X) is Gaussian with the precision that the joint density has at its mean, the law linearised there: a
// block tridiagonal matrix (one Newton step of an extended Kalman smoother, Bell 1994), or its diagonal
// alone, the mean field across bins and time. What theta needs of q is in chain-moments.ts.

import { bandedCholesky, bandedInverse, bandedSolveLower, bandedSolveUpper } from "./banded";
import { Law, Scratch, Sequence, entry, halfBand } from "./chain-layout";
import { axpy, dot } from "./linear-algebra";
import { log } from "./math";
import { at, put, softmaxRow } from "./softmax";
import { lawAt } from "./uncertain-features";

/** out = x with its mean removed. */
export function centre(x: usize, out: usize, n: i32, apart: i32): void {
  let sum: f64 = 0;
  for (let j = 0; j < n; j++) sum += at(x, j * apart);
  const mean = sum / <f64>n;
  for (let j = 0; j < n; j++) put(out, j * apart, at(x, j * apart) - mean);
}

/** The unknown state at time t, or -1 if it is known. */
// @ts-ignore: decorator
@inline
export function nodeAt(q: Sequence, t: i32): i32 {
  return t - q.first;
}

/** Covariance that the features of the state at t see; 0 if it is known. */
export function covarianceAt(law: Law, q: Sequence, t: i32): usize {
  const k = nodeAt(q, t);
  if (k < 0) return 0;
  return law.full ? entry(q.covariance, k * law.bins * law.bins) : entry(q.variance, k * law.bins);
}

/** The law and its slopes at the state of time t, left in scratch. */
export function linearise(law: Law, q: Sequence, t: i32, s: Scratch): void {
  const bins = law.bins;
  const k = nodeAt(q, t);
  centre(k < 0 ? q.start : entry(q.mu, k * bins), s.x, bins, 1);
  lawAt(
    s.x, covarianceAt(law, q, t), law.full != 0, law.theta, law.offsets, law.features, bins, law.wrap,
    s.prediction, s.jacobian,
  );
}

/** rho = softmax of X + variance / 2, as the features see the variance: nearly <softmax X>. Returns its LSE. */
function tiltedSoftmax(law: Law, q: Sequence, k: i32, s: Scratch): f64 {
  const bins = law.bins;
  const mu = entry(q.mu, k * bins);
  const cov = law.full ? entry(q.covariance, k * bins * bins) : entry(q.variance, k * bins);
  const apart = law.full ? bins + 1 : 1;
  for (let j = 0; j < bins; j++) put(s.tilted, j, at(mu, j) + 0.5 * at(cov, j * apart));
  return softmaxRow(s.tilted, s.rho, bins);
}

/** Precision of the states, lower band, and the gradient of the log density in them. */
export function assemble(law: Law, q: Sequence, s: Scratch): void {
  const bins = law.bins;
  const nodes = q.steps + 1 - q.first;
  const w = halfBand(nodes, bins);
  memory.fill(s.band, 0, (<usize>(nodes * bins * (w + 1))) << 3);
  memory.fill(s.gradient, 0, (<usize>(nodes * bins)) << 3);
  for (let k = 0; k < nodes; k++) {
    const t = k + q.first;
    const walkers = at(q.walkers, t);
    const gradient = entry(s.gradient, k * bins);
    if (walkers > 0) {
      tiltedSoftmax(law, q, k, s);
      const counts = entry(q.counts, t * bins);
      for (let a = 0; a < bins; a++) {
        const r = at(s.rho, a);
        const row = entry(s.band, (k * bins + a) * (w + 1));
        put(gradient, a, at(gradient, a) + at(counts, a) - walkers * r);
        axpy(-walkers * r, s.rho, entry(row, w - a), a + 1);
        put(row, w, at(row, w) + walkers * r);
      }
    }
    for (let a = 0; a < bins; a++) {
      const row = entry(s.band, (k * bins + a) * (w + 1));
      if (t > 0) {
        put(row, w, at(row, w) + at(law.precision, a));
      } else {
        const prior = entry(law.prior, a * bins);
        axpy(1, prior, entry(row, w - a), a + 1);
        put(gradient, a, at(gradient, a) - dot(prior, q.mu, bins));
      }
    }
  }
  for (let t = 0; t < q.steps; t++) {
    const from = nodeAt(q, t);
    const to = from + 1;
    linearise(law, q, t, s);
    for (let j = 0; j < bins; j++) {
      const v = at(law.precision, j);
      const pull = v * (at(q.mu, to * bins + j) - at(s.prediction, j));
      put(s.gradient, to * bins + j, at(s.gradient, to * bins + j) - pull);
      if (from < 0) continue;
      const slopes = entry(s.jacobian, j * bins);
      centre(slopes, slopes, bins, 1);
      axpy(pull, slopes, entry(s.gradient, from * bins), bins);
      axpy(-v, slopes, entry(s.band, (to * bins + j) * (w + 1) + w - bins - j), bins);
      for (let a = 0; a < bins; a++) {
        const row = entry(s.band, (from * bins + a) * (w + 1) + w - a);
        axpy(v * at(slopes, a), slopes, row, a + 1);
      }
    }
  }
}

/** Covariances of a sequence from the factor of its precision. Returns log |S|. */
function covariances(law: Law, q: Sequence, s: Scratch): f64 {
  const bins = law.bins;
  const nodes = q.steps + 1 - q.first;
  const n = nodes * bins;
  const w = halfBand(nodes, bins);
  const wide = 2 * w + 1;
  bandedInverse(s.band, n, w, s.inverse, s.column);
  let logDeterminant: f64 = 0;
  for (let r = 0; r < n; r++) {
    logDeterminant -= 2 * log(at(s.band, r * (w + 1) + w));
    put(q.variance, r, at(s.inverse, r * wide + w));
  }
  for (let k = 0; k < nodes; k++) {
    const own = entry(q.covariance, k * bins * bins);
    for (let a = 0; a < bins; a++) {
      const row = entry(s.inverse, (k * bins + a) * wide + w - a);
      centre(row, row, bins, 1);
      memory.copy(entry(own, a * bins), row, (<usize>bins) << 3);
    }
    for (let b = 0; b < bins; b++) centre(entry(own, b), entry(own, b), bins, bins);
    if (k == nodes - 1) continue;
    const cross = entry(q.cross, k * bins * bins);
    for (let a = 0; a < bins; a++) {
      const row = entry(s.inverse, (k * bins + a) * wide + w - a + bins);
      memory.copy(entry(cross, a * bins), row, (<usize>bins) << 3);
    }
    for (let b = 0; b < bins; b++) centre(entry(cross, b), entry(cross, b), bins, bins);
  }
  return logDeterminant;
}

/**
 * One Newton step on the means of every sequence, and the covariance at its beginning. sequences: `count`
 * structs. out[0] receives the sum of log |S|, out[1] the largest step. Returns -1, or the first sequence
 * whose precision is not positive definite.
 */
export function chainUpdate(
  law: Law, sequences: usize, count: i32, scratchAt: usize, out: usize,
): i32 {
  const bins = law.bins;
  const s = changetype<Scratch>(scratchAt);
  let logDeterminant: f64 = 0;
  let largest: f64 = 0;
  for (let i = 0; i < count; i++) {
    const q = changetype<Sequence>(sequences + <usize>i * offsetof<Sequence>());
    const nodes = q.steps + 1 - q.first;
    const n = nodes * bins;
    const w = halfBand(nodes, bins);
    assemble(law, q, s);
    if (!law.full) {
      for (let r = 0; r < n; r++) {
        const variance = 1 / at(s.band, r * (w + 1) + w);
        put(s.inverse, r, variance);
        logDeterminant += log(variance);
      }
    }
    if (bandedCholesky(s.band, n, w) >= 0) return i;
    bandedSolveLower(s.band, n, w, s.gradient);
    bandedSolveUpper(s.band, n, w, s.gradient);
    let size: f64 = 0;
    for (let r = 0; r < n; r++) size = max(size, abs(at(s.gradient, r)));
    if (!(size < Infinity)) return i;
    // Far from the optimum log densities move by at most one unit.
    axpy(size > 1 ? 1 / size : 1, s.gradient, q.mu, n);
    largest = max(largest, size);
    if (law.full) logDeterminant += covariances(law, q, s);
    else memory.copy(q.variance, s.inverse, (<usize>n) << 3);
  }
  store<f64>(out, logDeterminant);
  store<f64>(out, largest, 8);
  return -1;
}

/** -<X_0 . P X_0> / 2 of an unknown start. Its mean over the bins is as uncertain as P lets it be. */
function priorExpectation(law: Law, q: Sequence): f64 {
  const bins = law.bins;
  let second: f64 = law.full ? 1 : 0;
  for (let a = 0; a < bins; a++) {
    const prior = entry(law.prior, a * bins);
    second += at(q.mu, a) * dot(prior, q.mu, bins);
    if (law.full) second += dot(prior, entry(q.covariance, a * bins), bins);
    else second += at(prior, a) * at(q.variance, a);
  }
  return -0.5 * second;
}

/**
 * sum <log p(counts | X)> without the multinomial coefficients, and of unknown X_0 their log density without
 * its constant.
 */
export function chainExpectation(law: Law, sequences: usize, count: i32, scratchAt: usize): f64 {
  const bins = law.bins;
  const s = changetype<Scratch>(scratchAt);
  let sum: f64 = 0;
  for (let i = 0; i < count; i++) {
    const q = changetype<Sequence>(sequences + <usize>i * offsetof<Sequence>());
    for (let t = q.first; t <= q.steps; t++) {
      const k = nodeAt(q, t);
      const mu = entry(q.mu, k * bins);
      if (t == 0) sum += priorExpectation(law, q);
      const walkers = at(q.walkers, t);
      if (walkers == 0) continue;
      const lse = tiltedSoftmax(law, q, k, s);
      let spread: f64 = 0;
      for (let a = 0; a < bins; a++) {
        const r = at(s.rho, a);
        if (law.full) {
          spread += r * dot(entry(q.covariance, (k * bins + a) * bins), s.rho, bins);
        } else {
          spread += r * r * at(q.variance, k * bins + a);
        }
      }
      sum += dot(entry(q.counts, t * bins), mu, bins) - walkers * (lse - 0.5 * spread);
    }
  }
  return sum;
}
