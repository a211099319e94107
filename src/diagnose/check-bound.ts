import { invalidData, invalidParameter } from "../errors.js";

/** Whether a trace of the evidence lower bound rises, as coordinate ascent guarantees. */
export interface BoundCheck {
  /** Largest fall from one iteration to the next within a segment, in nats; 0 if it never falls. */
  readonly largestDecrease: number;
  /** Iteration that the largest fall leads to, -1 if there is none. */
  readonly index: number;
  /** Whether no fall exceeds what rounding explains. */
  readonly monotone: boolean;
  /** Largest fall put down to rounding, in nats. */
  readonly tolerance: number;
}

/** How {@link checkBound} reads a trace. */
export interface BoundCheckOptions {
  /** Iterations at which the bound begins anew because what it bounds has changed, such as when features
   * are removed or data is added. A fall into such an iteration does not count. */
  readonly segments?: readonly number[] | undefined;
  /** Rounding allowed, as a fraction of the largest value in the trace; 1e-9 by default. */
  readonly rounding?: number | undefined;
}

/**
 * Looks for falls in a trace of the evidence lower bound.
 *
 * @param bound value after each iteration, in nats
 * @throws InvalidData for a value that is not finite; InvalidParameter for a segment outside the trace
 */
export function checkBound(bound: ArrayLike<number>, options: BoundCheckOptions = {}): BoundCheck {
  const { segments = [], rounding = 1e-9 } = options;
  if (!(rounding >= 0)) throw invalidParameter("rounding", "a number of at least 0", rounding);
  for (const start of segments) {
    if (!Number.isInteger(start) || start < 0 || start > bound.length) {
      throw invalidParameter("segments", `iterations of 0..${bound.length}`, start);
    }
  }
  const begins = new Set(segments);
  let largest = 0;
  let largestDecrease = 0;
  let index = -1;
  for (let i = 0; i < bound.length; i++) {
    if (!Number.isFinite(bound[i])) {
      throw invalidData("bound", "finite values", `${bound[i]} at iteration ${i}`);
    }
    largest = Math.max(largest, Math.abs(bound[i]));
    const decrease = i > 0 && !begins.has(i) ? bound[i - 1] - bound[i] : 0;
    if (decrease > largestDecrease) {
      largestDecrease = decrease;
      index = i;
    }
  }
  const tolerance = rounding * largest;
  return { largestDecrease, index, monotone: largestDecrease <= tolerance, tolerance };
}
