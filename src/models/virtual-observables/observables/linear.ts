import { dense } from "../../../autodiff/products.js";
import { invalidData } from "../../../errors.js";
import { checkTolerance, type VirtualObservable } from "../observable.js";

/** A linear balance, such as a mass, a momentum, or a moment. */
export interface LinearBalance {
  readonly name: string;
  /** Weights of the bins' shares, [size][bin]. */
  readonly weights: Float64Array;
  /** What weights X is observed to be, [size]. */
  readonly target: Float64Array;
  readonly tolerance: number;
}

/**
 * The virtual observable c(X) = target - weights X. Its expectations are taken in closed form.
 *
 * @throws InvalidData if the weights are not [size][bin], or a value is not finite; InvalidParameter for the tolerance
 *
 * @example
 * // mean position of the walkers known to within .01
 * linearObservable({ name: "mean", weights: binCentres(grid), target: Float64Array.of(0), tolerance: 1e-4 });
 */
export function linearObservable(balance: LinearBalance): VirtualObservable {
  const { name, weights, target, tolerance } = balance;
  checkTolerance(name, tolerance);
  const size = target.length;
  const bins = weights.length / size;
  const what = `virtual observable "${name}"`;
  if (size === 0 || bins === 0 || !Number.isInteger(bins)) {
    const expected = `weights for each of ${size} values`;
    throw invalidData(what, expected, `${weights.length} weights`);
  }
  for (const [values, which] of [
    [weights, "weights"],
    [target, "targets"],
  ] as const) {
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw invalidData(what, `finite ${which}`, `${values[bad]} at index ${bad}`);
  }
  return {
    name,
    of: "state",
    size,
    tolerance,
    linear: { weights, target },
    record(state) {
      const { tape } = state;
      const negative = tape.input(
        size,
        bins,
        weights.map((weight) => -weight),
      );
      return dense(negative, state, tape.input(size, 1, target));
    },
  };
}

/** Total mass 1 of every state: Eq. 18 of Kaltenbach & Koutsourelakis 2020. */
export function massObservable(bins: number, tolerance: number): VirtualObservable {
  return linearObservable({
    name: "mass",
    weights: new Float64Array(bins).fill(1),
    target: Float64Array.of(1),
    tolerance,
  });
}
