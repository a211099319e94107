import { checkFieldSequence, type FieldSource } from "../../dataset/field-source.js";
import { throwIfAborted } from "../../errors.js";
import type { Kernel } from "../../kernel/load.js";
import type { LatentEvaluator } from "./evaluate.js";
import type { FieldCoding } from "./form.js";
import type { MultiscaleSdeParameters } from "./parameters.js";
import { savitzkyGolayWeights, smooth } from "./savitzky-golay.js";
import { type LatentEquation, simulateLatent } from "./simulate-latent.js";

/** A trajectory that was not trained on. */
export interface ValidationPath {
  /** Latent state of its first snapshot, [d]. */
  readonly start: Float64Array;
  readonly from: number;
  readonly times: Float64Array;
  /** Points at which the forecast is compared. */
  readonly places: Int32Array;
  /** The field there, smoothed in time: all but free of observation noise, [time][place]. */
  readonly reference: Float32Array;
}

/** How forecasts of it are compared. */
export interface CalibrationOptions {
  readonly equation: LatentEquation;
  readonly evaluator: LatentEvaluator;
  readonly coding: FieldCoding;
  readonly step: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
}

/** Share of a normal distribution within two standard deviations. */
const wanted = 0.9545;
const draws = 32;
const mostIterations = 8;
/** Change of the factor at which it is taken as found. */
const tolerance = 0.02;
/** Largest factor, and its inverse the smallest. */
const most = 1000;
/** Times and places that are compared. */
const comparedTimes = 50;
const comparedPlaces = 256;

/** A trajectory of the source as the calibration compares it. @throws InvalidData */
export async function validationPath(
  source: FieldSource,
  index: number,
  coding: FieldCoding,
  { window, degree }: MultiscaleSdeParameters,
): Promise<ValidationPath> {
  const sequence = await source.sequence(index);
  checkFieldSequence(sequence, source, index);
  const { time } = source;
  const observed = coding.observe(sequence.field);
  const q = observed.length / time.length;
  const points = sequence.field.length / time.length;
  const timeStep = (time[time.length - 1] - time[0]) / (time.length - 1);
  const { mean } = smooth(observed, q, timeStep, savitzkyGolayWeights({ window, degree }));
  const stride = Math.max(1, Math.floor((time.length - 1) / comparedTimes));
  const chosen = Array.from(time.keys()).filter((t) => t > 0 && t % stride === 0);
  const count = Math.min(points, comparedPlaces);
  const places = Int32Array.from({ length: count }, (_, i) => Math.floor((i * points) / count));
  const reference = new Float32Array(chosen.length * count);
  chosen.forEach((t, k) => {
    const field = coding.fields(mean.slice(t * q, (t + 1) * q), 1, places);
    reference.set(field, k * count);
  });
  return {
    start: coding.encode(sequence.field.slice(0, points)),
    from: time[0],
    times: Float64Array.from(chosen, (t) => time[t]),
    places,
    reference,
  };
}

/**
 * How many times two standard deviations of the ensemble the reference is off its mean, at each time and place that the ensemble
 * reaches without diverging.
 */
function deviations(
  kernel: Kernel,
  path: ValidationPath,
  { equation, evaluator, coding, step, seed }: CalibrationOptions,
  factor: number,
): number[] {
  const { start, from, times, places, reference } = path;
  const scaled = {
    drift: equation.drift,
    scale: equation.scale.map((x) => factor * x),
    dispersion: equation.dispersion.map((x) => factor * x),
  };
  const request = { start, from, times, step, draws, seed };
  const { states, divergedAt } = simulateLatent(kernel, scaled, request);
  const size = start.length * draws;
  const count = places.length;
  const found: number[] = [];
  for (let t = 0; t < times.length; t++) {
    // What diverges is too wide, whatever it covers.
    if (divergedAt.some((at) => at >= 0 && at <= t)) {
      for (let x = 0; x < count; x++) found.push(0);
      continue;
    }
    const decoded = evaluator.decode(states.subarray(t * size, (t + 1) * size), draws);
    const fields = coding.fields(decoded, draws, places);
    for (let x = 0; x < count; x++) {
      const truth = reference[t * count + x];
      let [sum, squares] = [0, 0];
      for (let c = 0; c < draws; c++) {
        // About the truth, so that nothing is lost in the difference of squares.
        const off = fields[c * count + x] - truth;
        sum += off;
        squares += off * off;
      }
      const mean = sum / draws;
      const variance = Math.max(0, squares - draws * mean * mean) / (draws - 1);
      found.push(Math.abs(mean) / (2 * Math.sqrt(variance) + 1e-30));
    }
  }
  return found;
}

/**
 * The factor on s and Psi with which ensembles from the starts of some trajectories cover them, within two standard deviations, as
 * often as a normal distribution would. The learned noise is that of a bound, and too wide or too narrow in forecasts.
 *
 * Spread is all but proportional to the noise: the factor that would do is read off the quantile of the deviations, a few times.
 *
 * @throws Interrupted
 */
export function calibrateDispersion(
  kernel: Kernel,
  paths: readonly ValidationPath[],
  options: CalibrationOptions,
): number {
  let factor = 1;
  for (let i = 0; i < mostIterations; i++) {
    throwIfAborted(options.signal, "the fit");
    const all = paths.flatMap((path) => deviations(kernel, path, options, factor));
    const sorted = Float64Array.from(all).sort();
    const ratio = sorted[Math.min(sorted.length - 1, Math.floor(wanted * sorted.length))];
    const next = Math.min(Math.max(factor * ratio, 1 / most), most);
    // What diverged gave 0: then a half is tried.
    factor = ratio > 0 ? next : Math.max(factor / 2, 1 / most);
    if (Math.abs(ratio - 1) < tolerance) break;
  }
  return factor;
}
