// Interacting walkers as counts on a lattice: all walkers of a site jump with the same probabilities, so
// the numbers that leave it are binomial, and a step costs the same however many walkers there are.
//
// Sites are served by sixteen. Where none of them holds more than 127 walkers, each site is a lane of 8 bits
// and the walkers jump one by one; else the numbers are drawn at once (site-binomial.ts). Arrays of u32
// have room for whole sixteens, of which those beyond the lattice are empty, and of the jumpers one more
// before and behind, through which the lattice closes:
//
//     counts, right, left     | site 0 .. site sites-1 | 0 .. |
//     jumping right, left     | last site | site 0 .. site sites-1 | site 0 |

import { boxThresholds, isNever, jumpThresholds } from "./jump-law";
import { countCentred, countInBoxes, pick, sumBoxes } from "./local-density";
import { fillBits } from "./random";
import { forgetBits, leftKept, rightKept, siteBinomial } from "./site-binomial";

/** Walkers of a site that are served as lanes. */
const most: u32 = 127;
/** Jumps right, jumps left and ties of sixteen sites. */
const lanes: usize = memory.data(48, 16);
/** Bits of every walker of sixteen sites, for the scalar build. */
const bits: usize = memory.data(2032, 16);
const block: usize = memory.data(16, 16);

/**
 * `steps` micro steps of the counts, in place. With u the density in the box that a walker sees (see
 * local-density.ts; `width`, `centred`, `ahead`), relative to evenly spread walkers, it jumps one site to the
 * right with probability rightLaw(u), to the left with leftLaw(u) (see jump-law.ts).
 *
 * counts: u32, sites rounded up to 16; of those beyond the lattice there must be none.
 * scratch: 44 bytes for each site of whole sixteens, and 128.
 */
export function interactingCounts(
  state: usize, counts: usize, steps: i32, sites: i32, width: i32, centred: bool, ahead: i32,
  scale: f64, rightLaw: usize, leftLaw: usize, scratch: usize,
): void {
  const room = ((<usize>sites + 15) & ~15) << 2;
  const right = scratch;
  const left = right + room;
  const jumpRight = left + room + 16;
  const jumpLeft = jumpRight + room + 32;
  const sight = jumpLeft + room + 16;
  const twoWays = !isNever(leftLaw);
  memory.fill(scratch, 0, sight - scratch);
  forgetBits();
  for (let step = 0; step < steps; step++) {
    setThresholds(
      state, counts, sites, width, centred, ahead, scale, rightLaw, leftLaw, right, left, sight,
    );
    for (let at: usize = 0; at < room; at += 64) {
      serveSixteen(
        state, counts + at, right + at, left + at, twoWays, jumpRight + at, jumpLeft + at,
      );
    }
    move(counts, sites, twoWays, jumpRight, jumpLeft);
  }
}

/**
 * Thresholds of right and left jumps at every site, u32 (see jump-law.ts), from the counts as they are.
 * scratch: 3 f64 for each site, their number rounded up to even.
 */
export function setThresholds(
  state: usize, counts: usize, sites: i32, width: i32, centred: bool, ahead: i32, scale: f64,
  rightLaw: usize, leftLaw: usize, right: usize, left: usize, scratch: usize,
): void {
  const room = ((<usize>sites + 1) & ~1) << 3;
  const seenAhead = scratch;
  const seenBehind = ahead == 0 ? seenAhead : seenAhead + room;
  if (centred) {
    countCentred(counts, sites, width, ahead, seenAhead);
    if (ahead != 0) countCentred(counts, sites, width, -ahead, seenBehind);
  } else {
    const sums = seenAhead + 2 * room;
    let offset = -1;
    while (offset < 0) {
      fillBits(state, block, 1);
      offset = pick(block, width);
    }
    sumBoxes(counts, sites, width, offset, sums);
    if (ahead == 0) {
      boxThresholds(sums, sites, width, offset, scale, rightLaw, leftLaw, right, left);
      return;
    }
    countInBoxes(sums, sites, width, offset, ahead, seenAhead);
    countInBoxes(sums, sites, width, offset, -ahead, seenBehind);
  }
  jumpThresholds(seenAhead, seenBehind, sites, scale, rightLaw, leftLaw, right, left);
}

