/**
 * A law X' = f(X) + noise on the shares X of the walkers in the bins: X sums to about 1, and is a density where
 * it is positive.
 */
export interface DensityLaw {
  /**
   * Means f(X) of the next states. Columns are samples: `states` and `out` are [bin][column] and do not overlap.
   * What becomes of a column depends on that column alone, to the last bit.
   */
  advance(states: Float64Array, columns: number, out: Float64Array): void;
  /** What the first step does instead, where it is another, as after walkers were placed. */
  readonly first?: DensityLaw["advance"] | undefined;
  /** Standard deviation of the noise in each bin. */
  readonly noise: number;
  /**
   * Whether the mean over the bins is taken out of the noise, so that mass is kept to rounding; what is left is
   * scaled to the same standard deviation.
   */
  readonly conserving: boolean;
}
