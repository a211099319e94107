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
 * @throws InvalidData if the weights are not [size][bin]; InvalidParameter for the tolerance
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
  if (size === 0 || !Number.isInteger(bins) || !weights.every(Number.isFinite)) {
    const expected = `finite weights for each of ${size} values`;
    throw invalidData(`virtual observable "${name}"`, expected, `${weights.length} weights`);
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
