import type { Kernel } from "../../kernel/instantiate.js";
import { log } from "../../kernel/math.js";
import { binProbabilities } from "../../simulate/initial-state.js";
import type { Synthetic } from "../../simulate/synthetic.js";
import type { Reference } from "../walkers/evaluate.js";

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

/**
 * The law that made the data, begun from the logarithms of counts, half a walker added to each: what is left
 * of its error comes from the walkers of the start.
 */
export function trueLaw(kernel: Kernel, system: Synthetic): Reference {
  return (initial, steps) => {
    let state: Float64Array = initial.map((count) => log(kernel, count + 0.5));
    return Array.from({ length: steps }, () => {
      state = nextState(system, state);
      return binProbabilities(kernel, state).map((p) => system.walkers * p);
    });
  };
}
