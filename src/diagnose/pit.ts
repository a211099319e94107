/** Where observations lie in the distribution forecast for them. */
export interface Pit {
  /** Fraction of the probability integral transform in each of equal cells of [0, 1]; flat if calibrated. */
  readonly histogram: Float64Array;
  /** Its distribution function at the cells' edges 0, 1/cells, ..., 1; shape [cells + 1]. */
  readonly ecdf: Float64Array;
}

/** Cells of the histogram. */
export const pitCells = 20;

/**
 * Adds the probability integral transform (PIT) of observations to a histogram: 1 for each.
 *
 * Counts have ties, so the PIT is not randomised but spread evenly, as by Czado, Gneiting & Held (2009):
 * over [P(x < y), P(x <= y)] for a known distribution. With n members it is spread over
 * [b / (n + 1), (b + e + 1) / (n + 1)], b members being below and e equal to the observation, which is
 * uniform on average for every n if the observation is one more draw from the same law.
 *
 * @param members ascending
 * @param observed ascending
 * @param histogram added to, shape [cell]
 */
export function addPit(members: Uint32Array, observed: Uint32Array, histogram: Float64Array): void {
  const n = members.length;
  const cells = histogram.length;
  let below = 0;
  let notAbove = 0;
  for (let k = 0; k < observed.length; k++) {
    const y = observed[k];
    while (below < n && members[below] < y) below++;
    while (notAbove < n && members[notAbove] <= y) notAbove++;
    const from = (below * cells) / (n + 1);
    const to = ((notAbove + 1) * cells) / (n + 1);
    const density = 1 / (to - from);
    for (let cell = Math.floor(from); cell < to && cell < cells; cell++) {
      histogram[cell] += (Math.min(to, cell + 1) - Math.max(from, cell)) * density;
    }
  }
}

/** Distribution function of a histogram at its cells' edges, from 0 to 1; shape [cells + 1]. */
export function pitEcdf(histogram: ArrayLike<number>): Float64Array {
  const ecdf = new Float64Array(histogram.length + 1);
  for (let cell = 0; cell < histogram.length; cell++) ecdf[cell + 1] = ecdf[cell] + histogram[cell];
  const total = ecdf[histogram.length];
  return total > 0 ? ecdf.map((value) => value / total) : ecdf;
}

/** The PIT of a histogram that {@link addPit} filled. */
export function pitOf(histogram: Float64Array): Pit {
  const ecdf = pitEcdf(histogram);
  return {
    histogram: Float64Array.from(histogram, (_, cell) => ecdf[cell + 1] - ecdf[cell]),
    ecdf,
  };
}
