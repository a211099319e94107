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
// or by Monte Carlo over X = mu + s eps (Appendix B). To first order in C it is the second cumulant,
// LSE - C/2, which is as good for the small variances of a fit but falls without bound as they grow.
// Without its second term, LSE(mu + variance/2), it is Jensen's upper bound: cruder, but F is then concave
// and climbs to its one maximum from anywhere, also for bins without walkers under a vague law.

import { exp, exp2x, log } from "./math";
import { fillNormal } from "./random";

// @ts-ignore: decorator
@inline
function at(base: usize, k: i32): f64 {
  return load<f64>(base + ((<usize>k) << 3));
}

// @ts-ignore: decorator
@inline
function put(base: usize, k: i32, value: f64): void {
  store<f64>(base + ((<usize>k) << 3), value);
}

/** out = exp(x - shift) over n numbers. */
// @ts-ignore: decorator
@inline
function expRow(x: usize, shift: f64, out: usize, n: i32): void {
  let k = 0;
  if (ASC_FEATURE_SIMD) {
    const shifts = f64x2.splat(shift);
    for (; k + 1 < n; k += 2) {
      const i = (<usize>k) << 3;
      v128.store(out + i, exp2x(f64x2.sub(v128.load(x + i), shifts)));
    }
  }
  for (; k < n; k++) put(out, k, exp(at(x, k) - shift));
}

/** rho = softmax(x); returns logsumexp(x). `rho` may not be `x`. */
// @ts-ignore: decorator
@inline
function softmaxRow(x: usize, rho: usize, n: i32): f64 {
  let largest = at(x, 0);
  for (let k = 1; k < n; k++) largest = max(largest, at(x, k));
  expRow(x, largest, rho, n);
  let sum: f64 = 0;
  for (let k = 0; k < n; k++) sum += at(rho, k);
  const scale = 1 / sum;
  for (let k = 0; k < n; k++) put(rho, k, at(rho, k) * scale);
  return largest + log(sum);
}

/** softmax of each of `rows` rows of n numbers. */
export function softmax(x: usize, rows: i32, n: i32, rho: usize): void {
  for (let i = 0; i < rows; i++) {
    softmaxRow(x + (<usize>(i * n) << 3), rho + (<usize>(i * n) << 3), n);
  }
}

/**
 * <logsumexp X> by the lognormal law; leaves C in `curvature`, and rho (tilted softmax) and growth = e^variance - 1 of one
 * sequence at the given addresses. `tilted` is scratch of n numbers.
 */
