// The emission law counts ~ Multinomial(n, softmax(X)) under q(X) = N(mu, diag(variance)), and the
// updates of q for one coarse step (Felsberger & Koutsourelakis 2019, Eq. 2.12, 2.13, 2.36, 2.37).
//
// For one sequence, up to a constant,
//
//     F(mu, variance) = sum_j m_j mu_j - n <logsumexp X> + 1/2 sum_j log variance_j
//                       - 1/2 sum_j v_j (mu_j^2 + variance_j - 2 mu_j p_j)
//
// with p the mean prediction of the transition law and v its precisions. The only expectation without a
// closed form is that of log Z, Z = sum_j e^{X_j}. It is taken as if Z were lognormal with its own mean and
// variance (Fenton 1960),
//
//     <logsumexp X> = LSE(mu + variance/2) - 1/2 log(1 + C),   C = sum_j rho_j^2 (e^variance_j - 1),
//     rho = softmax(mu + variance/2),
//
// or by Monte Carlo (softmax-gradient.ts). To first order in C it is the second cumulant,
// LSE - C/2, which is as good for the small variances of a fit but falls without bound as they grow.
// Without its second term, LSE(mu + variance/2), it is Jensen's upper bound: cruder, but F is then concave
// and climbs to its one maximum from anywhere, also for bins without walkers under a vague law.

import { dot } from "./linear-algebra";
import { log } from "./math";
import { at, expRow, put, softmaxRow } from "./softmax";

/**
 * <logsumexp X> by the lognormal law; leaves C in `curvature`, and rho (tilted softmax) and growth = e^variance - 1 of one
 * sequence at the given addresses. `tilted` is scratch of n numbers.
 */
function expectedLogSumExp(
  mu: usize, variance: usize, n: i32, tilted: usize, rho: usize, growth: usize, curvature: usize,
): f64 {
  let k = 0;
  if (ASC_FEATURE_SIMD) {
    const half = f64x2.splat(0.5);
    for (; k + 1 < n; k += 2) {
      const i = (<usize>k) << 3;
      const shift = f64x2.mul(half, v128.load(variance + i));
      v128.store(tilted + i, f64x2.add(v128.load(mu + i), shift));
    }
  }
  for (; k < n; k++) put(tilted, k, at(mu, k) + 0.5 * at(variance, k));
  const lse = softmaxRow(tilted, rho, n);
  expRow(variance, 0, growth, n);
  k = 0;
  if (ASC_FEATURE_SIMD) {
    const one = f64x2.splat(1);
    for (; k + 1 < n; k += 2) {
      const i = (<usize>k) << 3;
      const e = f64x2.sub(v128.load(growth + i), one);
      v128.store(growth + i, e);
      v128.store(tilted + i, f64x2.mul(v128.load(rho + i), e));
    }
  }
  for (; k < n; k++) {
    const e = at(growth, k) - 1;
    put(growth, k, e);
    put(tilted, k, at(rho, k) * e);
  }
  const sum = dot(rho, tilted, n);
  store<f64>(curvature, sum);
  return lse - 0.5 * log(1 + sum);
}

/**
 * Newton steps on q(X) of every sequence. The mu-step solves with diag(n rho + v) - n rho rho^T exactly
 * (Sherman-Morrison). At the optimum 1 / variance = v + slope, slope = 2 n d<LSE>/d variance; the step is
 * Newton's for 1 / variance, with d slope / d variance = slope / 2, because the plain fixed point
 * oscillates once a variance exceeds 2, as in a bin without walkers under a vague law.
 *
 * counts, prediction, mu, variance: [sequences][bins]; precision: [bins]; correction: 1 for the lognormal
 * <logsumexp>, 0 for Jensen's bound; tilt: 0, or what softmaxExpectation left there at these mu and
 * variance, which spares the first step its exponentials; scratch: 4 bins + 1 numbers. Returns the largest
 * change of any mu in the last step.
 */
