// Where independent walkers start.

import { binOfFraction, turnFraction } from "./binning";
import { fillBits } from "./random";

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
