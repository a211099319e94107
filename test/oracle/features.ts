/** phi_l(X) at bin j: the product of X_{j+m} over the offsets m, periodic. */
export function featureAt(x: ArrayLike<number>, j: number, offsets: readonly number[]): number {
  const bins = x.length;
  return offsets.reduce((product, m) => product * x[(((j + m) % bins) + bins) % bins], 1);
}

/** Features of all states, shape [sequence][bin][feature]. */
export function featuresOf(
  states: Float64Array,
  bins: number,
  features: readonly { readonly offsets: readonly number[] }[],
): number[][][] {
  return Array.from({ length: states.length / bins }, (_, i) => {
    const x = states.subarray(i * bins, (i + 1) * bins);
    return Array.from({ length: bins }, (_, j) =>
      features.map(({ offsets }) => featureAt(x, j, offsets)),
    );
  });
}
