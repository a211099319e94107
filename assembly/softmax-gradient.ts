// Monte Carlo gradients of the emission law under q(X) = N(mu, diag(s^2)) by X = mu + s eps, and Adam on
// them: the paper's own update of q(X) (Felsberger & Koutsourelakis 2019, Eq. 2.36 and Appendix B).

import { exp } from "./math";
import { fillNormal } from "./random";
import { at, put, softmaxRow } from "./softmax";

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

function adamStep(
  first: usize, second: usize, k: i32, gradient: f64, rate: f64, c1: f64, c2: f64,
): f64 {
  const m = 0.9 * at(first, k) + 0.1 * gradient;
  const w = 0.999 * at(second, k) + 0.001 * gradient * gradient;
  put(first, k, m);
  put(second, k, w);
  return (rate * c1 * m) / (Math.sqrt(c2 * w) + 1e-8);
}
