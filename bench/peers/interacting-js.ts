/** Interacting walkers in plain JavaScript. */
import { type Sfc32, sfc32 } from "./walkers-js.js";

const two32 = 4294967296;

/** Coefficients of a probability: constant + slope u. */
type Law = readonly [number, number];

const threshold = ([constant, slope]: Law, u: number) =>
  Math.floor(Math.min(Math.max(constant + slope * u, 0) * two32 + 0.5, two32 - 1));

/** Thresholds of every site, box by box from a random offset on. */
function look(
  counts: Uint32Array,
  width: number,
  offset: number,
  scale: number,
  rightLaw: Law,
  leftLaw: Law,
  right: Uint32Array,
  left: Uint32Array,
): void {
  const sites = counts.length;
  for (let first = offset; first < sites + offset; first += width) {
    let sum = 0;
    for (let i = first; i < first + width; i++) sum += counts[i < sites ? i : i - sites];
    const u = Math.max(sum - 1, 0) * scale;
    const r = threshold(rightLaw, u);
    const l = Math.min(threshold(leftLaw, u), two32 - 1 - r);
    for (let i = first; i < first + width; i++) {
      const site = i < sites ? i : i - sites;
      right[site] = r;
      left[site] = l;
    }
  }
}

function stirlingRest(k: number): number {
  const i = 1 / (k + 1);
  const j = i * i;
  return i * (1 / 12 - j * (1 / 360 - j * (1 / 1260 - j / 1680)));
}

/** Binomial numbers for thresholds t, p = t 2^-32: by inversion, or by transformed rejection. */
class BinomialJs {
  readonly #state: Sfc32;
  #kept = -1;
  #q = 0;
  #odds = 0;
  #logRest = 0;

  constructor(state: Sfc32) {
    this.#state = state;
  }

  #word(): number {
    const state = this.#state;
    const t = (state[0] + state[1] + state[3]) | 0;
    state[3] = (state[3] + 1) | 0;
    state[0] = state[1] ^ (state[1] >>> 9);
    state[1] = (state[2] + (state[2] << 3)) | 0;
    state[2] = (((state[2] << 21) | (state[2] >>> 11)) + t) | 0;
    return t >>> 0;
  }

  #uniform(): number {
    return (this.#word() + 0.5 + this.#word() / two32) / two32;
  }

  draw(n: number, t: number): number {
    if (n === 0 || t === 0) return 0;
    const flip = t > two32 / 2;
    if (t !== this.#kept) {
      this.#kept = t;
      this.#q = (flip ? two32 - t : t) / two32;
      this.#odds = this.#q / (1 - this.#q);
      this.#logRest = Math.log1p(-this.#q);
    }
    const k = n * this.#q < 10 ? this.#inversion(n) : this.#rejection(n);
    return flip ? n - k : k;
  }

  #inversion(n: number): number {
    const scale = (n + 1) * this.#odds;
    for (;;) {
      let u = this.#uniform();
      let mass = Math.exp(n * this.#logRest);
      for (let k = 0; k <= n && k < 200; k++) {
        if (u <= mass) return k;
        u -= mass;
        mass *= scale / (k + 1) - this.#odds;
      }
    }
  }

  #rejection(n: number): number {
    const q = this.#q;
    const spread = Math.sqrt(n * q * (1 - q));
    const b = 1.15 + 2.53 * spread;
    const a = -0.0873 + 0.0248 * b + 0.01 * q;
    const vr = 0.92 - 4.2 / b;
    for (;;) {
      const u = this.#uniform() - 0.5;
      const v = this.#uniform();
      const us = 0.5 - Math.abs(u);
      const k = Math.floor(((2 * a) / us + b) * u + n * q + 0.5);
      if (us >= 0.07 && v <= vr) return k;
      if (k < 0 || k > n) continue;
      const m = Math.floor((n + 1) * q);
      const height = (v * (2.83 + 5.1 / b) * spread) / (a / (us * us) + b);
      const ratio =
        (m + 0.5) * Math.log1p((m - k) / (k + 1)) +
        (n - m + 0.5) * Math.log1p((k - m) / (n - k + 1)) +
        (k - m) * Math.log((q * (n - k + 1)) / ((1 - q) * (k + 1))) +
        (stirlingRest(m) - stirlingRest(k)) +
        (stirlingRest(n - m) - stirlingRest(n - k));
      if (Math.log(height) <= ratio) return k;
    }
  }
}

/** Walkers per site, as even as can be. */
function evenly(walkers: number, sites: number): Uint32Array {
  return Uint32Array.from({ length: sites }, (_, i) => {
    return Math.floor(walkers / sites) + (i < walkers % sites ? 1 : 0);
  });
}

