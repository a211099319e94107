// Walkers on a periodic lattice, kept as counts of its cells: a leap splits each count over the outcomes
// of the displacement law, at a cost that hardly grows with the walkers.

import { aliasDraw } from "./alias";
import { drawBinomial } from "./counts";

// Expected walkers of an outcome below which drawing each is cheaper than a binomial: 3 ns against 35.
const few: f64 = 16;

// Walkers drawn at a time.
const chunk: u32 = 1024;
const draws: usize = memory.data(4096, 16);

// @ts-ignore: decorator
@inline
function add(out: usize, cells: i32, cell: i32, shift: i32, count: u32): void {
  let target = cell + shift;
  if (target >= cells) target -= cells;
  const at = out + ((<usize>target) << 2);
  store<u32>(at, load<u32>(at) + count);
}

/**
 * Moves every walker by one draw of the law: out[(cell + shift) mod cells] gains the walkers of
 * counts[cell] that take that shift. A count is split by conditional binomials, outcome by outcome; once
 * the next outcome expects few walkers, those left are drawn one by one from the law of the outcomes left.
 *
 * counts, out: u32, [cells]. By outcome, the likeliest first: `splits`, f64, its probability among those
 * from it on, 1 for the last; `shifts`, i32, from 0 to cells - 1. `tails`: for every `stride`-th outcome
 * the alias table (alias.ts) of those from it on, as
 *
 *     | address u32 | logSize i32 |
 */
export function latticeLeap(
  state: usize, counts: usize, cells: i32, splits: usize, shifts: usize, tails: usize, stride: i32,
  out: usize,
): void {
  memory.fill(out, 0, (<usize>cells) << 2);
  for (let cell = 0; cell < cells; cell++) {
    let left = load<u32>(counts + ((<usize>cell) << 2));
    let tail = tails;
    let untilTail = 0;
    for (let outcome = 0; left > 0; outcome++) {
      const p = load<f64>(splits + ((<usize>outcome) << 3));
      if (untilTail == 0) {
        if (<f64>left * p < few) {
          drawEach(state, cells, cell, left, outcome, tail, shifts, out);
          break;
        }
        untilTail = stride;
        tail += 8;
      }
      untilTail--;
      const k = <u32>drawBinomial(state, <f64>left, p);
      add(out, cells, cell, load<i32>(shifts + ((<usize>outcome) << 2)), k);
      left -= k;
    }
  }
}

/** Moves `count` walkers of a cell by draws from a tail of the law. */
function drawEach(
  state: usize, cells: i32, cell: i32, count: u32, first: i32, tail: usize, shifts: usize, out: usize,
): void {
  for (; count > 0; ) {
    const n = min(count, chunk);
    aliasDraw(state, load<u32>(tail), load<i32>(tail, 4), first, draws, n, false);
    const end = draws + ((<usize>n) << 2);
    for (let at = draws; at < end; at += 4) {
      add(out, cells, cell, load<i32>(shifts + ((<usize>load<i32>(at)) << 2)), 1);
    }
    count -= n;
  }
}
