/**
 * Counts of interacting walkers in plain JavaScript. Random words come from sfc32 with its state in locals;
 * the few that ties and offsets need, from Math.random.
 */
import {
  type Boxes,
  boxesOf,
  evenly,
  jumpCheck,
  type Law,
  look,
  total,
  two32,
} from "./interacting-boxes-js.js";
import { type Sfc32, sfc32 } from "./walkers-js.js";

const inverse32 = 1 / two32;

const reciprocal = Float64Array.from({ length: 256 }, (_, k) => 1 / k);
const logFactorial = new Float64Array(4096);
for (let k = 2; k < logFactorial.length; k++) logFactorial[k] = logFactorial[k - 1] + Math.log(k);

/** (1 - p)^n, for n from the least of a box on. */
const nobody = new Float64Array(256);

function stirlingRest(k: number): number {
  const i = 1 / (k + 1);
  const j = i * i;
  return i * (1 / 12 - j * (1 / 360 - j * (1 / 1260 - j / 1680)));
}

/** Whether transformed rejection takes k, at the height of this logarithm. */
function accept(logHeight: number, n: number, q: number, logOdds: number, k: number): boolean {
  const m = Math.floor((n + 1) * q);
  if (n < 4096) {
    const ratio =
      (k - m) * logOdds +
      (logFactorial[m] - logFactorial[k]) +
      (logFactorial[n - m] - logFactorial[n - k]);
    return logHeight <= ratio;
  }
  const ratio =
    (m + 0.5) * Math.log1p((m - k) / (k + 1)) +
    (n - m + 0.5) * Math.log1p((k - m) / (n - k + 1)) +
    (k - m) * (logOdds + Math.log((n - k + 1) / (k + 1))) +
    (stirlingRest(m) - stirlingRest(k)) +
    (stirlingRest(n - m) - stirlingRest(n - k));
  return logHeight <= ratio;
}

/**
 * Binomial numbers at once: by inversion where the mean is below 10, else by transformed rejection. The
 * probability of a box is p, of those whom `taken` has left: p / (1 - taken).
 */
