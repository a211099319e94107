import { throwIfAborted } from "../../errors.js";
import type { PathTimes, StatePath } from "../field-baselines/state-law.js";

/** States that have grown by this factor are taken as diverged. */
const farthest = 1e3;

/**
 * The path of an affine map of one step, linear in time between its steps.
 *
 * @param map [d + 1][d], the offset last
 * @throws Interrupted
 */
export function repeatMap(
  map: Float64Array,
  step: number,
  start: Float64Array,
  { from, times }: PathTimes,
  signal?: AbortSignal,
): StatePath {
  const d = start.length;
  const states = new Float64Array(times.length * d).fill(Number.NaN);
  const bound = farthest * (start.reduce((most, x) => Math.max(most, Math.abs(x)), 0) || 1);
  const mapped = (c: Float64Array) => {
    const next = map.slice(d * d);
    for (let i = 0; i < d; i++) for (let k = 0; k < d; k++) next[k] += c[i] * map[i * d + k];
    return next;
  };
  let [here, next, done] = [start, mapped(start), 0];
  for (const [t, time] of times.entries()) {
    throwIfAborted(signal, "the forecast");
    // A time that is a whole number of steps to rounding is one.
    const elapsed = (time - from) / step;
    const whole = Math.floor(elapsed + 1e-6);
    const share = Math.max(0, elapsed - whole);
    for (; done < whole; done++) {
      [here, next] = [next, mapped(next)];
      if (!here.every((x) => Math.abs(x) < bound)) return { states, divergedAt: t };
    }
    const path = states.subarray(t * d, (t + 1) * d);
    for (let k = 0; k < d; k++)
      path[k] = here[k] + (share < 1e-6 ? 0 : share * (next[k] - here[k]));
    if (!path.every(Number.isFinite)) {
      path.fill(Number.NaN);
      return { states, divergedAt: t };
    }
  }
  return { states, divergedAt: -1 };
}
