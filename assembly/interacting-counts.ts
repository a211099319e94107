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
import { lanes, mostOneByOne, oneByOne, widen } from "./one-by-one";
import { fillBits } from "./random";
import { forgetBits, leftKept, rightKept, sixteenBinomials } from "./site-binomial";

const block: usize = memory.data(16, 16);
/** Of sixteen sites: walkers that do not jump right, and thresholds of jumps left for these. */
const stayed: usize = memory.data(64, 16);
const shares: usize = memory.data(64, 16);

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
  } else if (largest <= mostOneByOne) {
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
  sixteenBinomials(state, counts, right, rightKept, jumpRight);
  if (!twoWays) return;
  for (let i: usize = 0; i < 64; i += 4) {
    // Of those that do not jump right.
    const share = <f64>load<u32>(left + i) / (4294967296.0 - <f64>load<u32>(right + i));
    store<u32>(stayed + i, load<u32>(counts + i) - load<u32>(jumpRight + i));
    store<u32>(shares + i, <u32>(share * 4294967296.0 + 0.5));
  }
  sixteenBinomials(state, stayed, shares, leftKept, jumpLeft);
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
