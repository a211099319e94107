import type { Kernel } from "../kernel/instantiate.js";
import { openStream } from "../kernel/random.js";
import { walkersPlace } from "../kernel/walkers.js";
import type { Grid } from "../types.js";

/** Offset of the step in the second id of the streams that place walkers; forecasts use lower ids. */
const liftPurpose = 0x80000000;

/**
 * Positions of walkers, uniform within their bins, bin after bin. The random numbers depend on the seed, the
 * draw and the step alone.
 *
 * @param counts shape [bin]
 * @returns shape [walker], float32, each in the bin it is counted in
 */
export function placeWalkers(
  kernel: Kernel,
  grid: Grid,
  counts: Uint32Array,
  seed: number,
  draw: number,
  step: number,
): Float32Array {
  let walkers = 0;
  for (const count of counts) walkers += count;
  const { arena } = kernel;
  const mark = arena.mark();
  try {
    const stream = openStream(kernel, seed, draw, liftPurpose + step);
    const bins = arena.u32(counts.length);
    const places = arena.f64(walkers);
    bins.view.set(counts);
    walkersPlace(kernel, stream, bins, grid.domain, places);
    return toFloat32(places.view, grid, counts);
  } finally {
    arena.release(mark);
  }
}

/** The nearest float32 may lie beyond the bin's edge: the next one inwards is then taken. */
function toFloat32(places: Float64Array, grid: Grid, counts: Uint32Array): Float32Array {
  const [low, high] = grid.domain;
  const { bins } = grid;
  const inverseWidth = 1 / (high - low);
  // At least the distance of neighbouring float32 anywhere in the domain.
  const nudge = Math.max(Math.abs(low), Math.abs(high)) / 2 ** 23;
  const position = Float32Array.from(places);
  for (let j = 0, i = 0; j < counts.length; j++) {
    for (let end = i + counts[j]; i < end; i++) {
      const inBins = (position[i] - low) * inverseWidth * bins;
      if (inBins < j) position[i] = places[i] + nudge;
      else if (inBins >= j + 1) position[i] = places[i] - nudge;
    }
  }
  return position;
}
