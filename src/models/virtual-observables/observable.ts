import type { Tensor } from "../../autodiff/tensor.js";
import { invalidData, invalidParameter } from "../../errors.js";

/**
 * A virtual observable: c(X) was "observed" to be 0 with variance sigma_c^2 at every coarse time (Kaltenbach &
 * Koutsourelakis 2020, Eq. 6-8), which adds log N(0 | c(X), sigma_c^2 I) to the likelihood.
 *
 * States reach it as shares X of the walkers, [bin, column], one column for each state.
 */
export interface VirtualObservable {
  readonly name: string;
  /** What it looks at: a state X_t, or a step, which is X_t and X_{t+1}. */
  readonly of: "state" | "step";
  /** Values of c for one state or step. */
  readonly size: number;
  /** Variance sigma_c^2 of the observation, above 0: the tolerance. */
  readonly tolerance: number;
  /** c, [size, column], recorded on the states' tape. */
  record(state: Tensor, next?: Tensor): Tensor;
  /** Where c = target - weights X, which gives expectations in closed form: weights [size][bin]. */
  readonly linear?: { readonly weights: Float64Array; readonly target: Float64Array };
}

/** @throws InvalidParameter unless the variance is positive and finite */
export function checkTolerance(name: string, tolerance: number): void {
  if (!(tolerance > 0 && Number.isFinite(tolerance))) {
    const expected = "a positive, finite variance (0 would leave no state possible)";
    throw invalidParameter(`tolerance of the virtual observable "${name}"`, expected, tolerance);
  }
}

/** @throws InvalidParameter for the tolerance; InvalidData for weights of other bins than there are */
export function checkObservable(
  { name, size, tolerance, linear }: VirtualObservable,
  bins: number,
): void {
  checkTolerance(name, tolerance);
  if (linear === undefined || linear.weights.length === size * bins) return;
  const expected = `${size} x ${bins} weights: its size, for each bin`;
  throw invalidData(`virtual observable "${name}"`, expected, `${linear.weights.length}`);
}

/**
 * Records a virtual observable and checks what it gives.
 *
 * @throws InvalidData if it is not of the shape it declares; InvalidParameter for the tolerance
 */
export function recordObservable(
  observable: VirtualObservable,
  state: Tensor,
  next?: Tensor,
): Tensor {
  const { name, size } = observable;
  checkObservable(observable, state.rows);
  const c = observable.record(state, next);
  if (c?.rows !== size || c.columns !== state.columns) {
    throw invalidData(
      `virtual observable "${name}"`,
      `a tensor of ${size} x ${state.columns}: its size, for each state`,
      c?.rows === undefined ? String(c) : `${c.rows} x ${c.columns}`,
    );
  }
  return c;
}
