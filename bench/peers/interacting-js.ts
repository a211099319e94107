/**
 * Interacting walkers in plain JavaScript. Random words come from sfc32 with its state in locals; the few
 * that ties and offsets need, from Math.random.
 */
import { type Sfc32, sfc32 } from "./walkers-js.js";

const two32 = 4294967296;
const inverse32 = 1 / two32;

/** Coefficients of a probability: constant + slope u. */
type Law = readonly [number, number];

/** Of all boxes: walkers, and their probabilities of right and left jumps. */
interface Boxes {
  readonly width: number;
  readonly scale: number;
  readonly rightLaw: Law;
  readonly leftLaw: Law;
  readonly walkers: Uint32Array;
  readonly right: Float64Array;
  readonly left: Float64Array;
  /** Site at which the first box begins. */
  offset: number;
}

function boxesOf(walkers: number, sites: number, width: number, right: Law, left: Law): Boxes {
  const boxes = sites / width;
  return {
    width,
    scale: boxes / (walkers - 1),
    rightLaw: right,
    leftLaw: left,
    walkers: new Uint32Array(boxes),
    right: new Float64Array(boxes),
    left: new Float64Array(boxes),
    offset: 0,
  };
}

/** Cuts the lattice into boxes from a random offset on; returns the largest count of a site. */
function look(counts: Int32Array, boxes: Boxes): number {
  const { width, scale, rightLaw, leftLaw, walkers, right, left } = boxes;
  const sites = counts.length;
  const offset = Math.floor(Math.random() * width) | 0;
  let most = 0;
  boxes.offset = offset;
  for (let box = 0; box < right.length; box++) {
    const first = offset + box * width;
    const end = Math.min(first + width, sites);
    let sum = 0;
    for (let i = first; i < end; i++) {
      const n = counts[i];
      sum += n;
      if (n > most) most = n;
    }
    for (let i = first + width - sites - 1; i >= 0; i--) {
      const n = counts[i];
      sum += n;
      if (n > most) most = n;
    }
    const u = sum > 0 ? (sum - 1) * scale : 0;
    const r = Math.min(Math.max(rightLaw[0] + rightLaw[1] * u, 0), 1);
    walkers[box] = sum;
    right[box] = r;
    left[box] = Math.min(Math.max(leftLaw[0] + leftLaw[1] * u, 0), 1 - r);
  }
  return most;
}

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

/** Walkers per site, as even as can be. */
function evenly(walkers: number, sites: number): Int32Array {
  return Int32Array.from({ length: sites }, (_, i) => {
    return Math.floor(walkers / sites) + (i < walkers % sites ? 1 : 0);
  });
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

const total = (of: Int32Array) => of.reduce((sum, n) => sum + n, 0);

/** Of steps that are told of one by one: throws unless as many jump as the boxes let expect. */
function jumpCheck(boxes: Boxes) {
  const excess = [0, 0];
  const variance = [0, 0];
  return {
    add(rights: number, lefts: number) {
      excess[0] += rights;
      excess[1] += lefts;
      for (const [way, p] of [boxes.right, boxes.left].entries()) {
        p.forEach((share, box) => {
          excess[way] -= boxes.walkers[box] * share;
          variance[way] += boxes.walkers[box] * share * (1 - share);
        });
      }
    },
    /** Within 6 standard errors. */
    finish() {
      if (excess.some((far, way) => Math.abs(far) > 6 * Math.sqrt(variance[way]) + 1e-9))
        throw new Error(`jumps beyond what is expected: ${excess}, variances ${variance}`);
    },
  };
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

/** Where jumps are rare: most bits miss what any site asks of them, and the walker is not looked at. */
function jumpRarely(
  each: Int32Array,
  counts: Int32Array,
  rightEdge: Int32Array,
  leftEdge: Int32Array,
  mostRight: number,
  leastLeft: number,
  state: Sfc32,
): void {
  let a = state[0] | 0;
  let b = state[1] | 0;
  let c = state[2] | 0;
  let d = state[3] | 0;
  const last = counts.length - 1;
  for (let i = 0; i < each.length; i++) {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    const w = t >>> 1;
    if (w >= mostRight && w <= leastLeft) continue;
    const from = each[i];
    let to = from;
    if (w < rightEdge[from]) to = from === last ? 0 : from + 1;
    else if (w > leftEdge[from]) to = from === 0 ? last : from - 1;
    each[i] = to;
    counts[from]--;
    counts[to]++;
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = d;
}

/** Where they are frequent: hardly a branch depends on the bits. */
function jumpOften(
  each: Int32Array,
  counts: Int32Array,
  rightEdge: Int32Array,
  leftEdge: Int32Array,
  state: Sfc32,
): void {
  let a = state[0] | 0;
  let b = state[1] | 0;
  let c = state[2] | 0;
  let d = state[3] | 0;
  const last = counts.length - 1;
  counts.fill(0);
  for (let i = 0; i < each.length; i++) {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    const w = t >>> 1;
    const from = each[i];
    let to = (from + ((w - rightEdge[from]) >>> 31) - ((leftEdge[from] - w) >>> 31)) | 0;
    if (to > last) to = 0;
    else if (to < 0) to = last;
    each[i] = to;
    counts[to]++;
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = d;
}

/** One step of walkers one by one, 31 bits each. */
function stepWalkersJs(
  each: Int32Array,
  counts: Int32Array,
  boxes: Boxes,
  rightEdge: Int32Array,
  leftEdge: Int32Array,
  state: Sfc32,
): void {
  const sites = counts.length;
  const half = 2 ** 31;
  look(counts, boxes);
  let mostRight = 0;
  let leastLeft = half - 1;
  for (let j = 0; j < sites; j++) {
    const box = Math.floor(j / boxes.width);
    const site = (boxes.offset + j) % sites;
    // Right below the first edge, left above the second.
    rightEdge[site] = Math.min(Math.round(boxes.right[box] * half), half - 1);
    leftEdge[site] = half - 1 - Math.min(Math.round(boxes.left[box] * half), half - 1);
    mostRight = Math.max(mostRight, rightEdge[site]);
    leastLeft = Math.min(leastLeft, leftEdge[site]);
  }
  if (mostRight + (half - leastLeft) < half / 8)
    jumpRarely(each, counts, rightEdge, leftEdge, mostRight | 0, leastLeft | 0, state);
  else jumpOften(each, counts, rightEdge, leftEdge, state);
}

/** A run of `steps` steps of walkers one by one, again and again. */
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
  const boxes = boxesOf(walkers, sites, width, rightLaw, leftLaw);
  const rightEdge = new Int32Array(sites);
  const leftEdge = new Int32Array(sites);
  const state = sfc32(1);
  const check = jumpCheck(boxes);
  for (let step = 0; step < Math.min(steps, 20); step++) {
    const before = each.slice();
    stepWalkersJs(each, counts, boxes, rightEdge, leftEdge, state);
    const far = each.map((site, i) => (site - before[i] + sites) % sites);
    const jumped = (by: number) => far.reduce((sum, f) => sum + (f === by ? 1 : 0), 0);
    check.add(jumped(1), jumped(sites - 1));
  }
  check.finish();
  return () => {
    for (let step = 0; step < steps; step++)
      stepWalkersJs(each, counts, boxes, rightEdge, leftEdge, state);
    const left = new Uint32Array(sites);
    for (const site of each) left[site]++;
    if (left.some((count, site) => count !== counts[site])) throw new Error("walkers are lost");
  };
}
