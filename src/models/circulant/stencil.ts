/** The stencil X'_j = sum_m w_m X_{j+m} that fits best. */
export interface Stencil {
  /** m, ascending, 0 among them. */
  readonly offsets: Int32Array;
  /** w_m, sum 1. */
  readonly weights: Float64Array;
  /** Standard deviations of the weights. */
  readonly deviations: Float64Array;
  /** Standard deviation of the law's noise in each bin. */
  readonly noise: number;
}

/** Offsets within `range`, 0 for no limit, each bin once. */
export function stencilOffsets(range: number, bins: number): Int32Array {
  const [left, right] =
    range === 0 || 2 * range + 1 > bins
      ? [Math.floor((bins - 1) / 2), Math.floor(bins / 2)]
      : [range, range];
  return Int32Array.from({ length: left + right + 1 }, (_, k) => k - left);
}

/** Weights of all offsets from those of the others than 0: the sum is 1. */
export function complete(offsets: Int32Array, others: Float64Array): Float64Array {
  let k = 0;
  const rest = others.reduce((sum, w) => sum + w, 0);
  return Float64Array.from(offsets, (m) => (m === 0 ? 1 - rest : others[k++]));
}

/** The weights as a distribution of moves, negative ones left out. */
export function movesOf(weights: Float64Array): Float64Array {
  const kept = weights.map((w) => Math.max(w, 0));
  const sum = kept.reduce((total, w) => total + w, 0);
  return kept.map((w) => w / sum);
}
