import { slice } from "../../autodiff/blocks.js";
import { affine } from "../../autodiff/elementwise.js";
import { createTape } from "../../autodiff/tape.js";
import { invalidData } from "../../errors.js";
import type { NetworkKernel } from "../../kernel/network/load.js";
import { recordObservable, type VirtualObservable } from "./observable.js";

/** Values and derivatives of all virtual observables at many states. */
export interface Linearised {
  /** c, [row][column], of all observables one after the other. */
  readonly value: Float64Array;
  /** dc/du, [row][bin][column]. */
  readonly jacobian: Float64Array;
}

/** Virtual observables in float64, with their derivatives by the state they are of, or the later state of a step. */
export interface Linearisation {
  /** Values of c. */
  readonly rows: number;
  /** Variance of each, [row]. */
  readonly tolerance: Float64Array;
  /**
   * @param states relative densities, [bin][column]
   * @param before states of the step before, likewise
   */
  at(states: Float64Array, before: Float64Array): Linearised;
}

/**
 * Records the observables for `columns` states. Row by row, one backward pass gives the derivatives of all columns, because
 * columns do not depend on each other.
 */
export function linearise(
  network: NetworkKernel,
  observables: readonly VirtualObservable[],
  bins: number,
  columns: number,
): Linearisation {
  const tape = createTape(network, { precision: "float64" });
  const state = tape.parameter("state", bins, columns);
  const previous = tape.input(bins, columns);
  const shares = [state, previous].map((u) => affine(u, 1 / bins, 0));
  const parts = observables.map((observable) =>
    observable.of === "step"
      ? recordObservable(observable, shares[1], shares[0])
      : recordObservable(observable, shares[0]),
  );
  const rowsOf = parts.flatMap((part) =>
    Array.from({ length: part.rows }, (_, row) =>
      part.rows === 1 ? part : slice(part, { row, rows: 1 }),
    ),
  );
  const objectives = rowsOf.map((of) => tape.minimise([{ of }]));
  const rows = rowsOf.length;
  const tolerance = Float64Array.from(
    observables.flatMap((o) => new Array<number>(o.size).fill(o.tolerance)),
  );
  return {
    rows,
    tolerance,
    at(states, before) {
      state.set(states);
      previous.set(before);
      const value = new Float64Array(rows * columns);
      const jacobian = new Float64Array(rows * bins * columns);
      objectives.forEach((objective, row) => {
        objective.differentiate();
        value.set(rowsOf[row].value, row * columns);
        jacobian.set(state.gradient, row * bins * columns);
      });
      const bad = value.findIndex((c) => !Number.isFinite(c));
      if (bad >= 0) {
        const names = observables.map(({ name }) => name).join(", ");
        const found = `${value[bad]} in value ${Math.floor(bad / columns)}`;
        throw invalidData(`virtual observables ${names}`, "finite values", found);
      }
      return { value, jacobian };
    },
  };
}
