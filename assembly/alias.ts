// Draws from any law on 0, 1, ..., n - 1 in constant time.

import { fillBits } from "./random";

// Blocks of random bits made at a time, 4 draws from each.
const chunkBlocks: i32 = 256;
const bits: usize = memory.data(4096, 16);
/** One block, for draws that need more bits. */
const block: usize = memory.data(16, 16);

/**
 * Alias table (Walker 1977, Vose 1991) of n probabilities, in 2^logSize >= n cells of 8 bytes:
 *
 *     | threshold u32 | alias u32 |
 *
 * Cell i is reached with probability 2^-logSize and gives i with probability threshold / 2^32, else its
 * alias; a cell that always gives i has itself as alias. Probabilities are right to 2^-32.
 * `scratch`: 2^logSize f64 and as many i32. logSize is 1 to 24.
 */
export function aliasBuild(probabilities: usize, n: i32, logSize: i32, table: usize, scratch: usize): void {
  const size = 1 << logSize;
  const order = scratch + ((<usize>size) << 3);
  let sum: f64 = 0;
  for (let i = 0; i < n; i++) sum += load<f64>(probabilities + ((<usize>i) << 3));
  const scale = <f64>size / sum;
  // Cells in want of mass fill the order from the left, those with mass to give from the right.
  let wants = 0;
  let gives = size;
  for (let i = 0; i < size; i++) {
    const mass = i < n ? load<f64>(probabilities + ((<usize>i) << 3)) * scale : 0;
    store<f64>(scratch + ((<usize>i) << 3), mass);
    store<u32>(table + ((<usize>i) << 3), 0xffffffff);
    store<u32>(table + ((<usize>i) << 3), i, 4);
    if (mass < 1) {
      store<i32>(order + ((<usize>wants) << 2), i);
      wants++;
    } else {
      gives--;
      store<i32>(order + ((<usize>gives) << 2), i);
    }
  }
  // A giver that falls below 1 is the next to want: it stays where the last wanting cell was.
  while (wants > 0 && gives < size) {
    wants--;
    const small = load<i32>(order + ((<usize>wants) << 2));
    const large = load<i32>(order + ((<usize>gives) << 2));
    const mass = load<f64>(scratch + ((<usize>small) << 3));
    const threshold = Math.floor(mass * 4294967296.0 + 0.5);
    if (threshold < 4294967296.0) {
      store<u32>(table + ((<usize>small) << 3), <u32>threshold);
      store<u32>(table + ((<usize>small) << 3), large, 4);
    }
    const rest = load<f64>(scratch + ((<usize>large) << 3)) - (1 - mass);
    store<f64>(scratch + ((<usize>large) << 3), rest);
    if (rest < 1) {
      gives++;
      store<i32>(order + ((<usize>wants) << 2), large);
      wants++;
    }
  }
}

/**
 * The cell's answer for 32 random bits: the high logSize bits choose the cell, the others are the first
 * bits of the number held against the threshold. Where they do not decide, fresh bits follow.
 */
// @ts-ignore: decorator
@inline
export function aliasPick(state: usize, table: usize, logSize: i32, word: u32): i32 {
  const index = word >> (32 - logSize);
  const cell = load<u64>(table + ((<usize>index) << 3));
  const threshold = <u32>cell;
  let fraction = word << logSize;
  if ((fraction ^ threshold) >> logSize == 0) {
    fillBits(state, block, 1);
    fraction |= load<u32>(block) >> (32 - logSize);
  }
  return select<i32>(<i32>index, <i32>(cell >> 32), fraction < threshold);
}

/** out[i] = first + draw from the table, i32; or out[i] += that if `accumulate`. */
export function aliasDraw(
  state: usize, table: usize, logSize: i32, first: i32, out: usize, n: i32, accumulate: bool,
): void {
  const chunk = 4 * chunkBlocks;
  for (let done = 0; done < n; done += chunk) {
    const count = min(chunk, n - done);
    fillBits(state, bits, (count + 3) >> 2);
    const at = out + ((<usize>done) << 2);
    const bytes = (<usize>count) << 2;
    if (accumulate) {
      for (let i: usize = 0; i < bytes; i += 4) {
        const draw = first + aliasPick(state, table, logSize, load<u32>(bits + i));
        store<i32>(at + i, load<i32>(at + i) + draw);
      }
    } else {
      for (let i: usize = 0; i < bytes; i += 4) {
        store<i32>(at + i, first + aliasPick(state, table, logSize, load<u32>(bits + i)));
      }
    }
  }
}