/** Draws how many walkers of sixteen sites jump. */
// @ts-ignore: decorator
@inline
function serveSixteen(
  state: usize, counts: usize, right: usize, left: usize, twoWays: bool, jumpRight: usize,
  jumpLeft: usize,
): void {
  const largest = largestOfSixteen(counts);
  if (largest == 0) {
    memory.fill(jumpRight, 0, 64);
    if (twoWays) memory.fill(jumpLeft, 0, 64);
  } else if (largest <= most) {
    if (twoWays) oneByOne(state, counts, right, left, largest, true);
    else oneByOne(state, counts, right, left, largest, false);
    widen(lanes, jumpRight);
    if (twoWays) widen(lanes + 16, jumpLeft);
  } else {
    atOnce(state, counts, right, left, twoWays, jumpRight, jumpLeft);
  }
}

// @ts-ignore: decorator
@inline
function largestOfSixteen(counts: usize): u32 {
  if (ASC_FEATURE_SIMD) {
    const low = i32x4.max_u(v128.load(counts), v128.load(counts, 16));
    const high = i32x4.max_u(v128.load(counts, 32), v128.load(counts, 48));
    const all = i32x4.max_u(low, high);
    const half = i32x4.max_u(all, v128.shuffle<u64>(all, all, 1, 0));
    return <u32>max(<u32>i32x4.extract_lane(half, 0), <u32>i32x4.extract_lane(half, 1));
  }
  let largest: u32 = 0;
  for (let i: usize = 0; i < 64; i += 4) largest = max(largest, load<u32>(counts + i));
  return largest;
}

/** Numbers that leave each of sixteen sites, drawn at once. */
function atOnce(
  state: usize, counts: usize, right: usize, left: usize, twoWays: bool, jumpRight: usize,
  jumpLeft: usize,
): void {
  for (let i: usize = 0; i < 64; i += 4) {
    const n = load<u32>(counts + i);
    const r = load<u32>(right + i);
    const goRight = siteBinomial(state, n, r, rightKept);
    store<u32>(jumpRight + i, goRight);
    if (!twoWays) continue;
    // Of those that do not jump right.
    const share = <f64>load<u32>(left + i) / (4294967296.0 - <f64>r);
    const l = <u32>min(share * 4294967296.0 + 0.5, 4294967295.0);
    store<u32>(jumpLeft + i, siteBinomial(state, n - goRight, l, leftKept));
  }
}

/** Sixteen bytes as u32. */
// @ts-ignore: decorator
@inline
function widen(from: usize, to: usize): void {
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
 * Lets the walkers of sixteen sites jump one by one: 8 random bits decide, unless they equal the high byte
 * of a threshold. Such ties are counted, and more bits decide each. Results in `lanes`: jumps right, jumps
 * left, ties.
 */
// @ts-ignore: decorator
@inline
function oneByOne(
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

/** Moves the jumpers, each one site. */
// @ts-ignore: decorator
@inline
function move(counts: usize, sites: i32, twoWays: bool, right: usize, left: usize): void {
  const end = (<usize>sites) << 2;
  store<u32>(right - 4, load<u32>(right + end - 4));
  if (twoWays) store<u32>(left + end, load<u32>(left));
  let i: usize = 0;
  if (ASC_FEATURE_SIMD) {
    for (; i + 16 <= end; i += 16) {
      let n = i32x4.sub(v128.load(counts + i), v128.load(right + i));
      n = i32x4.add(n, v128.load(right + i - 4));
      if (twoWays) {
        n = i32x4.sub(n, v128.load(left + i));
        n = i32x4.add(n, v128.load(left + i, 4));
      }
      v128.store(counts + i, n);
    }
  }
  for (; i < end; i += 4) {
    let n = load<u32>(counts + i) - load<u32>(right + i) + load<u32>(right + i - 4);
    if (twoWays) n += load<u32>(left + i, 4) - load<u32>(left + i);
    store<u32>(counts + i, n);
  }
}
