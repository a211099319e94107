// Independent walkers: each micro step a jump to the right with probability pRight, to the left with
// pLeft, else none. Net numbers of jumps (i32) are all that is kept; see binning.ts for places.

import { binOfFraction, turnFraction } from "./binning";
import { fillBits } from "./random";

/** Six steps so many times between two additions to the nets: jumps and open steps fit in a byte. */
const chunkSixes: i32 = 16;
/** Open steps of a walker up to which those of another chunk fit beside them. */
const mostOpen: i32 = 31;
/** What 4 bits add to a walker's sum. */
const cells: usize = memory.data(16, 16);
const isOpen: i8 = 16;
/** Of sixteen walkers: jumps i8, open steps u8, ties u8. */
const lanes: usize = memory.data(48, 16);
/** Random bits of a chunk of steps, for the scalar build. */
const bits: usize = memory.data(2032, 16);
const block: usize = memory.data(16, 16);

/** Places counts[j] walkers uniformly within bin j, bin after bin. x0: f64, sum of counts. */
export function walkersPlace(
  state: usize, counts: usize, bins: i32, low: f64, width: f64, x0: usize,
): void {
  const inverseWidth = 1 / width;
  const binWidth = width / <f64>bins;
  for (let j = 0; j < bins; j++) {
    const count = load<u32>(counts + ((<usize>j) << 2));
    let word: usize = 16;
    for (let i: u32 = 0; i < count; ) {
      if (word == 16) {
        fillBits(state, block, 1);
        word = 0;
      }
      const u = <f64>(load<u64>(block + word) >> 11) * 1.1102230246251565e-16;
      word += 8;
      const x = low + (<f64>j + u) * binWidth;
      // Within rounding of an edge the number may count in the neighbour: draw again.
      if (binOfFraction(turnFraction(x, 0, 0, low, inverseWidth), bins) != j) continue;
      store<f64>(x0, x);
      x0 += 8;
      i++;
    }
  }
}

/**
 * `steps` micro steps of n walkers, sixteen at a time, 4 bits a step: one block serves two steps.
 *
 * Of the 16 values of 4 bits, floor(16 pLeft) mean a jump to the left, floor(16 pStay) none and
 * floor(16 pRight) one to the right. The one or two that are left over leave the step open: it is only
 * counted, and later decided by the law that makes the probabilities right to 2^-32: see {@link decide}.
 *
 * A table of 16 bytes turns 4 bits into what they add to a sum in a byte: the jump, or 16 for an open step.
 * Six additions fit before it must be taken apart. Of the steps that fill no six, 8 bits decide each.
 */
export function walkersMicroSteps(
  state: usize, net: usize, n: i32, steps: i32, pLeft: f64, pRight: f64,
): void {
  const lefts = Math.floor(16 * pLeft);
  const rights = Math.floor(16 * pRight);
  // Rounding may make the three exceed 1.
  const pStay = max(1 - pLeft - pRight, 0);
  const stays = min(Math.floor(16 * pStay), 16 - lefts - rights);
  const open = 16 - lefts - rights - stays;
  memory.fill(cells, <u8>isOpen, 16);
  memory.fill(cells, 255, <usize>lefts);
  memory.fill(cells + <usize>lefts, 1, <usize>rights);
  memory.fill(cells + <usize>(lefts + rights), 0, <usize>stays);
  const right = edge(16 * pRight - rights, open);
  const left = max(0x100000000 - edge(16 * pLeft - lefts, open), right);
  const rightOfRest = edge(pRight, 1);
  const leftOfRest = max(0x100000000 - edge(pLeft, 1), rightOfRest);
  const rest = steps % 6;
  for (let first = 0; first < n; first += 16) {
    const count = min(16, n - first);
    const at = net + ((<usize>first) << 2);
    memory.fill(lanes + 16, 0, 16);
    for (let todo = steps / 6; todo > 0; todo -= chunkSixes) {
      stepSixteen(state, min(chunkSixes, todo));
      addJumps(at, count);
      const most = largestByte(lanes + 16);
      if (most > 0 && (most > mostOpen || todo <= chunkSixes)) {
        decide(state, most, right, left);
        addJumps(at, count);
        memory.fill(lanes + 16, 0, 16);
      }
    }
    if (rest == 0) continue;
    memory.fill(lanes + 16, <u8>rest, 16);
    decide(state, rest, rightOfRest, leftOfRest);
    addJumps(at, count);
  }
}