export function softmaxNewton(
  counts: usize, prediction: usize, precision: usize, mu: usize, variance: usize,
  sequences: i32, bins: i32, walkers: f64, steps: i32, correction: f64, tilt: usize, scratch: usize,
): f64 {
  const row = (<usize>bins) << 3;
  const tilted = scratch + 2 * row;
  const direction = tilted + row;
  let largest: f64 = 0;
  for (let i = 0; i < sequences; i++) {
    const m = counts + <usize>i * row;
    const p = prediction + <usize>i * row;
    const x = mu + <usize>i * row;
    const s2 = variance + <usize>i * row;
    for (let step = 0; step < steps; step++) {
      const known = tilt != 0 && step == 0;
      const rho = known ? tilt + <usize>i * (2 * row + 8) : scratch;
      const growth = rho + row;
      const curvature = known ? growth + row : direction + row;
      if (!known) expectedLogSumExp(x, s2, bins, tilted, rho, growth, curvature);
      const c = load<f64>(curvature);
      const share = correction / (1 + c);
      let k = 0;
      if (ASC_FEATURE_SIMD) {
        const n = f64x2.splat(walkers);
        const one = f64x2.splat(1);
        const shares = f64x2.splat(share);
        const cs = f64x2.splat(c);
        for (; k + 1 < bins; k += 2) {
          const o = (<usize>k) << 3;
          const r = v128.load(rho + o);
          const v = v128.load(precision + o);
          const nr = f64x2.mul(n, r);
          const part = f64x2.mul(shares, f64x2.sub(cs, f64x2.mul(r, v128.load(growth + o))));
          const pull = f64x2.mul(v, f64x2.sub(v128.load(x + o), v128.load(p + o)));
          const expected = f64x2.mul(nr, f64x2.add(one, part));
          const gradient = f64x2.sub(f64x2.sub(v128.load(m + o), expected), pull);
          const inverse = f64x2.div(one, f64x2.add(nr, v));
          v128.store(direction + o, f64x2.mul(gradient, inverse));
          v128.store(tilted + o, f64x2.mul(r, inverse));
        }
      }
      for (; k < bins; k++) {
        const r = at(rho, k);
        const v = at(precision, k);
        const gradient =
          at(m, k) - walkers * r * (1 + share * (c - r * at(growth, k))) - v * (at(x, k) - at(p, k));
        const inverse = 1 / (walkers * r + v);
        put(direction, k, gradient * inverse);
        put(tilted, k, r * inverse);
      }
      const projected = dot(rho, direction, bins); // rho . D^-1 g
      const leverage = dot(tilted, precision, bins); // 1 - n rho . D^-1 rho, without cancellation
      const along = (walkers * projected) / leverage;
      let size: f64 = 0;
      k = 0;
      if (ASC_FEATURE_SIMD) {
        const alongs = f64x2.splat(along);
        let sizes = f64x2.splat(0);
        for (; k + 1 < bins; k += 2) {
          const o = (<usize>k) << 3;
          const d = f64x2.add(v128.load(direction + o), f64x2.mul(alongs, v128.load(tilted + o)));
          v128.store(direction + o, d);
          sizes = f64x2.max(sizes, f64x2.abs(d));
        }
        size = max(f64x2.extract_lane(sizes, 0), f64x2.extract_lane(sizes, 1));
      }
      for (; k < bins; k++) {
        const d = at(direction, k) + along * at(tilted, k);
        put(direction, k, d);
        size = max(size, abs(d));
      }
      // A full step is right near the optimum; far from it, log densities move by at most one unit.
      const damping = size > 1 ? 1 / size : 1;
      k = 0;
      if (ASC_FEATURE_SIMD) {
        const n = f64x2.splat(walkers);
        const one = f64x2.splat(1);
        const zero = f64x2.splat(0);
        const half = f64x2.splat(0.5);
        const shares = f64x2.splat(share);
        const cs = f64x2.splat(c);
        const dampings = f64x2.splat(damping);
        for (; k + 1 < bins; k += 2) {
          const o = (<usize>k) << 3;
          const move = f64x2.mul(dampings, v128.load(direction + o));
          v128.store(x + o, f64x2.add(v128.load(x + o), move));
          const r = v128.load(rho + o);
          const e = v128.load(growth + o);
          const held = v128.load(s2 + o);
          const twice = f64x2.add(f64x2.add(e, e), one);
          const part = f64x2.mul(shares, f64x2.sub(cs, f64x2.mul(r, twice)));
          const slope = f64x2.max(f64x2.mul(f64x2.mul(n, r), f64x2.add(one, part)), zero);
          const feedback = f64x2.mul(f64x2.mul(f64x2.mul(half, slope), held), held);
          const target = f64x2.add(v128.load(precision + o), slope);
          const below = f64x2.add(target, f64x2.div(feedback, held));
          v128.store(s2 + o, f64x2.div(f64x2.add(one, feedback), below));
        }
      }
      for (; k < bins; k++) {
        put(x, k, at(x, k) + damping * at(direction, k));
        const r = at(rho, k);
        const e = at(growth, k);
        const v = at(precision, k);
        const slope = walkers * r * (1 + share * (c - r * (2 * e + 1)));
        const held = at(s2, k);
        const target = v + max(slope, 0);
        const feedback = 0.5 * max(slope, 0) * held * held;
        put(s2, k, (1 + feedback) / (target + feedback / held));
      }
      if (step == steps - 1) largest = max(largest, size);
    }
  }
  return largest;
}

