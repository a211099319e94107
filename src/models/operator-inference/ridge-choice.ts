import { numericalFailure, throwIfAborted } from "../../errors.js";
import type { RunControl } from "../../types.js";
import { integrate, rungeKutta } from "../field-baselines/integrate.js";
import { addRow, leastSquares, solveRidge } from "../field-baselines/ridge.js";
import type { SmoothedSignal } from "../multiscale-sde/savitzky-golay.js";
import { features, quadraticFeatures, quadraticRates } from "./quadratic.js";

/** Trajectories of coefficients, each [time][d]. */
export interface RidgeData {
  readonly training: readonly SmoothedSignal[];
  /** Those that are forecast. */
  readonly held: readonly Float64Array[];
}

/** How trajectories are forecast. */
export interface RidgeOptions {
  readonly d: number;
  /** Between snapshots. */
  readonly timeStep: number;
  /** Longest step of a forecast. */
  readonly step: number;
}

/** Operators, and the ridges that they were found with. */
export interface RidgeChoice {
  readonly weights: Float64Array;
  readonly linear: number;
  readonly quadratic: number;
  /** Mean square of the forecasts' deviations. */
  readonly error: number;
}

/** Ridges that are tried, beside coefficients of order 1. */
const linearGrid = [1e-10, 1e-8, 1e-6, 1e-5, 1e-4, 1e-3];
const quadraticGrid = [1e-10, 1e-8, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1];

/** Snapshots of a forecast that are compared. */
const compared = 100;

/** Mean square of what forecasts from the first snapshots miss; infinite if one diverges. */
function rolloutError(
  weights: Float64Array,
  held: readonly Float64Array[],
  { d, timeStep, step }: RidgeOptions,
): number {
  let [squares, count] = [0, 0];
  for (const path of held) {
    const last = path.length / d - 1;
    const stride = Math.max(1, Math.floor(last / compared));
    const wanted = Array.from({ length: Math.floor(last / stride) }, (_, k) => (k + 1) * stride);
    const times = Float64Array.from(wanted, (t) => t * timeStep);
    const advance = rungeKutta(quadraticRates(weights, d), d);
    const start = path.slice(0, d);
    const integration = { start, advance, longest: () => step };
    const { states, divergedAt } = integrate(integration, { from: 0, times });
    if (divergedAt >= 0) return Infinity;
    for (const [k, t] of wanted.entries()) {
      for (let i = 0; i < d; i++) {
        const off = states[k * d + i] - path[t * d + i];
        squares += off * off;
      }
    }
    count += wanted.length;
  }
  return squares / count;
}

/**
 * The operators whose forecasts of the held trajectories miss least, over a grid of ridges.
 *
 * @throws NumericalFailure if the forecasts of all of them diverge; Interrupted
 */
export function chooseRidge(
  { training, held }: RidgeData,
  options: RidgeOptions,
  { signal, onProgress }: RunControl = {},
): RidgeChoice {
  const { d } = options;
  const n = quadraticFeatures(d);
  const sums = leastSquares(n, d);
  const x = new Float64Array(n);
  for (const { mean, rate } of training) {
    for (let at = 0; at < mean.length; at += d) {
      features(mean.subarray(at, at + d), d, x);
      addRow(sums, x, rate.subarray(at, at + d));
    }
  }
  let best: RidgeChoice | undefined;
  const total = linearGrid.length * quadraticGrid.length;
  let done = 0;
  for (const linear of linearGrid) {
    for (const quadratic of quadraticGrid) {
      throwIfAborted(signal, "the fit");
      onProgress?.({ phase: "ridge", done: done++, total });
      const ridge = Float64Array.from({ length: n }, (_, i) => (i <= d ? linear : quadratic));
      const weights = solveRidge(sums, ridge);
      const error = rolloutError(weights, held, options);
      if (error < (best?.error ?? Infinity)) best = { weights, linear, quadratic, error };
    }
  }
  if (best === undefined) {
    const recover = "Set fewer modes, or give more trajectories.";
    const state = "the forecasts of all ridges diverge";
    throw numericalFailure("operator inference", total, state, recover);
  }
  return best;
}
