import type { Lattice } from "../kernel/lattice-leap.js";
import type { Grid } from "../types.js";

/** Most cells of a lattice: two rows of counts are 32 MiB, a step takes some tens of milliseconds. */
export const mostCells = 2 ** 22;

/** Relative difference up to which a number is taken for a fraction: that of decimals, computed with. */
const rounding = 1e-13;

/** Longest jump, in domains: of longer ones rounding leaves too few digits of the place. */
const longestJump = 1000;

/** The fraction of least denominator that a number is up to rounding, of its continued fraction. */
function fractionOf(value: number): readonly [number, number] | undefined {
  let [p, q, pBefore, qBefore] = [1, 0, 0, 1];
  for (let rest = value; ; ) {
    const whole = Math.floor(rest);
    [p, q, pBefore, qBefore] = [whole * p + pBefore, whole * q + qBefore, p, q];
    if (q > mostCells) return undefined;
    if (Math.abs(value - p / q) <= rounding * value) return [p, q];
    rest = 1 / (rest - whole);
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/**
 * The lattice of least cells on which a jump and a bin are whole numbers of them, although neither need
 * divide the other: for jump / domain = p / q in lowest terms it has lcm(q, bins) cells. Walkers uniform
 * within bins are uniform within its cells and stay so, whence counts of cells say all of later counts.
 *
 * @returns undefined where it would have more than {@link mostCells} cells, or for jumps of over 1000 domains
 *
 * @example
 * commonLattice(3.875e-3, { domain: [-1, 1], bins: 24 }); // p / q = 31 / 16000
 * // { cells: 48000, jump: 93 }
 */
export function commonLattice(jump: number, grid: Grid): Lattice | undefined {
  const length = jump / (grid.domain[1] - grid.domain[0]);
  const fraction = length <= longestJump ? fractionOf(length) : undefined;
  if (fraction === undefined) return undefined;
  const [p, q] = fraction;
  const cells = (q / greatestCommonDivisor(q, grid.bins)) * grid.bins;
  return cells <= mostCells ? { cells, jump: p * (cells / q) } : undefined;
}
