/**
 * Simultaneous bands for the difference between an empirical distribution function and the uniform one,
 * by simulation (Säilynoja, Bürkner & Vehtari 2022, section 3.1).
 */

/** Uniforms in [0, 1) from a fixed seed (mulberry32): exact integer arithmetic, the same everywhere. */
function uniforms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Cumulative probabilities of Binomial(n, p), shape [n + 1]. */
export function binomialCumulative(n: number, p: number): Float64Array {
  const cumulative = new Float64Array(n + 1);
  const mode = Math.min(n, Math.floor((n + 1) * p));
  // Weights relative to the mode, by the recurrence both ways; they underflow harmlessly far out.
  cumulative[mode] = 1;
  for (let k = mode; k < n; k++)
    cumulative[k + 1] = (cumulative[k] * (n - k) * p) / ((k + 1) * (1 - p));
  for (let k = mode; k > 0; k--)
    cumulative[k - 1] = (cumulative[k] * k * (1 - p)) / ((n - k + 1) * p);
  let total = 0;
  for (let k = 0; k <= n; k++) {
    total += cumulative[k];
    cumulative[k] = total;
  }
  return cumulative.map((value) => value / total);
}

/** Above this many values the band is that of this many, scaled by its Brownian-bridge limit. */
const largestSimulated = 20000;

/** Lower and upper bounds of the ECDF minus z at the points z. */
export interface EcdfBand {
  readonly z: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * A band that holds the whole ECDF of `count` independent uniforms with probability `level`, at K − 1
 * equally spaced interior points, K = min(count, 50). The pointwise level is the one at which a share
 * `level` of simulated uniform samples stays inside everywhere.
 *
 * @param simulations uniform samples simulated to find the pointwise level
 */
export function simultaneousBand(
  count: number,
  level: number,
  simulations = 1000,
  seed = 1,
): EcdfBand {
  if (count > largestSimulated) {
    const { z, lower, upper } = simultaneousBand(largestSimulated, level, simulations, seed);
    const scale = Math.sqrt(largestSimulated / count);
    return { z, lower: lower.map((v) => v * scale), upper: upper.map((v) => v * scale) };
  }
  const cells = Math.max(2, Math.min(count, 50));
  const z = Float64Array.from({ length: cells - 1 }, (_, i) => (i + 1) / cells);
  const cumulative = Array.from(z, (p) => binomialCumulative(count, p));
  const next = uniforms(seed);
  const smallestTail = new Float64Array(simulations);
  for (let s = 0; s < simulations; s++) {
    const histogram = new Uint32Array(cells);
    for (let i = 0; i < count; i++) histogram[Math.floor(next() * cells)]++;
    let below = 0;
    let tail = 1;
    for (let k = 0; k < cells - 1; k++) {
      below += histogram[k];
      const upTo = cumulative[k][below];
      const from = 1 - (below > 0 ? cumulative[k][below - 1] : 0);
      tail = Math.min(tail, 2 * upTo, 2 * from);
    }
    smallestTail[s] = tail;
  }
  smallestTail.sort();
  const gamma = smallestTail[Math.floor((1 - level) * simulations)];
  const quantile = (row: Float64Array, probability: number) => {
    const found = row.findIndex((value) => value >= probability);
    return found < 0 ? count : found;
  };
  return {
    z,
    lower: z.map((p, k) => quantile(cumulative[k], gamma / 2) / count - p),
    upper: z.map((p, k) => quantile(cumulative[k], 1 - gamma / 2) / count - p),
  };
}

/** Wilson's interval for a proportion of `hits` in `count`, at 95 %. */
export function wilson95(hits: number, count: number): readonly [number, number] {
  const z2 = 1.959964 * 1.959964;
  const p = hits / count;
  const centre = (p + z2 / (2 * count)) / (1 + z2 / count);
  const half =
    Math.sqrt((z2 * p * (1 - p)) / count + (z2 * z2) / (4 * count * count)) / (1 + z2 / count);
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}
