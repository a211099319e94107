// Independent walkers: each micro step a jump to the right with probability pRight, to the left with
// pLeft, else none. Net numbers of jumps (i32) are all that is kept; see binning.ts for places.

import { aliasDraw } from "./alias";
import { binOfFraction, turnFraction } from "./binning";
import { fillBits } from "./random";

// Steps between two foldings of the 8-bit net counts into the 32-bit ones.
const chunkSteps: i32 = 127;
/** Bits of a chunk of steps, 16 bytes each, for the scalar build. */
const steps8: usize = memory.data(2032, 16);
/** 8-bit results of a chunk: net, right ties, left ties of 16 walkers. */
const lanes: usize = memory.data(48, 16);
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
 * `steps` micro steps of n walkers. A step of 16 walkers takes one block, 8 bits each.
 *
 * With w uniform on 32 bits a walker goes right if w < R and left if w >= L, R = 2^32 pRight and
 * L = 2^32 (1 - pLeft). The 8 high bits decide unless they equal those of R or L. Such ties are only
 * counted, and 24 more bits decide each after the chunk. The high bits are drawn as signed bytes, their
 * top bit flipped, for which the comparison is one instruction.
 */
export function walkersMicroSteps(
  state: usize, net: usize, n: i32, steps: i32, pLeft: f64, pRight: f64,
): void {
  const right = min(<u64>Math.floor(pRight * 4294967296.0 + 0.5), <u64>0x100000000);
  const left = max(0x100000000 - <u64>Math.floor(pLeft * 4294967296.0 + 0.5), right);
  // 2^32 itself counts as the byte 255 and the rest 2^24.
  const rightByte = <u32>min(right >> 24, <u64>255);
  const leftByte = <u32>min(left >> 24, <u64>255);
  const rightRest = <u32>(right - ((<u64>rightByte) << 24));
  const leftRest = <u32>(left - ((<u64>leftByte) << 24));
  for (let first = 0; first < n; first += 16) {
    const count = min(16, n - first);
    for (let todo = steps; todo > 0; todo -= chunkSteps) {
      stepSixteen(state, min(chunkSteps, todo), <i8>(rightByte ^ 128), <i8>(leftByte ^ 128));
      settle(state, net + ((<usize>first) << 2), count, rightByte == leftByte, rightRest, leftRest);
    }
  }
}

/** Up to 127 steps of 16 walkers: sure net jumps and ties into `lanes`. */
// @ts-ignore: decorator
@inline
function stepSixteen(state: usize, steps: i32, rightByte: i8, leftByte: i8): void {
  if (ASC_FEATURE_SIMD) {
    const rightEdge = i8x16.splat(rightByte);
    const leftEdge = i8x16.splat(leftByte);
    let s0 = v128.load(state);
    let s1 = v128.load(state, 16);
    let s2 = v128.load(state, 32);
    let s3 = v128.load(state, 48);
    let sure = i8x16.splat(0);
    let rightTies = i8x16.splat(0);
    let leftTies = i8x16.splat(0);
    for (let i = 0; i < steps; i++) {
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
      sure = i8x16.sub(sure, i8x16.lt_s(b, rightEdge));
      sure = i8x16.add(sure, i8x16.gt_s(b, leftEdge));
      rightTies = i8x16.sub(rightTies, i8x16.eq(b, rightEdge));
      leftTies = i8x16.sub(leftTies, i8x16.eq(b, leftEdge));
    }
    v128.store(state, s0);
    v128.store(state, s1, 16);
    v128.store(state, s2, 32);
    v128.store(state, s3, 48);
    v128.store(lanes, sure);
    v128.store(lanes, rightTies, 16);
    v128.store(lanes, leftTies, 32);
  } else {
    fillBits(state, steps8, steps);
    const end = steps8 + ((<usize>steps) << 4);
    for (let lane: usize = 0; lane < 16; lane++) {
      let sure = 0;
      let rightTies = 0;
      let leftTies = 0;
      for (let at = steps8 + lane; at < end; at += 16) {
        const b = load<i8>(at);
        sure += i32(b < rightByte) - i32(b > leftByte);
        rightTies += i32(b == rightByte);
        leftTies += i32(b == leftByte);
      }
      store<i8>(lanes + lane, <i8>sure);
      store<i8>(lanes + lane, <i8>rightTies, 16);
      store<i8>(lanes + lane, <i8>leftTies, 32);
    }
  }
}

/** Adds a chunk's sure jumps to the nets and decides its ties, each with 24 bits. */
// @ts-ignore: decorator
@inline
function settle(
  state: usize, net: usize, count: i32, joint: bool, rightRest: u32, leftRest: u32,
): void {
  let word: usize = 16;
  for (let lane = 0; lane < count; lane++) {
    let jumps = <i32>load<i8>(lanes + <usize>lane);
    const rightTies = <i32>load<i8>(lanes + <usize>lane, 16);
    // With both edges in one byte a tie is of both at once.
    const leftTies = joint ? 0 : <i32>load<i8>(lanes + <usize>lane, 32);
    for (let i = 0; i < rightTies + leftTies; i++) {
      if (word == 16) {
        fillBits(state, block, 1);
        word = 0;
      }
      const rest = load<u32>(block + word) >> 8;
      word += 4;
      if (joint) jumps += i32(rest < rightRest) - i32(rest >= leftRest);
      else if (i < rightTies) jumps += i32(rest < rightRest);
      else jumps -= i32(rest >= leftRest);
    }
    const at = net + ((<usize>lane) << 2);
    store<i32>(at, load<i32>(at) + jumps);
  }
}

/**
 * Adds to each of n nets one draw of the displacement law held in an alias table (alias.ts), whose
 * first outcome is `first`: as many micro steps at once as the law stands for.
 */
export function walkersLeap(
  state: usize, net: usize, n: i32, table: usize, logSize: i32, first: i32,
): void {
  aliasDraw(state, table, logSize, first, net, n, true);
}
