import { invalidParameter, throwIfAborted } from "../../errors.js";
import { breathe } from "../../parallel/breathe.js";
import type { RunControl } from "../../types.js";

/** f of many states side by side: `states` and `out` are [d][column] and do not overlap. */
export type Drift = (states: Float64Array, out: Float64Array) => void;

/** What is integrated: dz = f(z) dt + Psi d beta, one path in each column. */
export interface PathProblem {
  readonly drift: Drift;
  /** [d][column] */
  readonly start: Float64Array;
  readonly columns: number;
  /** Psi, [d]; none for the mean equation. */
  readonly dispersion?: Float64Array | undefined;
  /** Standard normals of a step, [d][column]; asked for once a step, in order. */
  readonly normals?: ((step: number) => Float64Array) | undefined;
  /** What the noise of a step is multiplied by, from the states at its beginning, [d][column]; 1 by default. */
  readonly growth?: ((states: Float64Array) => number) | undefined;
}

/** When, and how. */
export interface PathRequest extends RunControl {
  /** Time of the start. */
  readonly from: number;
  /** Times wanted, none before the start, rising. */
  readonly times: Float64Array;
  /** Length of a step. */
  readonly step: number;
  /** What is interrupted where the signal fires; "the forecast" by default. */
  readonly during?: string | undefined;
}

/** Paths at the times that were asked for. */
export interface Paths {
  /** [time][d][column]; NaN where a path has diverged. */
  readonly states: Float64Array;
  /** First time, as an index, at which a path has left the finite numbers; -1 for one that has not. */
  readonly divergedAt: Int32Array;
}

/** States beyond this are taken as diverged: latent states are of order 1. */
const farthest = 1e6;
/** Steps between two looks at the signal. */
const breath = 50;

function checkRequest({ from, times, step }: PathRequest): void {
  if (!(step > 0 && step < Infinity)) throw invalidParameter("step", "a positive number", step);
  if (!Number.isFinite(from)) throw invalidParameter("from", "a finite time", from);
  let last = from;
  for (const [k, time] of times.entries()) {
    if (!Number.isFinite(time) || time < last || (k > 0 && time === last)) {
      throw invalidParameter("times", `finite, rising, none before the start at ${from}`, time);
    }
    last = time;
  }
}

/** Where a column has no finite number of moderate size. */
function markDiverged(states: Float64Array, columns: number, diverged: Uint8Array): void {
  for (let i = 0; i < states.length; i++) {
    if (!(Math.abs(states[i]) < farthest)) diverged[i % columns] = 1;
  }
}

/**
 * Steps of the classical Runge-Kutta method (order 4) for the drift, with the noise of a step added at its end: of strong order
 * 1 for noise that does not depend on the state, and free of the error that a plain Euler step makes in the drift. Between
 * steps the paths are those of the method's continuous extension (order 3; Hairer, Norsett & Wanner, II.6), the noise
 * falling in evenly. The steps begin at the start and do not depend on the times asked for.
 *
 * @throws InvalidParameter for the times or the step; Interrupted if the signal fires
 */
export async function integratePaths(problem: PathProblem, request: PathRequest): Promise<Paths> {
  checkRequest(request);
  const { drift, start, columns, dispersion, normals, growth } = problem;
  const { from, times, step: h, signal, onProgress, during = "the forecast" } = request;
  const steps = times.length > 0 ? Math.ceil((times[times.length - 1] - from) / h - 1e-9) : 0;
  const size = start.length;
  const state = start.slice();
  const [k1, k2, k3, k4, at] = Array.from({ length: 5 }, () => new Float64Array(size));
  const kick = new Float64Array(size);
  const states = new Float64Array(times.length * size);
  const diverged = new Uint8Array(columns);
  const divergedAt = new Int32Array(columns).fill(-1);
  const root = Math.sqrt(h);
  const shifted = (k: Float64Array, by: number) => {
    for (let i = 0; i < size; i++) at[i] = state[i] + by * k[i];
    return at;
  };
  markDiverged(state, columns, diverged);
  let done = 0;
  for (let n = 0; done < times.length; n++) {
    if (n % breath === 0) {
      throwIfAborted(signal, during);
      onProgress?.({ phase: "forecast", done: n, total: Math.max(steps, n) });
      await breathe();
    }
    drift(state, k1);
    drift(shifted(k1, h / 2), k2);
    drift(shifted(k2, h / 2), k3);
    drift(shifted(k3, h), k4);
    if (dispersion !== undefined && normals !== undefined) {
      const drawn = normals(n);
      const grown = root * (growth?.(state) ?? 1);
      for (let i = 0; i < size; i++) {
        kick[i] = grown * dispersion[Math.floor(i / columns)] * drawn[i];
      }
    }
    const advance = (theta: number, to: Float64Array) => {
      const [a, b] = [theta * theta, theta * theta * theta];
      const w1 = h * (theta - 1.5 * a + (2 / 3) * b);
      const w2 = h * (a - (2 / 3) * b);
      const w4 = h * ((2 / 3) * b - 0.5 * a);
      for (let i = 0; i < size; i++) {
        to[i] = state[i] + w1 * k1[i] + w2 * (k2[i] + k3[i]) + w4 * k4[i] + theta * kick[i];
      }
    };
    // A time that is the end of this step to rounding belongs to it.
    const end = from + (n + 1) * h;
    for (; done < times.length && times[done] <= end + 1e-9 * h; done++) {
      const theta = Math.min(1, (times[done] - (from + n * h)) / h);
      const to = states.subarray(done * size, (done + 1) * size);
      advance(theta, to);
      markDiverged(to, columns, diverged);
      for (let c = 0; c < columns; c++) {
        if (!diverged[c]) continue;
        if (divergedAt[c] < 0) divergedAt[c] = done;
        for (let i = c; i < size; i += columns) to[i] = Number.NaN;
      }
    }
    advance(1, state);
    markDiverged(state, columns, diverged);
  }
  return { states, divergedAt };
}