/** Walkers of a site up to which they jump one by one. */
const few = 40;

/**
 * A run of `steps` steps of counts per site, again and again. Few walkers of a site jump one by one, 16 bits
 * each and 16 more for a tie; the numbers of many are drawn at once.
 */
export function countsJs(
  walkers: number,
  steps: number,
  sites: number,
  width: number,
  rightLaw: Law,
  leftLaw: Law,
): () => void {
  const counts = evenly(walkers, sites);
  const right = new Uint32Array(sites);
  const left = new Uint32Array(sites);
  const goRight = new Uint32Array(sites);
  const goLeft = new Uint32Array(sites);
  const state = sfc32(1);
  const atOnce = new BinomialJs(sfc32(2));
  const atOnceLeft = new BinomialJs(sfc32(3));
  const scale = sites / width / (walkers - 1);

  function oneByOne(): void {
    let [a, b, c, d] = state;
    for (let i = 0; i < sites; i++) {
      const n = counts[i];
      if (n > few) continue;
      const rightHigh = right[i] >>> 16;
      const leftHigh = left[i] >>> 16;
      let r = 0;
      let l = 0;
      for (let k = 0; k < n; ) {
        const t = (((a + b) | 0) + d) | 0;
        d = (d + 1) | 0;
        a = b ^ (b >>> 9);
        b = (c + (c << 3)) | 0;
        c = (((c << 21) | (c >>> 11)) + t) | 0;
        for (let shift = 0; shift < 32 && k < n; shift += 16, k++) {
          const high = (t >>> shift) & 0xffff;
          if (high < rightHigh) r++;
          else if (0xffff - high < leftHigh) l++;
          else if (high === rightHigh || 0xffff - high === leftHigh) {
            const low = Math.floor(Math.random() * 65536);
            if (high * 65536 + low < right[i]) r++;
            else if (two32 - 1 - high * 65536 - low < left[i]) l++;
          }
        }
      }
      goRight[i] = r;
      goLeft[i] = l;
    }
    state[0] = a;
    state[1] = b;
    state[2] = c;
    state[3] = d;
  }

  return () => {
    for (let step = 0; step < steps; step++) {
      const offset = Math.floor(Math.random() * width);
      look(counts, width, offset, scale, rightLaw, leftLaw, right, left);
      oneByOne();
      for (let i = 0; i < sites; i++) {
        if (counts[i] <= few) continue;
        goRight[i] = atOnce.draw(counts[i], right[i]);
        const share = Math.floor((left[i] / (two32 - right[i])) * two32 + 0.5);
        goLeft[i] = atOnceLeft.draw(counts[i] - goRight[i], Math.min(share, two32 - 1));
      }
      let before = goRight[sites - 1];
      const first = goLeft[0];
      for (let i = 0; i < sites; i++) {
        const next = i + 1 < sites ? goLeft[i + 1] : first;
        counts[i] += before + next - goRight[i] - goLeft[i];
        before = goRight[i];
      }
    }
    if (counts.reduce((sum, count) => sum + count, 0) !== walkers)
      throw new Error("walkers are lost");
  };
}

/** A run of `steps` steps of walkers one by one, 32 bits each, again and again. */
export function walkersJs(
  walkers: number,
  steps: number,
  sites: number,
  width: number,
  rightLaw: Law,
  leftLaw: Law,
): () => void {
  const counts = evenly(walkers, sites);
  const each = new Int32Array(walkers);
  let placed = 0;
  counts.forEach((count, site) => {
    each.fill(site, placed, placed + count);
    placed += count;
  });
  const right = new Uint32Array(sites);
  const left = new Uint32Array(sites);
  const state = sfc32(1);
  const scale = sites / width / (walkers - 1);

  function jump(): void {
    let [a, b, c, d] = state;
    counts.fill(0);
    for (let i = 0; i < walkers; i++) {
      const t = (((a + b) | 0) + d) | 0;
      d = (d + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + t) | 0;
      const w = t >>> 0;
      let site = each[i];
      if (w < right[site]) site = site + 1 === sites ? 0 : site + 1;
      else if (two32 - 1 - w < left[site]) site = site === 0 ? sites - 1 : site - 1;
      each[i] = site;
      counts[site]++;
    }
    state[0] = a;
    state[1] = b;
    state[2] = c;
    state[3] = d;
  }

  return () => {
    for (let step = 0; step < steps; step++) {
      const offset = Math.floor(Math.random() * width);
      look(counts, width, offset, scale, rightLaw, leftLaw, right, left);
      jump();
    }
  };
}
