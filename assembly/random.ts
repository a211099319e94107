// Random numbers: streams of xoshiro128++ (Blackman & Vigna 2021) in four lanes, and what is drawn from them.
//
// A stream is 64 bytes, word-major, so that one step of all lanes is a handful of vector operations:
//
//     | s0 of lanes 0..3 | s1 of lanes 0..3 | s2 of lanes 0..3 | s3 of lanes 0..3 |     u32 each
//
// A step gives a block of 128 bits: one u32 of each lane. Everything below consumes whole blocks in a
// fixed order, so the scalar build, which runs the lanes one after another, gives the same numbers.

import { exp, log, logNormal2x } from "./math";
import {
  angle2x, cos2Pi, cosPolynomial2x, quadrant2x, sin2Pi, sinPolynomial2x, turnCos2x, turnSin2x,
} from "./turns";

// Blocks made at a time where they pass through a buffer.
const chunkBlocks: i32 = 256;

/** One block for what a bulk sampler leaves over. */
const block: usize = memory.data(16, 16);
/** Proposals of fillGamma, 128 at a time. */
const gammaNormals: usize = memory.data(1024, 16);
const gammaUniforms: usize = memory.data(1024, 16);

/** The finaliser of SplitMix64 (Steele, Lea & Flood 2014). */
// @ts-ignore: decorator
@inline
function mix(z: u64): u64 {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

const golden: u64 = 0x9e3779b97f4a7c15;

/**
 * Seeds the stream at `state` from a 64-bit seed and two ids. Each lane gets its own 128 bits of a
 * SplitMix64 sequence that starts at a hash of all three.
 */
export function streamOpen(state: usize, seedLow: u32, seedHigh: u32, a: u32, b: u32): void {
  let h = mix((<u64>seedLow | (<u64>seedHigh << 32)) + golden);
  h = mix((h ^ <u64>a) + golden);
  h = mix((h ^ <u64>b) + golden);
  for (let lane: usize = 0; lane < 4; lane++) {
    h += golden;
    let low = mix(h);
    h += golden;
    const high = mix(h);
    // The one state that xoshiro never leaves.
    if ((low | high) == 0) low = 1;
    const at = state + (lane << 2);
    store<u32>(at, <u32>low);
    store<u32>(at, <u32>(low >> 32), 16);
    store<u32>(at, <u32>high, 32);
    store<u32>(at, <u32>(high >> 32), 48);
  }
}

/** Writes `blocks` blocks of 16 random bytes. */
export function fillBits(state: usize, out: usize, blocks: i32): void {
  if (ASC_FEATURE_SIMD) {
    let s0 = v128.load(state);
    let s1 = v128.load(state, 16);
    let s2 = v128.load(state, 32);
    let s3 = v128.load(state, 48);
    const end = out + ((<usize>blocks) << 4);
    for (; out < end; out += 16) {
      const sum = i32x4.add(s0, s3);
      v128.store(out, i32x4.add(v128.or(i32x4.shl(sum, 7), i32x4.shr_u(sum, 25)), s0));
      const t = i32x4.shl(s1, 9);
      s2 = v128.xor(s2, s0);
      s3 = v128.xor(s3, s1);
      s1 = v128.xor(s1, s2);
      s0 = v128.xor(s0, s3);
      s2 = v128.xor(s2, t);
      s3 = v128.or(i32x4.shl(s3, 11), i32x4.shr_u(s3, 21));
    }
    v128.store(state, s0);
    v128.store(state, s1, 16);
    v128.store(state, s2, 32);
    v128.store(state, s3, 48);
  } else {
    const bytes = (<usize>blocks) << 4;
    for (let lane: usize = 0; lane < 16; lane += 4) {
      let s0 = load<u32>(state + lane);
      let s1 = load<u32>(state + lane, 16);
      let s2 = load<u32>(state + lane, 32);
      let s3 = load<u32>(state + lane, 48);
      for (let at: usize = 0; at < bytes; at += 16) {
        store<u32>(out + lane + at, rotl<u32>(s0 + s3, 7) + s0);
        const t = s1 << 9;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = rotl<u32>(s3, 11);
      }
      store<u32>(state + lane, s0);
      store<u32>(state + lane, s1, 16);
      store<u32>(state + lane, s2, 32);
      store<u32>(state + lane, s3, 48);
    }
  }
}

// @ts-ignore: decorator
@inline const oneBits: u64 = 0x3ff0000000000000;
// 1 - 2^-53
// @ts-ignore: decorator
@inline const belowOne: f64 = 0.99999999999999988898;

/** An odd multiple of 2^-53: uniform on (0, 1), symmetric about 1/2, never 0 or 1. */
// @ts-ignore: decorator
@inline
export function uniform(bits: u64): f64 {
  return reinterpret<f64>((bits >> 12) | oneBits) - belowOne;
}

/** Turns blocks of bits into pairs of uniforms, in place. */
function uniformInPlace(at: usize, blocks: i32): void {
  const end = at + ((<usize>blocks) << 4);
  if (ASC_FEATURE_SIMD) {
    const one = i64x2.splat(oneBits);
    const below = f64x2.splat(belowOne);
    for (; at < end; at += 16) {
      v128.store(at, f64x2.sub(v128.or(i64x2.shr_u(v128.load(at), 12), one), below));
    }
  } else {
    for (; at < end; at += 8) store<f64>(at, uniform(load<u64>(at)));
  }
}

/** n uniforms on (0, 1). */
export function fillUniform(state: usize, out: usize, n: i32): void {
  const whole = n >> 1;
  for (let done = 0; done < whole; done += chunkBlocks) {
    const blocks = min(chunkBlocks, whole - done);
    const at = out + ((<usize>done) << 4);
    fillBits(state, at, blocks);
    uniformInPlace(at, blocks);
  }
  if (n & 1) {
    fillBits(state, block, 1);
    store<f64>(out + ((<usize>(n - 1)) << 3), uniform(load<u64>(block)));
  }
}

// @ts-ignore: decorator
@inline
function boxMullerPair(at: usize): void {
  const radius = Math.sqrt(-2 * log(uniform(load<u64>(at))));
  const turn = uniform(load<u64>(at, 8));
  store<f64>(at, radius * cos2Pi(turn));
  store<f64>(at, radius * sin2Pi(turn), 8);
}

/** Turns blocks of bits into pairs of standard normals (Box & Muller 1958), in place. */
function normalInPlace(at: usize, blocks: i32): void {
  const end = at + ((<usize>blocks) << 4);
  if (ASC_FEATURE_SIMD) {
    const one = i64x2.splat(oneBits);
    const below = f64x2.splat(belowOne);
    for (; at + 16 < end; at += 32) {
      const first = f64x2.sub(v128.or(i64x2.shr_u(v128.load(at), 12), one), below);
      const second = f64x2.sub(v128.or(i64x2.shr_u(v128.load(at, 16), 12), one), below);
      const u = v128.shuffle<u64>(first, second, 0, 2);
      const turn = v128.shuffle<u64>(first, second, 1, 3);
      const radius = f64x2.sqrt(f64x2.mul(f64x2.splat(-2), logNormal2x(u)));
      const quadrant = quadrant2x(turn);
      const t = angle2x(turn, quadrant);
      const z = f64x2.mul(t, t);
      const sinRest = sinPolynomial2x(t, z);
      const cosRest = cosPolynomial2x(z);
      const x = f64x2.mul(radius, turnCos2x(quadrant, sinRest, cosRest));
      const y = f64x2.mul(radius, turnSin2x(quadrant, sinRest, cosRest));
      v128.store(at, v128.shuffle<u64>(x, y, 0, 2));
      v128.store(at, v128.shuffle<u64>(x, y, 1, 3), 16);
    }
  }
  for (; at < end; at += 16) boxMullerPair(at);
}

/** n standard normals. The largest possible one is sqrt(2 * 53 log 2) = 8.57. */
export function fillNormal(state: usize, out: usize, n: i32): void {
  const whole = n >> 1;
  for (let done = 0; done < whole; done += chunkBlocks) {
    const blocks = min(chunkBlocks, whole - done);
    const at = out + ((<usize>done) << 4);
    fillBits(state, at, blocks);
    normalInPlace(at, blocks);
  }
  if (n & 1) {
    fillBits(state, block, 1);
    boxMullerPair(block);
    store<f64>(out + ((<usize>(n - 1)) << 3), load<f64>(block));
  }
}

/**
 * n numbers of Gamma(shape, rate 1): Marsaglia & Tsang 2000, with their U^(1/shape) for shape < 1 (which
 * underflows to 0 where the law puts mass below the smallest number).
 */
export function fillGamma(state: usize, shape: f64, out: usize, n: i32): void {
  const d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3;
  const c = 1 / Math.sqrt(9 * d);
  let done = 0;
  while (done < n) {
    // Proposals in batches of even size; what a batch has left at the end is not used.
    const batch = min(128, (n - done + 1) & ~1);
    fillNormal(state, gammaNormals, batch);
    fillUniform(state, gammaUniforms, batch);
    for (let i = 0; i < batch && done < n; i++) {
      const x = load<f64>(gammaNormals + ((<usize>i) << 3));
      const u = load<f64>(gammaUniforms + ((<usize>i) << 3));
      const root = 1 + c * x;
      if (root <= 0) continue;
      const v = root * root * root;
      const xx = x * x;
      if (u < 1 - 0.0331 * xx * xx || log(u) < 0.5 * xx + d * (1 - v + log(v))) {
        store<f64>(out + ((<usize>done) << 3), d * v);
        done++;
      }
    }
  }
  if (shape >= 1) return;
  const power = 1 / shape;
  for (done = 0; done < n; done += 128) {
    const batch = min(128, n - done);
    fillUniform(state, gammaUniforms, batch);
    for (let i = 0; i < batch; i++) {
      const at = out + ((<usize>(done + i)) << 3);
      store<f64>(at, load<f64>(at) * exp(log(load<f64>(gammaUniforms + ((<usize>i) << 3))) * power));
    }
  }
}
