import { invalidData, invalidParameter } from "../errors.js";
import type { Kernel } from "../kernel/instantiate.js";
import { gammaProbability } from "./gamma-probability.js";

/**
 * How many of n draws lie below a truth, 0..n. Where the truth is one more draw from the same law, every
 * rank has probability 1 / (n + 1). Draws equal to the truth come before or after it by chance, as counts of
 * walkers have ties: with e of them, u chooses one of e + 1 places.
 *
 * @param u uniform on [0, 1), and independent of everything else
 * @throws InvalidData for a truth or a draw that is NaN
 */
export function randomisedRank(truth: number, draws: ArrayLike<number>, u: number): number {
  let below = 0;
  let equal = 0;
  for (let k = 0; k < draws.length; k++) {
    if (draws[k] < truth) below++;
    else if (draws[k] === truth) equal++;
    else if (!(draws[k] > truth)) {
      throw invalidData("draws and truth to rank", "numbers", `${draws[k]} and ${truth}`);
    }
  }
  return below + Math.floor(u * (equal + 1));
}

/**
 * How many ranks fall into each of equal cells of 0..draws, shape [cell].
 *
 * @throws InvalidParameter unless the draws + 1 ranks divide evenly into the cells; InvalidData for a rank
 *   that is none
 */
export function rankHistogram(ranks: ArrayLike<number>, draws: number, cells: number): Uint32Array {
  const width = (draws + 1) / cells;
  if (!(cells >= 1 && Number.isInteger(cells) && Number.isInteger(width))) {
    throw invalidParameter("cells", `a divisor of the ${draws + 1} ranks`, cells);
  }
  const histogram = new Uint32Array(cells);
  for (let i = 0; i < ranks.length; i++) {
    const rank = ranks[i];
    if (!(Number.isInteger(rank) && rank >= 0 && rank <= draws)) {
      throw invalidData("rank", `an integer of 0..${draws}`, `${rank}`);
    }
    histogram[Math.floor(rank / width)]++;
  }
  return histogram;
}

/** Pearson's test of equal cells. */
export interface UniformityTest {
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  /** Probability of a larger chi-square where all cells are equally likely. */
  readonly pValue: number;
}

/**
 * Tests whether independent values are equally likely to fall into each cell: sum (n_c - n/C)^2 / (n/C) is
 * nearly a chi-square with C - 1 degrees of freedom where five or more are expected in a cell.
 *
 * @param histogram values in each cell, shape [cell]
 * @throws InvalidData if there are fewer than two cells, or fewer than five values to a cell
 */
export function testUniformity(kernel: Kernel, histogram: ArrayLike<number>): UniformityTest {
  const cells = histogram.length;
  let total = 0;
  for (let c = 0; c < cells; c++) total += histogram[c];
  const expected = total / cells;
  if (cells < 2 || !(expected >= 5)) {
    throw invalidData(
      "histogram to test",
      "two cells or more, and five values to a cell",
      `${total} values in ${cells} cells`,
      "Use fewer cells, or more values.",
    );
  }
  let chiSquare = 0;
  for (let c = 0; c < cells; c++) {
    const excess = histogram[c] - expected;
    chiSquare += (excess * excess) / expected;
  }
  const degreesOfFreedom = cells - 1;
  const { above } = gammaProbability(kernel, degreesOfFreedom / 2, chiSquare / 2);
  return { chiSquare, degreesOfFreedom, pValue: above };
}
