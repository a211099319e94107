import { invalidParameter } from "../errors.js";
import type { Kernel } from "../kernel/instantiate.js";
import { openStream, splitEvenly } from "../kernel/random.js";

/** Second id of the streams that split bins; no step of a forecast has it. */
const splitPurpose = 0xffffffff;
/** Finer counts that the kernel holds at a time, which bounds the memory it takes. */
const chunkValues = 2 ** 18;
/** Most counts, or numbers of states, that an ensemble may hold. */
export const mostValues = 2 ** 30;

function multiples(bins: number): string {
  return `${2 * bins}, ${3 * bins}, ${4 * bins}, ...`;
}

function divisors(bins: number): string {
  const found: number[] = [];
  for (let d = 1; d <= bins; d++) if (bins % d === 0) found.push(d);
  return found.join(", ");
}

/**
 * How many finer bins go into a bin.
 *
 * @throws InvalidParameter unless `finer` is a multiple of `bins`
 */
export function refinement(bins: number, finer: number): number {
  const factor = finer / bins;
  if (!Number.isSafeInteger(finer) || !Number.isInteger(factor) || factor < 1) {
    const expected = `a multiple of the ${bins} bins there are (${multiples(bins)}; coarsen() gives fewer)`;
    throw invalidParameter("bins", expected, finer);
  }
  return factor;
}

/**
 * How many bins go into a coarser one.
 *
 * @throws InvalidParameter unless `coarser` divides `bins`
 */
export function coarsening(bins: number, coarser: number): number {
  const factor = bins / coarser;
  if (!Number.isSafeInteger(coarser) || coarser < 1 || !Number.isInteger(factor)) {
    const expected = `a divisor of the ${bins} bins there are (${divisors(bins)}; rebin() gives more)`;
    throw invalidParameter("bins", expected, coarser);
  }
  return factor;
}

/** Sums of `factor` neighbouring counts. */
export function coarsenCounts(counts: Uint32Array, factor: number): Uint32Array {
  if (factor === 1) return counts;
  const coarse = new Uint32Array(counts.length / factor);
  for (let j = 0, i = 0; j < coarse.length; j++) {
    let sum = 0;
    for (let end = i + factor; i < end; i++) sum += counts[i];
    coarse[j] = sum;
  }
  return coarse;
}

/**
 * Counts on a grid `factor` times finer, every walker uniform within its bin. The random numbers depend on
 * the seed and the number of finer bins alone.
 *
 * @throws InvalidParameter if the finer counts are more than an array can hold
 */
export function refineCounts(
  kernel: Kernel,
  counts: Uint32Array,
  factor: number,
  seed: number,
  bins: number,
): Uint32Array {
  if (counts.length * factor > mostValues) {
    const expected = `at most ${Math.floor((mostValues / counts.length / factor) * bins)} for so many draws and steps`;
    throw invalidParameter("bins", expected, bins);
  }
  const fine = new Uint32Array(counts.length * factor);
  const chunk = Math.min(counts.length, Math.max(1, Math.floor(chunkValues / factor)));
  const { arena } = kernel;
  const mark = arena.mark();
  try {
    const stream = openStream(kernel, seed, bins, splitPurpose);
    for (let at = 0; at < counts.length; at += chunk) {
      const inner = arena.mark();
      const size = Math.min(chunk, counts.length - at);
      const coarse = arena.u32(size);
      const split = arena.u32(size * factor);
      coarse.view.set(counts.subarray(at, at + size));
      splitEvenly(kernel, stream, coarse, factor, split);
      fine.set(split.view, at * factor);
      arena.release(inner);
    }
  } finally {
    arena.release(mark);
  }
  return fine;
}
