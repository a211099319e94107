// Binomial numbers of many lattice sites that share few probabilities: what depends on the probability
// alone is kept from one site to the next.

import { binomialByRejection } from "./counts";
import { exp, log1p } from "./math";
import { fillBits, uniform } from "./random";

/** Random bits ahead, a block at a time of the stream; `next` is the first that is not used. */
const ahead: usize = memory.data(1024, 16);
const aheadBytes: usize = 1024;
let next: usize = aheadBytes;

/** 1 / k for k < 256, made at the first use. */
const reciprocals: usize = memory.data(2048, 16);

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
  if (load<f64>(reciprocals, 8) == 0) {
    for (let k = 1; k < 256; k++) store<f64>(reciprocals + ((<usize>k) << 3), 1 / <f64>k);
  }
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

/** Walks up the distribution function of Binomial(n, q) from one uniform. */
// @ts-ignore: decorator
@inline
function byInversion(state: usize, n: f64, odds: f64, none: f64): f64 {
  const scale = (n + 1) * odds;
  // Beyond 200 there is less than 1e-150 of mass: only rounding leads there.
  const most = <i32>min(n, 200);
  while (true) {
    let u = nextUniform(state);
    let mass = none;
    for (let k = 0; k <= most; k++) {
      if (u <= mass) return <f64>k;
      u -= mass;
      mass *= scale * load<f64>(reciprocals + ((<usize>k) << 3), 8) - odds;
    }
  }
}

/** One draw of Binomial(n, t 2^-32). */
export function siteBinomial(state: usize, n: u32, t: u32, kept: usize): u32 {
  if (n == 0 || t == 0) return 0;
  const flip = t > 0x80000000;
  if (t != load<u32>(kept)) {
    const q = (flip ? 4294967296.0 - <f64>t : <f64>t) * 2.3283064365386963e-10;
    store<u32>(kept, t);
    store<f64>(kept, q, 8);
    store<f64>(kept, q / (1 - q), 16);
    store<f64>(kept, log1p(-q), 24);
  }
  const count = <f64>n;
  const q = load<f64>(kept, 8);
  const k = count * q < 10
    ? byInversion(state, count, load<f64>(kept, 16), exp(count * load<f64>(kept, 24)))
    : binomialByRejection(state, count, q);
  return <u32>(flip ? count - k : k);
}
