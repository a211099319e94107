// Micro steps of independent walkers, each a jump to the right with probability pRight, to the left with pLeft,
// else none. Net numbers of jumps (i32) are all that is kept; see binning.ts for places.
//
// A step draws one of 16 equally likely cells of a condensed table (Marsaglia, Tsang & Wang 2004):
//
//     | 1, right ... | 0, none ... | -1, left ... | 16, open: two cells at most |
//
// What is open is only counted. The open cells stand for what the probabilities leave over when they are cut
// to whole cells; a second table divides that in the same way, then a third, until all bits of the
// probabilities are used: they are right to 2^-32. Whenever enough is open, each table draws for it in turn.

import { fillBits } from "./random";

/** Draws whose sum fits in the lower half of a byte, shifted by 8, and their open ones in the upper half. */
const sumDraws: i32 = 7;
/** Draws whose sum fits in a byte. */
const chunkDraws: i32 = 18 * sumDraws;
/** Open steps of a walker up to which those of another chunk fit beside them. */
const mostOpen: i32 = 127;
/** At most 12 tables: each takes 3 or 4 of 36 bits. */
const tables: usize = memory.data(192, 16);
const isOpen: i8 = 16;
/** Of 32 walkers: open steps u8, and net jumps i32. */
const open: usize = memory.data(32, 16);
const nets: usize = memory.data(128, 16);
/** A block for each of 253 draws at most: the walkers' 4 bits, lower halves of the bytes first. */
const bits: usize = memory.data(4064, 16);

/** Makes the tables; gives the end of the last. */
function condense(pLeft: f64, pRight: f64): usize {
  const one: u64 = 1 << 40;
  let right = min(<u64>Math.floor(pRight * 4294967296.0 + 0.5) << 8, one);
  let left = min(<u64>Math.floor(pLeft * 4294967296.0 + 0.5) << 8, one - right);
  let none = one - right - left;
  let table = tables;
  // A cell stands for 2^cellBits of what is divided.
  let cellBits: u64 = 36;
  let decided: u64;
  do {
    const rights = right >> cellBits;
    const nones = rights + (none >> cellBits);
    decided = nones + (left >> cellBits);
    for (let i: u64 = 0; i < 16; i++) {
      store<i8>(table + <usize>i, i < rights ? 1 : i < nones ? 0 : i < decided ? -1 : isOpen);
    }
    table += 16;
    const rest = ((<u64>1) << cellBits) - 1;
    right &= rest;
    left &= rest;
    none &= rest;
    // One or two cells are left over, to be sixteen again.
    cellBits -= decided == 15 ? 4 : 3;
  } while (decided < 16);
  return table;
}

/**
 * `steps` micro steps of n walkers, in groups of 32 that share blocks of random bits. Each table after the
 * first takes as many blocks as the walker with the most open steps needs; the others sit the later ones out.
 */
export function walkersMicroSteps(
  state: usize, net: usize, n: i32, steps: i32, pLeft: f64, pRight: f64,
): void {
  const end = condense(pLeft, pRight);
  for (let first = 0; first < n; first += 32) {
    memory.fill(nets, 0, 128);
    memory.fill(open, 0, 32);
    for (let todo = steps; todo > 0; todo -= chunkDraws) {
      drawEvery(state, tables, min(chunkDraws, todo));
      let most = largestOpen();
      if (todo > chunkDraws && most <= mostOpen) continue;
      for (let table = tables + 16; table < end && most > 0; table += 16) {
        drawOpen(state, table, most);
        most = largestOpen();
      }
    }
    const count = min(32, n - first);
    for (let lane = 0; lane < count; lane++) {
      const at = net + ((<usize>(first + lane)) << 2);
      store<i32>(at, load<i32>(at) + load<i32>(nets + ((<usize>lane) << 2)));
    }
  }
}

/** Every walker draws `draws` times. */
function drawEvery(state: usize, table: usize, draws: i32): void {
  draw(state, table, draws, false);
}

/** Every walker draws for its open steps, `most` at most. */
function drawOpen(state: usize, table: usize, most: i32): void {
  draw(state, table, most, true);
}

