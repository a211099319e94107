// Draws from a law on 0, 1, ..., n - 1, n at most 255, by one look-up of 16 random bits: the condensed
// table of Marsaglia, Tsang & Wang 2004, made exact.
//
// Of 2^14 bytes, floor(2^14 p_i) hold outcome i; the few left over hold 255, for undecided. What they stand
// for is the law r_i = 2^14 p_i - floor(2^14 p_i), up to scale, kept as an alias table (alias.ts):
//
//     | byte 0 | ... | byte 16383 | cell 0 | ... | cell 2^logSize - 1 |     cells of 8 bytes

import { aliasBuild, aliasPick } from "./alias";
import { fillBits } from "./random";

const logBytes: i32 = 14;
const tableBytes: usize = 1 << logBytes;
const undecided: u8 = 255;

/** Blocks of random bits made at a time, 8 draws from each. */
const chunkBlocks: i32 = 256;
const bits: usize = memory.data(4096, 16);
/** What the draws of a chunk look up. */
const found: usize = memory.data(2048, 16);
/** Words for what is undecided. */
const block: usize = memory.data(16, 16);

/**
 * The table of n <= 255 probabilities. 2^logSize >= n. `scratch`: n f64, then what {@link aliasBuild} wants.
 */
export function condensedBuild(
  probabilities: usize, n: i32, logSize: i32, table: usize, scratch: usize,
): void {
  let sum: f64 = 0;
  for (let i = 0; i < n; i++) sum += load<f64>(probabilities + ((<usize>i) << 3));
  const scale = <f64>(1 << logBytes) / sum;
  memory.fill(table, undecided, tableBytes);
  let at = table;
  const end = table + tableBytes;
  let rests: f64 = 0;
  for (let i = 0; i < n; i++) {
    const expected = load<f64>(probabilities + ((<usize>i) << 3)) * scale;
    // Rounding must not fill more bytes than there are.
    const whole = min(Math.floor(expected), <f64>(end - at));
    store<f64>(scratch + ((<usize>i) << 3), expected - whole);
    rests += expected - whole;
    memory.fill(at, <u8>i, <usize>whole);
    at += <usize>whole;
  }
  // Where nothing is left over no draw ever comes to the rests.
  if (rests == 0) store<f64>(scratch, 1);
  aliasBuild(scratch, n, logSize, table + tableBytes, scratch + ((<usize>n) << 3));
}

/** out[i] += first + draw from the table, i32. */
export function condensedAdd(
  state: usize, table: usize, logSize: i32, first: i32, out: usize, n: i32,
): void {
  const rests = table + tableBytes;
  const chunk = 8 * chunkBlocks;
  let word: usize = 16;
  for (let done = 0; done < n; done += chunk) {
    const count = min(chunk, n - done);
    fillBits(state, bits, (count + 7) >> 3);
    lookUp(table, count);
    for (let i = 0; i < count; i += 16) {
      let lanes = undecidedOf(found + <usize>i) & ((1 << min(16, count - i)) - 1);
      for (; lanes != 0; lanes &= lanes - 1) {
        if (word == 16) {
          fillBits(state, block, 1);
          word = 0;
        }
        const draw = aliasPick(state, rests, logSize, load<u32>(block + word));
        word += 4;
        store<u8>(found + <usize>i + <usize>ctz(lanes), <u8>draw);
      }
    }
    addFound(first, out + ((<usize>done) << 2), count);
  }
}

/** found[i] = what the 14 low bits of the i-th 16 lead to; in whole eights. */
// @ts-ignore: decorator
@inline
function lookUp(table: usize, count: i32): void {
  const end = (<usize>count + 7) & ~7;
  const mask: u32 = (1 << logBytes) - 1;
  for (let i: usize = 0; i < end; i += 8) {
    const at = bits + (i << 1);
    store<u8>(found + i, load<u8>(table + (<usize>load<u16>(at) & mask)));
    store<u8>(found + i, load<u8>(table + (<usize>load<u16>(at, 2) & mask)), 1);
    store<u8>(found + i, load<u8>(table + (<usize>load<u16>(at, 4) & mask)), 2);
    store<u8>(found + i, load<u8>(table + (<usize>load<u16>(at, 6) & mask)), 3);
    store<u8>(found + i, load<u8>(table + (<usize>load<u16>(at, 8) & mask)), 4);
    store<u8>(found + i, load<u8>(table + (<usize>load<u16>(at, 10) & mask)), 5);
    store<u8>(found + i, load<u8>(table + (<usize>load<u16>(at, 12) & mask)), 6);
    store<u8>(found + i, load<u8>(table + (<usize>load<u16>(at, 14) & mask)), 7);
  }
}

/** Which of sixteen bytes are undecided, a bit each. */
// @ts-ignore: decorator
@inline
function undecidedOf(at: usize): i32 {
  if (ASC_FEATURE_SIMD) return i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(-1)));
  let lanes = 0;
  for (let i = 0; i < 16; i++) lanes |= i32(load<u8>(at + <usize>i) == undecided) << i;
  return lanes;
}

// @ts-ignore: decorator
@inline
function addFour(at: usize, first: v128, draws: v128): void {
  v128.store(at, i32x4.add(i32x4.add(v128.load(at), first), draws));
}

// @ts-ignore: decorator
@inline
function addFound(first: i32, out: usize, count: i32): void {
  let i: usize = 0;
  const end = <usize>count;
  if (ASC_FEATURE_SIMD) {
    const base = i32x4.splat(first);
    for (; i + 16 <= end; i += 16) {
      const low = v128.load_ext<u8>(found + i);
      const high = v128.load_ext<u8>(found + i, 8);
      const at = out + (i << 2);
      addFour(at, base, v128.extend_low<i16>(low));
      addFour(at + 16, base, v128.extend_high<i16>(low));
      addFour(at + 32, base, v128.extend_low<i16>(high));
      addFour(at + 48, base, v128.extend_high<i16>(high));
    }
  }
  for (; i < end; i++) {
    const at = out + (i << 2);
    store<i32>(at, load<i32>(at) + first + <i32>load<u8>(found + i));
  }
}
