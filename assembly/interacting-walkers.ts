// Interacting walkers one by one on a lattice: the law of interacting-counts.ts, identities kept. A walker
// is the site it is on, i32; how often it went round the lattice is not kept.

import { setThresholds } from "./interacting-counts";
import { fillBits } from "./random";

/** Blocks of random bits made at a time, a word for each of four walkers. */
const chunkBlocks: i32 = 256;
const bits: usize = memory.data(4096, 16);

/**
 * `steps` micro steps of n walkers; see {@link interactingCounts} for the law. `counts`, u32, holds the
 * walkers per site and is kept so. scratch: as there.
 */
export function interactingWalkers(
  state: usize, walkers: usize, n: i32, counts: usize, steps: i32, sites: i32, width: i32,
  centred: bool, ahead: i32, scale: f64, rightLaw: usize, leftLaw: usize, scratch: usize,
): void {
  const room = ((<usize>sites + 15) & ~15) << 2;
  const right = scratch;
  const left = right + room;
  const sight = left + room;
  memory.fill(scratch, 0, 2 * room);
  for (let step = 0; step < steps; step++) {
    setThresholds(
      state, counts, sites, width, centred, ahead, scale, rightLaw, leftLaw, right, left, sight,
    );
    jump(state, walkers, n, counts, sites, right, left);
  }
}

/** One jump of every walker; counts them where they land. */
// @ts-ignore: decorator
@inline
function jump(
  state: usize, walkers: usize, n: i32, counts: usize, sites: i32, right: usize, left: usize,
): void {
  memory.fill(counts, 0, (<usize>sites) << 2);
  const chunk = 4 * chunkBlocks;
  const last = sites - 1;
  for (let done = 0; done < n; done += chunk) {
    const count = min(chunk, n - done);
    fillBits(state, bits, (count + 3) >> 2);
    const at = walkers + ((<usize>done) << 2);
    const bytes = (<usize>count) << 2;
    for (let i: usize = 0; i < bytes; i += 4) {
      const from = load<i32>(at + i);
      const place = (<usize>from) << 2;
      const w = load<u32>(bits + i);
      let to = from + i32(w < load<u32>(right + place)) - i32(~w < load<u32>(left + place));
      to = select<i32>(0, to, to > last);
      to = select<i32>(last, to, to < 0);
      store<i32>(at + i, to);
      const landed = counts + ((<usize>to) << 2);
      store<u32>(landed, load<u32>(landed) + 1);
    }
  }
}
