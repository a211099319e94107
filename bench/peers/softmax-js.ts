/** q(X) of the emission law in plain JavaScript; shapes [sequences][bins]. */

/** Counts of walkers, [sequences][bins]. */
export interface CountsJs {
  readonly counts: Float64Array;
  readonly bins: number;
  readonly walkers: number;
}

/** q(X) = N(mu, s2) and the law's mean and precision. */
export interface StatesJs {
  readonly mu: Float64Array;
  readonly s2: Float64Array;
  readonly prediction: Float64Array;
  readonly v: number;
}

/** <logsumexp X> of one sequence by the lognormal law; leaves rho and e^variance - 1. */
export function tilt(
  mu: Float64Array,
  s2: Float64Array,
  from: number,
  bins: number,
  rho: Float64Array,
  growth: Float64Array,
): { lse: number; spread: number } {
  let top = -Infinity;
  for (let k = 0; k < bins; k++) {
    const t = mu[from + k] + 0.5 * s2[from + k];
    rho[k] = t;
    if (t > top) top = t;
  }
  let sum = 0;
  for (let k = 0; k < bins; k++) {
    const e = Math.exp(rho[k] - top);
    rho[k] = e;
    sum += e;
  }
  let spread = 0;
  for (let k = 0; k < bins; k++) {
    const r = rho[k] / sum;
    const e = Math.exp(s2[from + k]) - 1;
    rho[k] = r;
    growth[k] = e;
    spread += r * r * e;
  }
  return { lse: top + Math.log(sum / Math.sqrt(1 + spread)), spread };
}

/** One Newton step on q(X) of every sequence, in place. */
export function newtonJs(
  { mu, s2, prediction, v }: StatesJs,
  { counts, bins, walkers }: CountsJs,
): void {
  const rho = new Float64Array(bins);
  const growth = new Float64Array(bins);
  const step = new Float64Array(bins);
  for (let from = 0; from < mu.length; from += bins) {
    const { spread } = tilt(mu, s2, from, bins, rho, growth);
    const share = 1 / (1 + spread);
    let projected = 0;
    let leverage = 0;
    for (let k = 0; k < bins; k++) {
      const at = from + k;
      const r = rho[k];
      const expected = walkers * r * (1 + share * (spread - r * growth[k]));
      const d = (counts[at] - expected - v * (mu[at] - prediction[at])) / (walkers * r + v);
      step[k] = d;
      projected += r * d;
      leverage += (r * v) / (walkers * r + v);
    }
    const along = (walkers * projected) / leverage;
    let largest = 1;
    for (let k = 0; k < bins; k++) {
      step[k] += (along * rho[k]) / (walkers * rho[k] + v);
      largest = Math.max(largest, Math.abs(step[k]));
    }
    for (let k = 0; k < bins; k++) {
      const r = rho[k];
      mu[from + k] += step[k] / largest;
      const raw = walkers * r * (1 + share * (spread - r * (2 * growth[k] + 1)));
      const slope = Math.max(raw, 0);
      const held = s2[from + k];
      const feedback = 0.5 * slope * held * held;
      s2[from + k] = (1 + feedback) / (v + slope + feedback / held);
    }
  }
}

/** A standard normal of the polar method (Marsaglia & Bray 1964), which makes two at a time. */
export function fillNormalJs(out: Float64Array): void {
  for (let i = 0; i < out.length; i += 2) {
    let x = 0;
    let y = 0;
    let r = 0;
    do {
      x = 2 * Math.random() - 1;
      y = 2 * Math.random() - 1;
      r = x * x + y * y;
    } while (r >= 1 || r === 0);
    const scale = Math.sqrt((-2 * Math.log(r)) / r);
    out[i] = x * scale;
    if (i + 1 < out.length) out[i + 1] = y * scale;
  }
}

/** Monte Carlo gradients of <log p(m | X)> over X = mu + s eps for every sequence, with fresh normals. */
export function gradientJs(
  { mu, s2 }: Pick<StatesJs, "mu" | "s2">,
  { counts, bins, walkers }: CountsJs,
  samples: number,
  gradientMu: Float64Array,
  gradientS: Float64Array,
): void {
  const eps = new Float64Array(samples * bins);
  const x = new Float64Array(bins);
  for (let from = 0; from < mu.length; from += bins) {
    fillNormalJs(eps);
    gradientMu.fill(0, from, from + bins);
    gradientS.fill(0, from, from + bins);
    for (let e = 0; e < eps.length; e += bins) {
      let top = -Infinity;
      for (let k = 0; k < bins; k++) {
        x[k] = mu[from + k] + Math.sqrt(s2[from + k]) * eps[e + k];
        if (x[k] > top) top = x[k];
      }
      let sum = 0;
      for (let k = 0; k < bins; k++) {
        x[k] = Math.exp(x[k] - top);
        sum += x[k];
      }
      const scale = walkers / sum;
      for (let k = 0; k < bins; k++) {
        const g = counts[from + k] - scale * x[k];
        gradientMu[from + k] += g / samples;
        gradientS[from + k] += (g * eps[e + k]) / samples;
      }
    }
  }
}
