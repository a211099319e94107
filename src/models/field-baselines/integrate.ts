import { throwIfAborted } from "../../errors.js";
import type { PathTimes, StatePath } from "./state-law.js";

/** Moves a state on by h, in place. */
export type Advance = (state: Float64Array, h: number) => void;

/** Rates of change of a state. */
export type Rates = (state: Float64Array, out: Float64Array) => void;

/** How a path is integrated. */
export interface Integration {
  readonly start: Float64Array;
  readonly advance: Advance;
  /** The longest step from a state. */
  readonly longest: (state: Float64Array) => number;
}

/** States that have grown by this factor are taken as diverged. */
const farthest = 1e3;

function largest(state: Float64Array): number {
  let most = 0;
  for (const x of state) {
    if (!Number.isFinite(x)) return Number.NaN;
    most = Math.max(most, Math.abs(x));
  }
  return most;
}

/** One step of the classical Runge-Kutta method of order 4. */
export function rungeKutta(rates: Rates, size: number): Advance {
  const [k1, k2, k3, k4, at] = Array.from({ length: 5 }, () => new Float64Array(size));
  return (state, h) => {
    const shifted = (k: Float64Array, by: number) => {
      for (let i = 0; i < size; i++) at[i] = state[i] + by * k[i];
      return at;
    };
    rates(state, k1);
    rates(shifted(k1, h / 2), k2);
    rates(shifted(k2, h / 2), k3);
    rates(shifted(k3, h), k4);
    for (let i = 0; i < size; i++) state[i] += (h / 6) * (k1[i] + 2 * (k2[i] + k3[i]) + k4[i]);
  };
}

/**
 * The path of a state at some times, each of which ends a step: between two of them the steps are even, and none is longer
 * than the state allows. A path whose largest number has grown a thousandfold, or is no number, has diverged.
 *
 * @throws Interrupted
 */
export function integrate(
  { start, advance, longest }: Integration,
  { from, times }: PathTimes,
  signal?: AbortSignal,
): StatePath {
  const d = start.length;
  const states = new Float64Array(times.length * d).fill(Number.NaN);
  const state = start.slice();
  const bound = farthest * (largest(start) || 1);
  let now = from;
  for (const [k, time] of times.entries()) {
    while (now < time) {
      throwIfAborted(signal, "the forecast");
      const left = time - now;
      const count = Math.max(1, Math.ceil(left / longest(state) - 1e-9));
      advance(state, left / count);
      if (!(largest(state) < bound)) return { states, divergedAt: k };
      now = count === 1 ? time : now + left / count;
    }
    states.set(state, k * d);
  }
  return { states, divergedAt: -1 };
}