// @ts-ignore: decorator
@inline
function draw(state: usize, table: usize, draws: i32, forOpen: bool): void {
  fillBits(state, bits, draws);
  if (ASC_FEATURE_SIMD) {
    const cells = v128.load(table);
    const half = i8x16.splat(15);
    const bias = i8x16.splat(8);
    const one = i8x16.splat(1);
    // Unsigned comparisons of turns, as signed ones.
    const flip = i8x16.splat(-128);
    let openLow = v128.load(open);
    let openHigh = v128.load(open, 16);
    const turnsLow = v128.xor(openLow, flip);
    const turnsHigh = v128.xor(openHigh, flip);
    let turn = flip;
    if (forOpen) {
      openLow = i8x16.splat(0);
      openHigh = i8x16.splat(0);
    }
    const end = bits + ((<usize>draws) << 4);
    for (let at = bits; at < end; ) {
      let low = i8x16.splat(0);
      let high = i8x16.splat(0);
      const chunkEnd = min(at + ((<usize>chunkDraws) << 4), end);
      while (at < chunkEnd) {
        let sumLow = bias;
        let sumHigh = bias;
        const stop = min(at + ((<usize>sumDraws) << 4), chunkEnd);
        for (; at < stop; at += 16) {
          const block = v128.load(at);
          let a = v128.and(block, half);
          let b = v128.and(i16x8.shr_u(block, 4), half);
          if (forOpen) {
            // Out of range, which gives 0, once none of a walker's is left.
            a = v128.or(a, i8x16.ge_s(turn, turnsLow));
            b = v128.or(b, i8x16.ge_s(turn, turnsHigh));
            turn = i8x16.add(turn, one);
          }
          sumLow = i8x16.add(sumLow, i8x16.swizzle(cells, a));
          sumHigh = i8x16.add(sumHigh, i8x16.swizzle(cells, b));
        }
        low = i8x16.add(low, i8x16.sub(v128.and(sumLow, half), bias));
        high = i8x16.add(high, i8x16.sub(v128.and(sumHigh, half), bias));
        openLow = i8x16.add(openLow, v128.and(i16x8.shr_u(sumLow, 4), half));
        openHigh = i8x16.add(openHigh, v128.and(i16x8.shr_u(sumHigh, 4), half));
      }
      addSixteen(nets, low);
      addSixteen(nets + 64, high);
    }
    v128.store(open, openLow);
    v128.store(open, openHigh, 16);
  } else {
    for (let lane: usize = 0; lane < 32; lane++) {
      const opened = load<u8>(open + lane);
      const left = drawLane(table, lane, forOpen ? <i32>opened : draws);
      store<u8>(open + lane, forOpen ? left : opened + left);
    }
  }
}

/** The draws of one walker into its net; gives the number that stay open. */
function drawLane(table: usize, lane: usize, draws: i32): u8 {
  const at = bits + (lane & 15);
  const shift = (<u32>lane >> 4) << 2;
  let net = 0;
  let opened: u8 = 0;
  for (let i = 0; i < draws; i++) {
    const cell = (<u32>load<u8>(at + ((<usize>i) << 4)) >> shift) & 15;
    const entry = load<i8>(table + <usize>cell);
    if (entry == isOpen) opened++;
    else net += entry;
  }
  const sum = nets + (lane << 2);
  store<i32>(sum, load<i32>(sum) + net);
  return opened;
}

/** Adds sixteen i8 to sixteen i32. */
// @ts-ignore: decorator
@inline
function addSixteen(at: usize, values: v128): void {
  const low = i16x8.extend_low_i8x16_s(values);
  const high = i16x8.extend_high_i8x16_s(values);
  v128.store(at, i32x4.add(v128.load(at), i32x4.extend_low_i16x8_s(low)));
  v128.store(at, i32x4.add(v128.load(at, 16), i32x4.extend_high_i16x8_s(low)), 16);
  v128.store(at, i32x4.add(v128.load(at, 32), i32x4.extend_low_i16x8_s(high)), 32);
  v128.store(at, i32x4.add(v128.load(at, 48), i32x4.extend_high_i16x8_s(high)), 48);
}

/** The most open steps of a walker. */
function largestOpen(): i32 {
  if (ASC_FEATURE_SIMD) {
    let most = i8x16.max_u(v128.load(open), v128.load(open, 16));
    most = i8x16.max_u(most, v128.shuffle<u64>(most, most, 1, 0));
    most = i8x16.max_u(most, i64x2.shr_u(most, 32));
    most = i8x16.max_u(most, i64x2.shr_u(most, 16));
    return <i32>i8x16.extract_lane_u(i8x16.max_u(most, i64x2.shr_u(most, 8)), 0);
  }
  let most: u8 = 0;
  for (let lane: usize = 0; lane < 32; lane++) most = max(most, load<u8>(open + lane));
  return most;
}
