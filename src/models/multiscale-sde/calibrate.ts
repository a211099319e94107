import type { Kernel } from "../../kernel/load.js";
import type { LatentEvaluator } from "./evaluate.js";
import { type LatentEquation, simulateLatent } from "./simulate-latent.js";

/** A trajectory that was not trained on. */
export interface ValidationPath {
  /** Latent state of its first snapshot, [d]. */
  readonly start: Float64Array;
  readonly from: number;
  readonly times: Float64Array;
  /** The trajectory at those times, smoothed in time: all but free of observation noise, [time][q]. */
  readonly reference: Float64Array;
}

/** How forecasts of it are compared. */
export interface CalibrationOptions {
  readonly equation: LatentEquation;
  readonly evaluator: LatentEvaluator;
  /** Values at some places of the observations, [place][q]. */
  readonly places: Float64Array;
  readonly step: number;
  readonly seed: number;
}

/** Share of a normal distribution within two standard deviations. */
const wanted = 0.9545;
const draws = 32;
const halvings = 12;
/** Largest factor, and its inverse the smallest. */
const most = 32;

/** Share of places and times at which the reference is within two standard deviations of the ensemble's mean. */
function coverage(
  kernel: Kernel,
  path: ValidationPath,
  { equation, evaluator, places, step, seed }: CalibrationOptions,
  factor: number,
): number {
  const { start, from, times, reference } = path;
  const q = reference.length / times.length;
  const scaled = {
    drift: equation.drift,
    scale: equation.scale.map((x) => factor * x),
    dispersion: equation.dispersion.map((x) => factor * x),
  };
  const request = { start, from, times, step, draws, seed };
  const { states, divergedAt } = simulateLatent(kernel, scaled, request);
  // What diverges is too wide, whatever it covers.
  if (divergedAt.some((at) => at >= 0)) return 1;
  const size = start.length * draws;
  const count = places.length / q;
  let covered = 0;
  for (let t = 0; t < times.length; t++) {
    const decoded = evaluator.decode(states.subarray(t * size, (t + 1) * size), draws);
    for (let x = 0; x < count; x++) {
      let [sum, squares, truth] = [0, 0, 0];
      for (let k = 0; k < q; k++) truth += places[x * q + k] * reference[t * q + k];
      for (let c = 0; c < draws; c++) {
        let u = 0;
        for (let k = 0; k < q; k++) u += places[x * q + k] * decoded[k * draws + c];
        // About the truth, so that nothing is lost in the difference of squares.
        sum += u - truth;
        squares += (u - truth) * (u - truth);
      }
      const mean = sum / draws;
      const variance = (squares - draws * mean * mean) / (draws - 1);
      if (mean * mean <= 4 * variance) covered++;
    }
  }
  return covered / (times.length * count);
}

/**
 * The factor on s and Psi with which the ensemble from the start of a trajectory covers it, within two standard deviations, as
 * often as a normal distribution would. The learned noise is that of a bound, and too wide or too narrow in forecasts.
 */
export function calibrateDispersion(
  kernel: Kernel,
  paths: readonly ValidationPath[],
  options: CalibrationOptions,
): number {
  let [low, high] = [1 / most, most];
  for (let i = 0; i < halvings; i++) {
    const middle = Math.sqrt(low * high);
    let sum = 0;
    for (const path of paths) sum += coverage(kernel, path, options, middle);
    if (sum / paths.length > wanted) high = middle;
    else low = middle;
  }
  return Math.sqrt(low * high);
}
