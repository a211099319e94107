// Random counts: binomial and multinomial numbers, exact to rounding for counts up to 2^32.

import { exp, log, log1p } from "./math";
import { fillBits, uniform } from "./random";

/** One block of random bits. */
const block: usize = memory.data(16, 16);

/** log k! - [(k + 1/2) log(k + 1) - (k + 1) + log(2 pi)/2]: what Stirling's formula leaves. */
const stirlingRests: usize = memory.data<f64>([
  0.08106146679532726, 0.04134069595540929, 0.02767792568499834, 0.02079067210376509,
  0.01664469118982119, 0.01387612882307075, 0.01189670994589177, 0.01041126526197209,
  0.009255462182712733, 0.008330563433362871,
], 8);

// @ts-ignore: decorator
@inline
function stirlingRest(k: f64): f64 {
  if (k < 10) return load<f64>(stirlingRests + ((<usize>k) << 3));
  const i = 1 / (k + 1);
  const j = i * i;
  return i * (1.0 / 12 - j * (1.0 / 360 - j * (1.0 / 1260 - j * (1.0 / 1680 - j / 1188))));
}

/** 1 / k for k < 256. */
export const reciprocals: usize = memory.data(2048, 16);
for (let k = 1; k < 256; k++) store<f64>(reciprocals + ((<usize>k) << 3), 1 / <f64>k);

/** Beyond it there is less than 1e-150 of mass where n p < 10. */
export const longestWalk: i32 = 200;

/**
 * The number of Binomial(n, p) that a uniform u stands for, n p < 10: walks up the distribution function.
 * odds = p / (1 - p); none = (1 - p)^n. -1 if it finds none, where only rounding leads.
 */
// @ts-ignore: decorator
@inline
export function walkUp(u: f64, n: f64, odds: f64, none: f64): f64 {
  const scale = (n + 1) * odds;
  const most = <i32>min(n, longestWalk);
  let mass = none;
  for (let k = 0; k <= most; k++) {
    if (u <= mass) return <f64>k;
    u -= mass;
    mass *= scale * load<f64>(reciprocals + ((<usize>k) << 3), 8) - odds;
  }
  return -1;
}

/** Binomial(n, p), p <= 1/2, n p < 10. */
function binomialByInversion(state: usize, n: f64, p: f64): f64 {
  const none = exp(n * log1p(-p));
  let k: f64;
  do {
    fillBits(state, block, 1);
    k = walkUp(uniform(load<u64>(block)), n, p / (1 - p), none);
  } while (k < 0);
  return k;
}

// Distance from the mode up to which f(k)/f(m) is a product of ratios: cheaper than logarithms, and far
// within the range of the numbers.
const nearMode: f64 = 20;

/** Whether height <= f(k)/f(m), f the probabilities of Binomial(n, p). */
// @ts-ignore: decorator
@inline
function acceptedNearMode(n: f64, p: f64, m: f64, k: f64, height: f64): bool {
  // f(i)/f(i - 1) = rise / fall
  let rise: f64 = 1;
  let fall: f64 = 1;
  for (let i = min(m, k) + 1; i <= max(m, k); i += 1) {
    rise *= (n - i + 1) * p;
    fall *= i * (1 - p);
  }
  return k > m ? height * fall <= rise : height * rise <= fall;
}

/**
 * Binomial(n, p), p <= 1/2, n p >= 10: transformed rejection BTRS (Hormann 1993). The acceptance
 * compares with the exact probability f(k)/f(m), in a form that keeps its accuracy for n up to 2^32.
 */
export function binomialByRejection(state: usize, n: f64, p: f64): f64 {
  const q = 1 - p;
  const spread = Math.sqrt(n * p * q);
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const c = n * p + 0.5;
  const vr = 0.92 - 4.2 / b;
  while (true) {
    fillBits(state, block, 1);
    const u = uniform(load<u64>(block)) - 0.5;
    const v = uniform(load<u64>(block, 8));
    const us = 0.5 - Math.abs(u);
    const k = Math.floor((2 * a / us + b) * u + c);
    if (us >= 0.07 && v <= vr) return k;
    if (k < 0 || k > n) continue;
    // Most draws end above; only the others need the hat's height and the mode.
    const alpha = (2.83 + 5.1 / b) * spread;
    const m = Math.floor((n + 1) * p);
    const height = v * alpha / (a / (us * us) + b);
    const d = k - m;
    if (Math.abs(d) <= nearMode) {
      if (acceptedNearMode(n, p, m, k, height)) return k;
      continue;
    }
    // log f(k)/f(m) from Stirling's formula, its terms arranged as differences.
    const ratio = (m + 0.5) * log1p(-d / (k + 1)) + (n - m + 0.5) * log1p(d / (n - k + 1))
      + d * log(p * (n - k + 1) / (q * (k + 1)))
      + (stirlingRest(m) - stirlingRest(k)) + (stirlingRest(n - m) - stirlingRest(n - k));
    if (log(height) <= ratio) return k;
  }
}