// @ts-ignore: decorator
@inline
function expectedLogSumExp(
  mu: usize, variance: usize, n: i32, tilted: usize, rho: usize, growth: usize, curvature: usize,
): f64 {
  for (let k = 0; k < n; k++) put(tilted, k, at(mu, k) + 0.5 * at(variance, k));
  const lse = softmaxRow(tilted, rho, n);
  expRow(variance, 0, growth, n);
  let sum: f64 = 0;
  for (let k = 0; k < n; k++) {
    const e = at(growth, k) - 1;
    put(growth, k, e);
    const r = at(rho, k);
    sum += r * r * e;
  }
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
 * <logsumexp>, 0 for Jensen's bound; scratch: 4 bins + 1 numbers. Returns the largest change of any mu in the last step.
 */
export function softmaxNewton(
  counts: usize, prediction: usize, precision: usize, mu: usize, variance: usize,
  sequences: i32, bins: i32, walkers: f64, steps: i32, correction: f64, scratch: usize,
): f64 {
  const row = (<usize>bins) << 3;
  const rho = scratch;
  const growth = rho + row;
  const tilted = growth + row;
  const direction = tilted + row;
  const curvature = direction + row;
  let largest: f64 = 0;
  for (let i = 0; i < sequences; i++) {
    const m = counts + <usize>i * row;
    const p = prediction + <usize>i * row;
    const x = mu + <usize>i * row;
    const s2 = variance + <usize>i * row;
    for (let step = 0; step < steps; step++) {
      expectedLogSumExp(x, s2, bins, tilted, rho, growth, curvature);
      const c = load<f64>(curvature);
      const share = correction / (1 + c);
      let projected: f64 = 0; // rho . D^-1 g
      let leverage: f64 = 0; // 1 - n rho . D^-1 rho, without cancellation
      for (let k = 0; k < bins; k++) {
        const r = at(rho, k);
        const v = at(precision, k);
        const gradient =
          at(m, k) - walkers * r * (1 + share * (c - r * at(growth, k))) - v * (at(x, k) - at(p, k));
        const inverse = 1 / (walkers * r + v);
        const d = gradient * inverse;
        put(direction, k, d);
        put(tilted, k, r * inverse);
        projected += r * d;
        leverage += r * v * inverse;
      }
      const along = (walkers * projected) / leverage;
      let size: f64 = 0;
      for (let k = 0; k < bins; k++) {
        const d = at(direction, k) + along * at(tilted, k);
        put(direction, k, d);
        size = max(size, abs(d));
      }
      // A full step is right near the optimum; far from it, log densities move by at most one unit.
      const damping = size > 1 ? 1 / size : 1;
      for (let k = 0; k < bins; k++) {
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
 * out[0], out[1] receive the two sums. scratch: 3 bins + 1 numbers.
 */
export function softmaxExpectation(
  counts: usize, mu: usize, variance: usize, sequences: i32, bins: i32, walkers: f64,
  scratch: usize, out: usize,
): void {
  const row = (<usize>bins) << 3;
  let likelihood: f64 = 0;
  let logVariance: f64 = 0;
  for (let i = 0; i < sequences; i++) {
    const m = counts + <usize>i * row;
    const x = mu + <usize>i * row;
    const s2 = variance + <usize>i * row;
    const lse = expectedLogSumExp(
      x, s2, bins, scratch, scratch + row, scratch + 2 * row, scratch + 3 * row,
    );
    let sum: f64 = 0;
    for (let k = 0; k < bins; k++) {
      sum += at(m, k) * at(x, k);
      logVariance += log(at(s2, k));
    }
    likelihood += sum - walkers * lse;
  }
  store<f64>(out, likelihood);
  store<f64>(out, logVariance, 8);
}

/**
 * Monte Carlo gradient sums of one sequence's <log p(m | X)> over X = mu + s eps (Appendix B):
 *
 *     gradientMu = m - n <rho(X)>,  gradientS = <(m - n rho(X)) eps>.
 *
 * normals: [samples][bins], given; scratch: 2 bins. Returns the mean log-likelihood, without the
 * multinomial coefficient.
 */
export function softmaxGradient(
  counts: usize, mu: usize, s: usize, bins: i32, walkers: f64, normals: usize, samples: i32,
  gradientMu: usize, gradientS: usize, scratch: usize,
): f64 {
  const row = (<usize>bins) << 3;
  const x = scratch;
  const rho = scratch + row;
  memory.fill(gradientMu, 0, row);
  memory.fill(gradientS, 0, row);
  let sum: f64 = 0;
  for (let i = 0; i < samples; i++) {
    const eps = normals + <usize>i * row;
    let k = 0;
    if (ASC_FEATURE_SIMD) {
      for (; k + 1 < bins; k += 2) {
        const o = (<usize>k) << 3;
        v128.store(x + o, f64x2.add(v128.load(mu + o), f64x2.mul(v128.load(s + o), v128.load(eps + o))));
      }
    }
    for (; k < bins; k++) put(x, k, at(mu, k) + at(s, k) * at(eps, k));
    let likelihood = -walkers * softmaxRow(x, rho, bins);
    for (k = 0; k < bins; k++) likelihood += at(counts, k) * at(x, k);
    sum += likelihood;
    k = 0;
    if (ASC_FEATURE_SIMD) {
      const n = f64x2.splat(walkers);
      for (; k + 1 < bins; k += 2) {
        const o = (<usize>k) << 3;
        const g = f64x2.sub(v128.load(counts + o), f64x2.mul(n, v128.load(rho + o)));
        v128.store(gradientMu + o, f64x2.add(v128.load(gradientMu + o), g));
        const ge = f64x2.mul(g, v128.load(eps + o));
        v128.store(gradientS + o, f64x2.add(v128.load(gradientS + o), ge));
      }
    }
    for (; k < bins; k++) {
      const g = at(counts, k) - walkers * at(rho, k);
      put(gradientMu, k, at(gradientMu, k) + g);
      put(gradientS, k, at(gradientS, k) + g * at(eps, k));
    }
  }
  const scale = 1 / <f64>samples;
  for (let k = 0; k < bins; k++) {
    put(gradientMu, k, at(gradientMu, k) * scale);
    put(gradientS, k, at(gradientS, k) * scale);
  }
  return sum * scale;
}

/**
 * Adam ascent (Kingma & Ba 2015; b1 = .9, b2 = .999) of F over (mu, log s) of every sequence, with Monte
 * Carlo gradients: the paper's way.
 *
 * moments: [sequences][4][bins], first and second moments of mu, then of log s, kept between calls;
 * taken: Adam steps made before this call; scratch: (samples + 5) bins numbers; stream: random state.
 */
export function softmaxAdam(
  counts: usize, prediction: usize, precision: usize, mu: usize, variance: usize,
  sequences: i32, bins: i32, walkers: f64, steps: i32, samples: i32, rate: f64,
  moments: usize, taken: i32, stream: usize, scratch: usize,
): void {
  const row = (<usize>bins) << 3;
  const gradientMu = scratch;
  const gradientS = scratch + row;
  const s = scratch + 2 * row;
  const inner = scratch + 3 * row;
  const normals = scratch + 5 * row;
  let decay1: f64 = 1;
  let decay2: f64 = 1;
  for (let t = 0; t < taken; t++) {
    decay1 *= 0.9;
    decay2 *= 0.999;
  }
  for (let step = 0; step < steps; step++) {
    decay1 *= 0.9;
    decay2 *= 0.999;
    const c1 = 1 / (1 - decay1);
    const c2 = 1 / (1 - decay2);
    for (let i = 0; i < sequences; i++) {
      const p = prediction + <usize>i * row;
      const x = mu + <usize>i * row;
      const s2 = variance + <usize>i * row;
      const own = moments + <usize>(i * 4) * row;
      for (let k = 0; k < bins; k++) put(s, k, Math.sqrt(at(s2, k)));
      fillNormal(stream, normals, samples * bins);
      softmaxGradient(
        counts + <usize>i * row, x, s, bins, walkers, normals, samples, gradientMu, gradientS, inner,
      );
      for (let k = 0; k < bins; k++) {
        const v = at(precision, k);
        const gx = at(gradientMu, k) - v * (at(x, k) - at(p, k));
        const sk = at(s, k);
        const gl = sk * (at(gradientS, k) - v * sk) + 1;
        put(x, k, at(x, k) + adamStep(own, own + row, k, gx, rate, c1, c2));
        const dl = adamStep(own + 2 * row, own + 3 * row, k, gl, rate, c1, c2);
        put(s2, k, at(s2, k) * exp(2 * dl));
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function adamStep(
  first: usize, second: usize, k: i32, gradient: f64, rate: f64, c1: f64, c2: f64,
): f64 {
  const m = 0.9 * at(first, k) + 0.1 * gradient;
  const w = 0.999 * at(second, k) + 0.001 * gradient * gradient;
  put(first, k, m);
  put(second, k, w);
  return (rate * c1 * m) / (Math.sqrt(c2 * w) + 1e-8);
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
