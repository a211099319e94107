import { invalidData, invalidParameter } from "../errors.js";

/**
 * Throws unless two-bin probabilities are defined: both bins there, and two walkers at least.
 *
 * @throws InvalidParameter, InvalidData
 */
export function checkPair(first: number, second: number, bins: number, walkers: number): void {
  for (const [name, bin] of Object.entries({ first, second })) {
    if (!Number.isInteger(bin) || bin < 0 || bin >= bins) {
      throw invalidParameter(name, `a bin of 0..${bins - 1}`, bin);
    }
  }
  if (walkers < 2) {
    throw invalidData("walkers of a two-bin probability", "at least 2", `${walkers}`);
  }
}

/**
 * Probability that of two distinct walkers drawn at random the one is in bin `first` and the other in
 * `second`: m_1 m_2 / (n (n - 1)), and m (m - 1) / (n (n - 1)) for one and the same bin. For walkers that are
 * independent given the density its expectation is the product of the bins' probabilities.
 *
 * @param counts walkers per bin, the row of one state beginning at `row`
 */
export function twoBinProbability(
  counts: Uint32Array,
  row: number,
  first: number,
  second: number,
  walkers: number,
): number {
  const m = counts[row + first];
  const other = first === second ? m - 1 : counts[row + second];
  // An empty bin gives -0 on the diagonal, and + 0 makes it 0.
  return (m * other) / (walkers * (walkers - 1)) + 0;
}