/** The part `rest` of `open` on a scale of 2^32. */
// @ts-ignore: decorator
@inline
function edge(rest: f64, open: f64): u64 {
  return open > 0 ? <u64>min(max(rest / open * 4294967296.0 + 0.5, 0), 4294967296.0) : 0;
}

/** Jumps of sixteen walkers in up to 16 x 6 steps into `lanes`; open steps are added to the counts there. */
// @ts-ignore: decorator
@inline
function stepSixteen(state: usize, sixes: i32): void {
  if (ASC_FEATURE_SIMD) {
    const table = v128.load(cells);
    const low = i8x16.splat(15);
    const bias = i8x16.splat(8);
    let s0 = v128.load(state);
    let s1 = v128.load(state, 16);
    let s2 = v128.load(state, 32);
    let s3 = v128.load(state, 48);
    let jumps = i8x16.splat(0);
    let open = v128.load(lanes, 16);
    for (let six = 0; six < sixes; six++) {
      // 8 + jumps, below 16, and 16 times the open ones.
      let sum = bias;
      for (let k = 0; k < 3; k++) {
        const mixed = i32x4.add(s0, s3);
        const b = i32x4.add(v128.or(i32x4.shl(mixed, 7), i32x4.shr_u(mixed, 25)), s0);
        const t = i32x4.shl(s1, 9);
        s2 = v128.xor(s2, s0);
        s3 = v128.xor(s3, s1);
        s1 = v128.xor(s1, s2);
        s0 = v128.xor(s0, s3);
        s2 = v128.xor(s2, t);
        s3 = v128.or(i32x4.shl(s3, 11), i32x4.shr_u(s3, 21));
        sum = i8x16.add(sum, i8x16.swizzle(table, v128.and(b, low)));
        sum = i8x16.add(sum, i8x16.swizzle(table, v128.and(i16x8.shr_u(b, 4), low)));
      }
      jumps = i8x16.sub(i8x16.add(jumps, v128.and(sum, low)), bias);
      open = i8x16.add(open, v128.and(i16x8.shr_u(sum, 4), low));
    }
    v128.store(state, s0);
    v128.store(state, s1, 16);
    v128.store(state, s2, 32);
    v128.store(state, s3, 48);
    v128.store(lanes, jumps);
    v128.store(lanes, open, 16);
  } else {
    fillBits(state, bits, 3 * sixes);
    const end = bits + <usize>(48 * sixes);
    for (let lane: usize = 0; lane < 16; lane++) {
      let jumps: i32 = 0;
      let open = load<u8>(lanes + lane, 16);
      for (let at = bits + lane; at < end; at += 16) {
        const byte = load<u8>(at);
        const first = load<i8>(cells + <usize>(byte & 15));
        const second = load<i8>(cells + <usize>(byte >> 4));
        jumps += first == isOpen ? 0 : <i32>first;
        jumps += second == isOpen ? 0 : <i32>second;
        open += u8(first == isOpen) + u8(second == isOpen);
      }
      store<i8>(lanes + lane, <i8>jumps);
      store<u8>(lanes + lane, open, 16);
    }
  }
}

/**
 * Decides the open steps counted in `lanes`, at most `most` of a walker; the jumps go there too. With w
 * uniform on 32 bits a walker goes right if w < right and left if w >= left. The 8 high bits decide unless
 * they equal those of an edge. Such ties are counted, and a word decides each: a tie is as likely with
 * either edge, so its low bit tells which it was, and its high 24 bits follow those that tied. With both
 * edges in one byte it is of both at once. The high bits are drawn as signed bytes, their top bit flipped,
 * for which the comparison is one instruction.
 */
