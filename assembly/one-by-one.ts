// Sixteen lanes of 8 bits, in each some walkers that decide one after another on a jump, with probabilities of
// the lane's own.
//
// With w uniform on 32 bits a walker goes right if w < right and left if ~w < left. The 8 high bits of w decide
// unless they equal those of a threshold. Such ties are counted, and a word decides each afterwards. The
// high bits are drawn as signed bytes, their top bit flipped, for which the comparison is one instruction.

import { fillBits } from "./random";

/** Walkers of a lane at most. */
export const mostOneByOne: u32 = 127;
/** Of the sixteen lanes: jumps right, jumps left, ties; u8 each. */
export const lanes: usize = memory.data(48, 16);
/** Bits of every walker, for the scalar build. */
const bits: usize = memory.data(2032, 16);
const block: usize = memory.data(16, 16);

/** Sixteen bytes as u32. */
// @ts-ignore: decorator
@inline
export function widen(from: usize, to: usize): void {
  if (ASC_FEATURE_SIMD) {
    const low = v128.load_ext<u8>(from);
    const high = v128.load_ext<u8>(from, 8);
    v128.store(to, v128.extend_low<u16>(low));
    v128.store(to, v128.extend_high<u16>(low), 16);
    v128.store(to, v128.extend_low<u16>(high), 32);
    v128.store(to, v128.extend_high<u16>(high), 48);
  } else {
    for (let i: usize = 0; i < 16; i++) store<u32>(to + (i << 2), <u32>load<u8>(from + i));
  }
}

/** Top bytes of sixteen u32, their top bit flipped: for signed comparison with signed random bytes. */
// @ts-ignore: decorator
@inline
function topBytes(at: usize): v128 {
  const low = v128.narrow<i32>(i32x4.shr_u(v128.load(at), 24), i32x4.shr_u(v128.load(at, 16), 24));
  const high = v128.narrow<i32>(
    i32x4.shr_u(v128.load(at, 32), 24), i32x4.shr_u(v128.load(at, 48), 24),
  );
  return v128.xor(i8x16.narrow_i16x8_u(low, high), i8x16.splat(-128));
}

// @ts-ignore: decorator
@inline
function bytesOf(at: usize): v128 {
  const low = v128.narrow<i32>(v128.load(at), v128.load(at, 16));
  const high = v128.narrow<i32>(v128.load(at, 32), v128.load(at, 48));
  return i8x16.narrow_i16x8_u(low, high);
}

/**
 * Lets all walkers of sixteen lanes decide on a jump, one by one. counts, right, left: sixteen u32;
 * `largest`: the largest count, at most {@link mostOneByOne}. Without `twoWays` there are no jumps to the
 * left, and `left` is not read. The result is in {@link lanes}.
 */
// @ts-ignore: decorator
@inline
export function oneByOne(
  state: usize, counts: usize, right: usize, left: usize, largest: u32, twoWays: bool,
): void {
  if (ASC_FEATURE_SIMD) {
    const n = bytesOf(counts);
    const rightEdge = topBytes(right);
    const leftEdge = twoWays ? v128.not(topBytes(left)) : i8x16.splat(0);
    let s0 = v128.load(state);
    let s1 = v128.load(state, 16);
    let s2 = v128.load(state, 32);
    let s3 = v128.load(state, 48);
    let goRight = i8x16.splat(0);
    let goLeft = i8x16.splat(0);
    let ties = i8x16.splat(0);
    let served = i8x16.splat(0);
    const one = i8x16.splat(1);
    for (let k: u32 = 0; k < largest; k++) {
      const sum = i32x4.add(s0, s3);
      const b = i32x4.add(v128.or(i32x4.shl(sum, 7), i32x4.shr_u(sum, 25)), s0);
      const t = i32x4.shl(s1, 9);
      s2 = v128.xor(s2, s0);
      s3 = v128.xor(s3, s1);
      s1 = v128.xor(s1, s2);
      s0 = v128.xor(s0, s3);
      s2 = v128.xor(s2, t);
      s3 = v128.or(i32x4.shl(s3, 11), i32x4.shr_u(s3, 21));
      // A true comparison is -1.
      const there = i8x16.gt_s(n, served);
      served = i8x16.add(served, one);
      goRight = i8x16.sub(goRight, v128.and(i8x16.lt_s(b, rightEdge), there));
      let tie = i8x16.eq(b, rightEdge);
      if (twoWays) {
        goLeft = i8x16.sub(goLeft, v128.and(i8x16.gt_s(b, leftEdge), there));
        tie = v128.or(tie, i8x16.eq(b, leftEdge));
      }
      ties = i8x16.sub(ties, v128.and(tie, there));
    }
    v128.store(state, s0);
    v128.store(state, s1, 16);
    v128.store(state, s2, 32);
    v128.store(state, s3, 48);
    v128.store(lanes, goRight);
    v128.store(lanes, goLeft, 16);
    v128.store(lanes, ties, 32);
    let tied = i8x16.bitmask(i8x16.ne(ties, i8x16.splat(0)));
    word = 16;
    for (; tied != 0; tied &= tied - 1) settle(state, <usize>ctz(tied), right, left, twoWays);
  } else {
    fillBits(state, bits, <i32>largest);
    word = 16;
    for (let lane: usize = 0; lane < 16; lane++) {
      const rightEdge = load<u8>(right + (lane << 2), 3);
      const leftEdge = twoWays ? load<u8>(left + (lane << 2), 3) ^ 255 : 0;
      const end = bits + lane + ((<usize>load<u32>(counts + (lane << 2))) << 4);
      let goRight = 0;
      let goLeft = 0;
      let ties = 0;
      for (let at = bits + lane; at < end; at += 16) {
        const b = load<u8>(at) ^ 128;
        goRight += i32(b < rightEdge);
        if (twoWays) goLeft += i32(b > leftEdge);
        ties += i32(b == rightEdge || (twoWays && b == leftEdge));
      }
      store<u8>(lanes + lane, <u8>goRight);
      store<u8>(lanes + lane, <u8>goLeft, 16);
      store<u8>(lanes + lane, <u8>ties, 32);
      if (ties > 0) settle(state, lane, right, left, twoWays);
    }
  }
}

/** Of the words of `block` the first that is not used, in bytes. */
let word: usize = 16;

/**
 * Decides the ties of a lane, a word for each: a tie is as likely with either edge, so the low bit tells
 * which it was, and the high 24 bits follow those that tied. With both edges in one byte it is of both at
 * once.
 */
// @ts-ignore: decorator
@inline
function settle(state: usize, lane: usize, right: usize, left: usize, twoWays: bool): void {
  const r = load<u32>(right + (lane << 2));
  const l = twoWays ? load<u32>(left + (lane << 2)) : 0;
  const joint = twoWays && r >> 24 == ~l >> 24;
  let goRight = load<u8>(lanes + lane);
  let goLeft = load<u8>(lanes + lane, 16);
  for (let ties = load<u8>(lanes + lane, 32); ties > 0; ties--) {
    if (word == 16) {
      fillBits(state, block, 1);
      word = 0;
    }
    const w = load<u32>(block + word);
    word += 4;
    const isRight = !twoWays || joint || (w & 1) == 0;
    const isLeft = twoWays && (joint || (w & 1) != 0);
    if (isRight && w >> 8 < (r & 0xffffff)) goRight++;
    else if (isLeft && ~w >> 8 < (l & 0xffffff)) goLeft++;
  }
  store<u8>(lanes + lane, goRight);
  store<u8>(lanes + lane, goLeft, 16);
}
