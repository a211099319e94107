// Binomial numbers of lattice sites, sixteen at a time. Where few are expected, the distribution functions are
// walked up side by side from a uniform each; else each is drawn by rejection. What depends on the
// probability alone is kept from one site to the next.

import { binomialByRejection, longestWalk, reciprocals, walkUp } from "./counts";
import { exp, exp2x, log1p } from "./math";
import { fillBits, fillUniform, uniform } from "./random";

// Sixteen f64 each, with q = p or 1 - p, whichever is smaller:
const uniforms: usize = memory.data(128, 16);
const ns: usize = memory.data(128, 16);
/** q / (1 - q). */
const odds: usize = memory.data(128, 16);
/** (1 - q)^n, first its logarithm. */
const nones: usize = memory.data(128, 16);
/** q where a site is drawn by rejection, else 0. */
const rejections: usize = memory.data(128, 16);
const found: usize = memory.data(128, 16);

/** Random bits ahead, a block at a time of the stream; `next` is the first that is not used. */
const ahead: usize = memory.data(1024, 16);
const aheadBytes: usize = 1024;
let next: usize = aheadBytes;

/**
 * What is kept of the last threshold t of a kind of draw, with q = p or, if that is smaller, 1 - p:
 *
 *     | t u32 | - | q f64 | q / (1 - q) f64 | log(1 - q) f64 |
 */
export const rightKept: usize = memory.data(32, 8);
export const leftKept: usize = memory.data(32, 8);

/** To be called before the first draw of a stream: drops bits of another. */
export function forgetBits(): void {
  next = aheadBytes;
}

// @ts-ignore: decorator
@inline
function nextUniform(state: usize): f64 {
  if (next == aheadBytes) {
    fillBits(state, ahead, <i32>(aheadBytes >> 4));
    next = 0;
  }
  const u = uniform(load<u64>(ahead + next));
  next += 8;
  return u;
}

/** out[i] = draw of Binomial(counts[i], thresholds[i] 2^-32), sixteen u32 each. */
export function sixteenBinomials(
  state: usize, counts: usize, thresholds: usize, kept: usize, out: usize,
): void {
  fillUniform(state, uniforms, 16);
  for (let i: usize = 0; i < 16; i++) {
    const t = load<u32>(thresholds + (i << 2));
    if (t != load<u32>(kept)) {
      const q = (t > 0x80000000 ? 4294967296.0 - <f64>t : <f64>t) * 2.3283064365386963e-10;
      store<u32>(kept, t);
      store<f64>(kept, q, 8);
      store<f64>(kept, q / (1 - q), 16);
      store<f64>(kept, log1p(-q), 24);
    }
    const at = i << 3;
    const n = <f64>load<u32>(counts + (i << 2));
    const q = load<f64>(kept, 8);
    const many = n * q >= 10;
    store<f64>(ns + at, n);
    store<f64>(odds + at, load<f64>(kept, 16));
    // A walk that is not wanted ends at once.
    store<f64>(nones + at, many ? 0 : n * load<f64>(kept, 24));
    store<f64>(rejections + at, many ? q : 0);
  }
  walkAll();
  for (let i: usize = 0; i < 16; i++) {
    const at = i << 3;
    const n = load<f64>(ns + at);
    const q = load<f64>(rejections + at);
    let k = q > 0 ? binomialByRejection(state, n, q) : load<f64>(found + at);
    while (k < 0) k = walkUp(nextUniform(state), n, load<f64>(odds + at), load<f64>(nones + at));
    store<u32>(out + (i << 2), <u32>(load<u32>(thresholds + (i << 2)) > 0x80000000 ? n - k : k));
  }
}

/** found[i] = what the i-th uniform stands for (see walkUp in counts.ts). */
// @ts-ignore: decorator
@inline
function walkAll(): void {
  if (ASC_FEATURE_SIMD) {
    for (let at: usize = 0; at < 128; at += 16) {
      v128.store(nones + at, exp2x(v128.load(nones + at)));
    }
    for (let at: usize = 0; at < 128; at += 32) walkFour(at);
  } else {
    for (let at: usize = 0; at < 128; at += 8) {
      const none = exp(load<f64>(nones + at));
      store<f64>(nones + at, none);
      const n = load<f64>(ns + at);
      store<f64>(found + at, walkUp(load<f64>(uniforms + at), n, load<f64>(odds + at), none));
    }
  }
}

/** walkUp of four at once. */
// @ts-ignore: decorator
@inline
function walkFour(at: usize): void {
  const one = f64x2.splat(1);
  const nA = v128.load(ns + at);
  const nB = v128.load(ns + at, 16);
  const oddsA = v128.load(odds + at);
  const oddsB = v128.load(odds + at, 16);
  const scaleA = f64x2.mul(f64x2.add(nA, one), oddsA);
  const scaleB = f64x2.mul(f64x2.add(nB, one), oddsB);
  let uA = v128.load(uniforms + at);
  let uB = v128.load(uniforms + at, 16);
  let massA = v128.load(nones + at);
  let massB = v128.load(nones + at, 16);
  let walksA = f64x2.gt(uA, massA);
  let walksB = f64x2.gt(uB, massB);
  let kA = f64x2.splat(0);
  let kB = f64x2.splat(0);
  for (let step = 1; step <= longestWalk && v128.any_true(v128.or(walksA, walksB)); step++) {
    const each = v128.load64_splat(reciprocals + ((<usize>step) << 3));
    kA = f64x2.add(kA, v128.and(walksA, one));
    kB = f64x2.add(kB, v128.and(walksB, one));
    uA = f64x2.sub(uA, massA);
    uB = f64x2.sub(uB, massB);
    massA = f64x2.mul(massA, f64x2.sub(f64x2.mul(scaleA, each), oddsA));
    massB = f64x2.mul(massB, f64x2.sub(f64x2.mul(scaleB, each), oddsB));
    walksA = v128.and(walksA, f64x2.gt(uA, massA));
    walksB = v128.and(walksB, f64x2.gt(uB, massB));
  }
  const none = f64x2.splat(-1);
  const lostA = v128.or(walksA, f64x2.gt(kA, nA));
  const lostB = v128.or(walksB, f64x2.gt(kB, nB));
  v128.store(found + at, v128.bitselect(none, kA, lostA));
  v128.store(found + at, v128.bitselect(none, kB, lostB), 16);
}
