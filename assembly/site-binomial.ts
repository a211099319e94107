// Binomial numbers of many lattice sites that share few probabilities: what depends on the probability
// alone is kept from one site to the next.

import { binomialByRejection, walkUp } from "./counts";
import { exp, log1p } from "./math";
import { fillBits, uniform } from "./random";

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
  let k: f64;
  if (count * q < 10) {
    const none = exp(count * load<f64>(kept, 24));
    do k = walkUp(nextUniform(state), count, load<f64>(kept, 16), none); while (k < 0);
  } else {
    k = binomialByRejection(state, count, q);
  }
  return <u32>(flip ? count - k : k);
}