/**
 * sum_i <log p(m_i | X_i)> without the multinomial coefficient, and sum_ij log variance_ij.
 *
 * out[0], out[1] receive the two sums. tilt: [sequences][2 bins + 1], receives rho, e^variance - 1 and C of
 * each sequence, for softmaxNewton; or 0. scratch: 3 bins + 1 numbers.
 */
export function softmaxExpectation(
  counts: usize, mu: usize, variance: usize, sequences: i32, bins: i32, walkers: f64,
  scratch: usize, tilt: usize, out: usize,
): void {
  const row = (<usize>bins) << 3;
  const own = scratch + row;
  let likelihood: f64 = 0;
  let logVariance: f64 = 0;
  // One logarithm for many factors, as long as their product is far from the ends of the range.
  let product: f64 = 1;
  for (let i = 0; i < sequences; i++) {
    const m = counts + <usize>i * row;
    const x = mu + <usize>i * row;
    const s2 = variance + <usize>i * row;
    const rho = tilt != 0 ? tilt + <usize>i * (2 * row + 8) : own;
    const lse = expectedLogSumExp(x, s2, bins, scratch, rho, rho + row, rho + 2 * row);
    for (let k = 0; k < bins; k++) {
      const factor = at(s2, k);
      const longer = product * factor;
      if (longer < 1e-250 || longer > 1e250) {
        logVariance += log(product);
        product = factor;
      } else {
        product = longer;
      }
    }
    likelihood += dot(m, x, bins) - walkers * lse;
  }
  logVariance += log(product);
  store<f64>(out, likelihood);
  store<f64>(out, logVariance, 8);
}

/**
 * Information that one sequence's counts carry about the transition law once its X is integrated out,
 * at softmax weights rho: the precision (V^-1 + W^-1)^-1 with W = n (diag(rho) - rho rho^T), written as
 * diag(weight) - outer(direction, direction).
 *
 * mu, variance: [bins]; weight, direction: [bins], results; scratch: 4 bins + 1 numbers.
 */
export function softmaxInformation(
  mu: usize, variance: usize, precision: usize, bins: i32, walkers: f64,
  weight: usize, direction: usize, scratch: usize,
): void {
  const row = (<usize>bins) << 3;
  const rho = scratch + row;
  expectedLogSumExp(mu, variance, bins, scratch, rho, scratch + 2 * row, scratch + 3 * row);
  let leverage: f64 = 0;
  for (let k = 0; k < bins; k++) {
    const r = at(rho, k);
    const v = at(precision, k);
    const share = v / (walkers * r + v);
    leverage += r * share;
    put(weight, k, walkers * r * share);
    put(direction, k, r * share);
  }
  const scale = Math.sqrt(walkers / leverage);
  for (let k = 0; k < bins; k++) put(direction, k, at(direction, k) * scale);
}