function decide(state: usize, most: i32, right: u64, left: u64): void {
  // 2^32 itself counts as the byte 255 and the rest 2^24.
  const rightByte = <u32>min(right >> 24, <u64>255);
  const leftByte = <u32>min(left >> 24, <u64>255);
  if (ASC_FEATURE_SIMD) {
    const rightEdge = i8x16.splat(<i8>(rightByte ^ 128));
    const leftEdge = i8x16.splat(<i8>(leftByte ^ 128));
    const one = i8x16.splat(1);
    const open = v128.load(lanes, 16);
    let s0 = v128.load(state);
    let s1 = v128.load(state, 16);
    let s2 = v128.load(state, 32);
    let s3 = v128.load(state, 48);
    let jumps = i8x16.splat(0);
    let ties = i8x16.splat(0);
    let served = i8x16.splat(0);
    for (let k = 0; k < most; k++) {
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
      const there = i8x16.gt_s(open, served);
      served = i8x16.add(served, one);
      jumps = i8x16.sub(jumps, v128.and(i8x16.lt_s(b, rightEdge), there));
      jumps = i8x16.add(jumps, v128.and(i8x16.gt_s(b, leftEdge), there));
      const tie = v128.or(i8x16.eq(b, rightEdge), i8x16.eq(b, leftEdge));
      ties = i8x16.sub(ties, v128.and(tie, there));
    }
    v128.store(state, s0);
    v128.store(state, s1, 16);
    v128.store(state, s2, 32);
    v128.store(state, s3, 48);
    v128.store(lanes, jumps);
    v128.store(lanes, ties, 32);
  } else {
    fillBits(state, bits, most);
    for (let lane: usize = 0; lane < 16; lane++) {
      const end = bits + lane + ((<usize>load<u8>(lanes + lane, 16)) << 4);
      let jumps = 0;
      let ties = 0;
      for (let at = bits + lane; at < end; at += 16) {
        const b = <u32>load<u8>(at) ^ 128;
        jumps += i32(b < rightByte) - i32(b > leftByte);
        ties += i32(b == rightByte || b == leftByte);
      }
      store<i8>(lanes + lane, <i8>jumps);
      store<u8>(lanes + lane, <u8>ties, 32);
    }
  }
  const joint = rightByte == leftByte;
  const rightRest = <u32>(right - ((<u64>rightByte) << 24));
  const leftRest = <u32>(left - ((<u64>leftByte) << 24));
  let word: usize = 16;
  for (let tied = notZero(lanes + 32); tied != 0; tied &= tied - 1) {
    const lane = <usize>ctz(tied);
    let jumps = load<i8>(lanes + lane);
    for (let ties = load<u8>(lanes + lane, 32); ties > 0; ties--) {
      if (word == 16) {
        fillBits(state, block, 1);
        word = 0;
      }
      const w = load<u32>(block + word);
      word += 4;
      if ((joint || (w & 1) == 0) && w >> 8 < rightRest) jumps++;
      else if ((joint || (w & 1) != 0) && w >> 8 >= leftRest) jumps--;
    }
    store<i8>(lanes + lane, jumps);
  }
}

/** Which of the sixteen bytes at `at` are not 0, a bit each. */
// @ts-ignore: decorator
@inline
function notZero(at: usize): i32 {
  if (ASC_FEATURE_SIMD) return i8x16.bitmask(i8x16.ne(v128.load(at), i8x16.splat(0)));
  let found = 0;
  for (let i = 0; i < 16; i++) found |= i32(load<u8>(at + <usize>i) != 0) << i;
  return found;
}

/** The largest of the sixteen bytes at `at`. */
// @ts-ignore: decorator
@inline
function largestByte(at: usize): i32 {
  if (ASC_FEATURE_SIMD) {
    let all = v128.load(at);
    all = i8x16.max_u(all, v128.shuffle<u64>(all, all, 1, 0));
    all = i8x16.max_u(all, i64x2.shr_u(all, 32));
    all = i8x16.max_u(all, i64x2.shr_u(all, 16));
    all = i8x16.max_u(all, i64x2.shr_u(all, 8));
    return <i32>i8x16.extract_lane_u(all, 0);
  }
  let largest: u8 = 0;
  for (let i: usize = 0; i < 16; i++) largest = max(largest, load<u8>(at + i));
  return largest;
}

/** Adds the jumps in `lanes` to the nets of `count` walkers. */
// @ts-ignore: decorator
@inline
function addJumps(net: usize, count: i32): void {
  if (ASC_FEATURE_SIMD && count == 16) {
    const low = v128.load_ext<i8>(lanes);
    const high = v128.load_ext<i8>(lanes, 8);
    v128.store(net, i32x4.add(v128.load(net), v128.extend_low<i16>(low)));
    v128.store(net, i32x4.add(v128.load(net, 16), v128.extend_high<i16>(low)), 16);
    v128.store(net, i32x4.add(v128.load(net, 32), v128.extend_low<i16>(high)), 32);
    v128.store(net, i32x4.add(v128.load(net, 48), v128.extend_high<i16>(high)), 48);
    return;
  }
  for (let lane: usize = 0; lane < <usize>count; lane++) {
    const at = net + (lane << 2);
    store<i32>(at, load<i32>(at) + <i32>load<i8>(lanes + lane));
  }
}