/** Binomial(n, p) for n up to 2^32, and p rounded to within [0, 1]. */
export function drawBinomial(state: usize, n: f64, p: f64): f64 {
  if (!(p > 0) || n == 0) return 0;
  if (p >= 1) return n;
  const flip = p > 0.5;
  const small = flip ? 1 - p : p;
  const k = n * small < 10
    ? binomialByInversion(state, n, small)
    : binomialByRejection(state, n, small);
  return flip ? n - k : k;
}

/** One draw of Binomial(n, p). */
export function binomial(state: usize, n: u32, p: f64): u32 {
  return <u32>drawBinomial(state, <f64>n, p);
}

/**
 * One draw of Multinomial(total, p / sum p) by conditional binomials. `scratch`: `bins` f64. The
 * remainders are sums from the last bin on, so the last bin with mass takes exactly what is left.
 */
export function multinomial(
  state: usize, probabilities: usize, bins: i32, total: u32, counts: usize, scratch: usize,
): void {
  let rest: f64 = 0;
  for (let j = bins - 1; j >= 0; j--) {
    rest += load<f64>(probabilities + ((<usize>j) << 3));
    store<f64>(scratch + ((<usize>j) << 3), rest);
  }
  let left = <f64>total;
  for (let j = 0; j < bins; j++) {
    let k: f64 = 0;
    if (left > 0) {
      const at = (<usize>j) << 3;
      k = drawBinomial(state, left, load<f64>(probabilities + at) / load<f64>(scratch + at));
    }
    store<u32>(counts + ((<usize>j) << 2), <u32>k);
    left -= k;
  }
}

/** Bits that {@link binomialHalf} counts at most. */
const halfBits: u32 = 4096;
const bits: usize = memory.data(512, 16);

/** Binomial(n, 1/2): the ones among n random bits, or another exact way for many. */
function binomialHalf(state: usize, n: u32): u32 {
  if (n > halfBits) return <u32>drawBinomial(state, <f64>n, 0.5);
  fillBits(state, bits, <i32>((n + 127) >> 7));
  let ones: u64 = 0;
  let at = bits;
  let left = n;
  for (; left >= 64; left -= 64, at += 8) ones += popcnt<u64>(load<u64>(at));
  if (left > 0) ones += popcnt<u64>(load<u64>(at) & ((<u64>1 << left) - 1));
  return <u32>ones;
}

/** Splits the count in row[0] into `factor` parts, a power of 2, by halves. */
function splitByHalves(state: usize, row: usize, factor: i32): void {
  for (let span = factor; span > 1; span >>= 1) {
    for (let i = 0; i < factor; i += span) {
      const at = row + ((<usize>i) << 2);
      const n = load<u32>(at);
      const k = binomialHalf(state, n);
      store<u32>(at, n - k);
      store<u32>(at + ((<usize>(span >> 1)) << 2), k);
    }
  }
}

/** Splits a count into `factor` parts, each of its few members by itself. */
function splitOneByOne(state: usize, count: u32, row: usize, factor: i32): void {
  memory.fill(row, 0, (<usize>factor) << 2);
  const parts = <f64>factor;
  for (let i: u32 = 0; i < count; i++) {
    if ((i & 1) == 0) fillBits(state, block, 1);
    const u = uniform(load<u64>(block + ((<usize>(i & 1)) << 3)));
    const at = row + ((<usize>min(<i32>(u * parts), factor - 1)) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
}

/**
 * Splits each of `bins` counts into `factor` equally likely parts, independently for each member of a
 * bin. `out`: [bins][factor] u32.
 */
export function splitEvenly(state: usize, counts: usize, bins: i32, factor: i32, out: usize): void {
  const halves = popcnt<i32>(factor) == 1;
  for (let j = 0; j < bins; j++) {
    const count = load<u32>(counts + ((<usize>j) << 2));
    const row = out + ((<usize>j * <usize>factor) << 2);
    if (halves) {
      store<u32>(row, count);
      splitByHalves(state, row, factor);
    } else if (count < 4 * <u32>factor) {
      splitOneByOne(state, count, row, factor);
    } else {
      let left = <f64>count;
      for (let i = 0; i < factor; i++) {
        const k = drawBinomial(state, left, 1 / <f64>(factor - i));
        store<u32>(row + ((<usize>i) << 2), <u32>k);
        left -= k;
      }
    }
  }
}