function drawAtOnce(
  counts: Int32Array,
  boxes: Boxes,
  p: Float64Array,
  taken: Float64Array | undefined,
  out: Int32Array,
  state: Sfc32,
): void {
  // Truncated, so that the engine keeps them as integers.
  let a = state[0] | 0;
  let b = state[1] | 0;
  let c = state[2] | 0;
  let d = state[3] | 0;
  const { width, offset } = boxes;
  const sites = counts.length;
  for (let box = 0; box < p.length; box++) {
    const share = taken === undefined ? p[box] : p[box] / (1 - taken[box]);
    const flip = share > 0.5;
    const q = flip ? 1 - share : share;
    const odds = q / (1 - q);
    const logRest = Math.log1p(-q);
    const logOdds = Math.log(odds);
    const first = offset + box * width;
    let least = Infinity;
    let most = 0;
    for (let j = first; j < first + width; j++) {
      const n = counts[j < sites ? j : j - sites];
      if (n < least) least = n;
      if (n > most) most = n;
    }
    const near = least * q < 10 ? Math.min(most - least, 255) : -1;
    if (near >= 0) nobody[0] = Math.exp(least * logRest);
    for (let j = 1; j <= near; j++) nobody[j] = nobody[j - 1] * (1 - q);
    for (let j = first; j < first + width; j++) {
      const site = j < sites ? j : j - sites;
      const n = counts[site];
      const mean = n * q;
      let k = 0;
      if (mean < 10) {
        const t = (((a + b) | 0) + d) | 0;
        d = (d + 1) | 0;
        a = b ^ (b >>> 9);
        b = (c + (c << 3)) | 0;
        c = (((c << 21) | (c >>> 11)) + t) | 0;
        let u = ((t >>> 0) + 0.5) * inverse32;
        let mass = n - least <= near ? nobody[n - least] : Math.exp(n * logRest);
        const scale = (n + 1) * odds;
        while (u > mass && k < n && k < 255) {
          u -= mass;
          k++;
          mass *= scale * reciprocal[k] - odds;
        }
      } else {
        const spread = Math.sqrt(mean * (1 - q));
        const wide = 1.15 + 2.53 * spread;
        const tail = -0.0873 + 0.0248 * wide + 0.01 * q;
        const vr = 0.92 - 4.2 / wide;
        for (;;) {
          let t = (((a + b) | 0) + d) | 0;
          d = (d + 1) | 0;
          a = b ^ (b >>> 9);
          b = (c + (c << 3)) | 0;
          c = (((c << 21) | (c >>> 11)) + t) | 0;
          const u = (t + 0.5) * inverse32;
          t = (((a + b) | 0) + d) | 0;
          d = (d + 1) | 0;
          a = b ^ (b >>> 9);
          b = (c + (c << 3)) | 0;
          c = (((c << 21) | (c >>> 11)) + t) | 0;
          const v = ((t >>> 0) + 0.5) * inverse32;
          const us = 0.5 - Math.abs(u);
          k = Math.floor(((2 * tail) / us + wide) * u + mean + 0.5);
          if (us >= 0.07 && v <= vr) break;
          if (k < 0 || k > n) continue;
          const height =
            (v * (2.83 * wide + 5.1) * spread * us * us) / (wide * (tail + wide * us * us));
          if (accept(Math.log(height), n, q, logOdds, k)) break;
        }
      }
      out[site] = flip ? n - k : k;
    }
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = d;
}

/** Lanes of a word that hold the last walkers of a site, by their number modulo 4. */
const lastLanes = Int32Array.of(-1, 0xff, 0xffff, 0xffffff);

/**
 * Numbers of jumpers where no site holds more than `few`: where jumps are rare, how many jump by inversion;
 * else walkers one by one, four by a word, with 7 bits each and 32 more for a tie.
 */
function drawFew(
  counts: Int32Array,
  most: number,
  boxes: Boxes,
  goRight: Int32Array,
  goLeft: Int32Array,
  state: Sfc32,
): void {
  let a = state[0] | 0;
  let b = state[1] | 0;
  let c = state[2] | 0;
  let d = state[3] | 0;
  const { width, offset, right, left } = boxes;
  const sites = counts.length;
  const ones = 0x01010101;
  const tops = 0x80808080 | 0;
  let site = offset;
  for (let box = 0; box < right.length; box++) {
    const r = right[box];
    const l = left[box];
    const any = r + l;
    if (most * any < 0.8) {
      const odds = any / (1 - any);
      nobody[0] = 1;
      for (let n = 1; n <= most; n++) nobody[n] = nobody[n - 1] * (1 - any);
      for (let j = 0; j < width; j++) {
        const t = (((a + b) | 0) + d) | 0;
        d = (d + 1) | 0;
        a = b ^ (b >>> 9);
        b = (c + (c << 3)) | 0;
        c = (((c << 21) | (c >>> 11)) + t) | 0;
        const n = counts[site];
        let u = ((t >>> 0) + 0.5) * inverse32;
        let mass = nobody[n];
        let k = 0;
        while (u > mass && k < n) {
          u -= mass;
          k++;
          mass *= (n + 1) * odds * reciprocal[k] - odds;
        }
        let lefts = 0;
        if (l > 0) for (let i = 0; i < k; i++) if (Math.random() * any < l) lefts++;
        goRight[site] = k - lefts;
        goLeft[site] = lefts;
        site = site + 1 === sites ? 0 : site + 1;
      }
      continue;
    }
    const lows = Math.floor(r * 128) | 0;
    const highs = Math.floor(l * 128) | 0;
    const lowRest = r * 128 - lows;
    const highRest = l * 128 - highs;
    // 7 bits below `lows` go right; from 128 - highs on, left. Those at an edge are open.
    const lowFrom = Math.imul(lows, ones);
    const lowTo = (lowFrom + ones) | 0;
    const highTo = Math.imul(128 - highs, ones);
    const highFrom = (highTo - ones) | 0;
    const twoWays = l > 0;
    for (let j = 0; j < width; j++) {
      const n = counts[site];
      let below = 0;
      let above = 0;
      for (let todo = n; todo > 0; todo -= 4) {
        const t = (((a + b) | 0) + d) | 0;
        d = (d + 1) | 0;
        a = b ^ (b >>> 9);
        b = (c + (c << 3)) | 0;
        c = (((c << 21) | (c >>> 11)) + t) | 0;
        const lanes = tops & (todo >= 4 ? -1 : lastLanes[todo]);
        const seven = t | tops;
        const low = ~(seven - lowFrom) & lanes;
        below = (below + (low >>> 7)) | 0;
        let ties = low ^ (~(seven - lowTo) & lanes);
        if (twoWays) {
          const high = (seven - highTo) & lanes;
          above = (above + (high >>> 7)) | 0;
          ties |= high ^ ((seven - highFrom) & lanes);
        }
        while (ties !== 0) {
          const shift = 31 - Math.clz32(ties) - 7;
          ties ^= 0x80 << shift;
          const bits = (t >>> shift) & 127;
          const w = Math.random();
          if (bits === lows && w < lowRest) below++;
          else if (bits === 127 - highs && 1 - w < highRest) above++;
        }
      }
      goRight[site] = Math.imul(below, ones) >>> 24;
      goLeft[site] = Math.imul(above, ones) >>> 24;
      site = site + 1 === sites ? 0 : site + 1;
    }
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = d;
}

/** Largest count of a site up to which walkers jump one by one. */
const few = 40;

/** `steps` micro steps of counts per site, in place; `seen` is told of the jumps before each move. */
export function stepCountsJs(
  counts: Int32Array,
  steps: number,
  boxes: Boxes,
  state: Sfc32,
  seen?: (goRight: Int32Array, goLeft: Int32Array) => void,
): void {
  const sites = counts.length;
  const goRight = new Int32Array(sites);
  const goLeft = new Int32Array(sites);
  const rest = new Int32Array(sites);
  const twoWays = boxes.leftLaw[0] !== 0 || boxes.leftLaw[1] !== 0;
  for (let step = 0; step < steps; step++) {
    const most = look(counts, boxes);
    if (most <= few) {
      drawFew(counts, most, boxes, goRight, goLeft, state);
    } else {
      drawAtOnce(counts, boxes, boxes.right, undefined, goRight, state);
      if (twoWays) {
        for (let i = 0; i < sites; i++) rest[i] = counts[i] - goRight[i];
        drawAtOnce(rest, boxes, boxes.left, boxes.right, goLeft, state);
      }
    }
    seen?.(goRight, goLeft);
    let arrived = goRight[sites - 1];
    for (let i = 0; i < sites; i++) {
      const gone = goRight[i];
      counts[i] = (counts[i] + arrived - gone) | 0;
      arrived = gone;
    }
    if (!twoWays) continue;
    arrived = goLeft[0];
    for (let i = sites - 1; i >= 0; i--) {
      const gone = goLeft[i];
      counts[i] = (counts[i] + arrived - gone) | 0;
      arrived = gone;
    }
  }
}

/** A run of `steps` steps of counts per site, again and again. */
export function countsJs(
  walkers: number,
  steps: number,
  sites: number,
  width: number,
  rightLaw: Law,
  leftLaw: Law,
): () => void {
  const boxes = boxesOf(walkers, sites, width, rightLaw, leftLaw);
  const check = jumpCheck(boxes);
  stepCountsJs(evenly(walkers, sites), steps, boxes, sfc32(2), (goRight, goLeft) =>
    check.add(total(goRight), total(goLeft)),
  );
  check.finish();
  const counts = evenly(walkers, sites);
  const state = sfc32(1);
  return () => {
    stepCountsJs(counts, steps, boxes, state);
    if (total(counts) !== walkers) throw new Error("walkers are lost");
  };
}
