import type { Synthetic } from "../../simulate/synthetic.js";

/** The coefficients that made the data, by name; zero for all other features. */
export function trueCoefficients(
  system: Synthetic,
  names: readonly string[],
): ReadonlyMap<string, number> {
  const law = new Map(
    system.parameters.law.map(([monomial, value]) => [`m=${monomial.join(",")}`, value]),
  );
  return new Map(names.map((name) => [name, law.get(name) ?? 0]));
}

/** The coarse state one step after `state`, without the law's noise; [bin]. */
export function nextState({ parameters }: Synthetic, state: Float64Array): Float64Array {
  const bins = state.length;
  const mean = state.reduce((sum, x) => sum + x, 0) / bins;
  const at = (j: number) => state[((j % bins) + bins) % bins] - mean;
  return state.map((_, j) =>
    parameters.law.reduce(
      (sum, [monomial, coefficient]) =>
        sum + monomial.reduce((product, m) => product * at(j + m), coefficient),
      0,
    ),
  );
}
