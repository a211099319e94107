import { external } from "../../../autodiff/external.js";
import { invalidData } from "../../../errors.js";
import { checkTolerance, type VirtualObservable } from "../observable.js";

/** A constraint written in plain JavaScript, with its derivative. */
export interface ConstraintFunction {
  readonly name: string;
  readonly size: number;
  readonly tolerance: number;
  /** c(X) of one state, shape [size]. */
  value(state: Float64Array): ArrayLike<number>;
  /** J(X)^T w, shape [bin]: the gradient of w . c(X). */
  pullback(state: Float64Array, w: Float64Array): ArrayLike<number>;
}

/** @throws InvalidData unless there are `length` finite values */
function checkValues(what: string, values: ArrayLike<number>, length: number): void {
  const bad =
    values?.length === length
      ? Array.prototype.findIndex.call(values, (value) => !Number.isFinite(value))
      : -2;
  if (bad === -1) return;
  const received = bad === -2 ? `${values?.length} values` : `${values[bad]} at index ${bad}`;
  throw invalidData(what, `${length} finite values`, received);
}

/**
 * A virtual observable from a function of one state: any differentiable constraint.
 *
 * @throws InvalidParameter for the tolerance; InvalidData, when it is evaluated, if the function or its
 *   pullback gives another number of values, or one that is not finite
 *
 * @example
 * // energy sum X^2 = .05
 * observableFromFunction({
 *   name: "energy", size: 1, tolerance: 1e-8,
 *   value: (x) => [x.reduce((sum, v) => sum + v * v, -.05)],
 *   pullback: (x, [w]) => x.map((v) => 2 * w * v),
 * });
 */
export function observableFromFunction(given: ConstraintFunction): VirtualObservable {
  const { name, size, tolerance } = given;
  checkTolerance(name, tolerance);
  return {
    name,
    of: "state",
    size,
    tolerance,
    record(state) {
      const { rows: bins, columns } = state;
      const x = new Float64Array(bins);
      const w = new Float64Array(size);
      const what = `virtual observable "${name}"`;
      const take = (from: ArrayLike<number>, into: Float64Array, column: number) => {
        for (let j = 0; j < into.length; j++) into[j] = from[j * columns + column];
      };
      return external([state], size, columns, {
        forward([states], output) {
          for (let column = 0; column < columns; column++) {
            take(states, x, column);
            const c = given.value(x);
            checkValues(what, c, size);
            for (let i = 0; i < size; i++) output[i * columns + column] = c[i];
          }
        },
        backward([states], _, outputGradient, [gradient]) {
          for (let column = 0; column < columns; column++) {
            take(states, x, column);
            take(outputGradient, w, column);
            const pulled = given.pullback(x, w);
            checkValues(`${what}: its pullback`, pulled, bins);
            for (let j = 0; j < bins; j++) gradient[j * columns + column] += pulled[j];
          }
        },
      });
    },
  };
}
