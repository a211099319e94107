import type { Kernel } from "../../kernel/load.js";
import { type Compared, calibrationFactor, explained, shareErrors } from "./calibration-factor.js";
import type { ComparedPath } from "./compared-path.js";
import type { LatentEvaluator } from "./evaluate.js";
import type { FieldCodec, LatentStart } from "./form.js";
import { type LatentEquation, simulateLatent } from "./simulate-latent.js";

/** How forecasts are compared with trajectories. */
export interface CalibrationOptions {
  /** The latent equation with its noise multiplied by a factor. */
  readonly equation: (factor: number) => LatentEquation;
  readonly evaluator: LatentEvaluator;
  readonly codec: FieldCodec;
  readonly recognise: (field: Float32Array) => LatentStart;
  /** See `representation.ts`, [...space]. */
  readonly representation: Float32Array;
  readonly step: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
}

const draws = 16;
const mostIterations = 3;
/** Change of the factor at which it is taken as found. */
const tolerance = 0.1;
/** Largest factor, and its inverse the smallest. */
const most = 1000;
/** Points that are compared. */
const comparedPlaces = 100;

/** What calibration found. */
export interface Calibrated {
  /** On s and Psi. */
  readonly factor: number;
  /** On the deviation of what the decoder misses, and on the root of the floor. */
  readonly widening: number;
  /** Variance that errors of the field have everywhere. */
  readonly floor: number;
}

/** The ensemble from the start of a trajectory, its noise multiplied by a factor, beside the trajectory. */
async function compare(
  kernel: Kernel,
  { start, from, times, smoothed, leftover }: ComparedPath,
  { equation, evaluator, codec, recognise, representation, step, seed, signal }: CalibrationOptions,
  factor: number,
): Promise<Compared> {
  const state = recognise(start);
  const { states, divergedAt } = await simulateLatent(kernel, equation(factor), {
    ...{ start: state, from, times, step, draws, seed },
    ...{ signal, during: "the fit" },
  });
  const size = state.mean.length * draws;
  const points = start.length;
  const count = Math.min(points, comparedPlaces);
  const places = Int32Array.from({ length: count }, (_, i) => Math.floor((i * points) / count));
  const [error, spread, missed, noise] = [0, 1, 2, 3].map(
    () => new Float64Array(times.length * count),
  );
  for (let t = 0; t < times.length; t++) {
    if (divergedAt.some((at) => at >= 0 && at <= t)) {
      // What diverges is too wide, whatever it covers.
      spread.fill(Infinity, t * count, (t + 1) * count);
      continue;
    }
    const decoded = evaluator.decode(states.subarray(t * size, (t + 1) * size), draws);
    const fields = codec.fields(decoded, draws, places);
    for (let x = 0; x < count; x++) {
      const truth = smoothed[t * points + places[x]];
      let [sum, squares] = [0, 0];
      for (let c = 0; c < draws; c++) {
        // About the truth, so that nothing is lost in the difference of squares.
        const off = fields[c * count + x] - truth;
        sum += off;
        squares += off * off;
      }
      const mean = sum / draws;
      const at = t * count + x;
      error[at] = mean;
      spread[at] = Math.max(0, squares - draws * mean * mean) / (draws - 1);
      missed[at] = representation[places[x]] * representation[places[x]];
      noise[at] = leftover[t];
    }
  }
  return { error, spread, missed, noise };
}

/**
 * The factor on s and Psi with which ensembles from the starts of trajectories cover them, within two standard deviations, as often
 * as a normal distribution would. The learned noise is that of a bound, and too wide or too narrow in forecasts.
 *
 * First the errors are shared out between the spread of the ensemble and what is the same everywhere; then both are widened for
 * what differs from one trajectory to the next. Spread is all but proportional to the noise, so that a factor is read off one
 * comparison; a few rounds take care of the rest.
 *
 * @param held trajectories that were not trained on
 * @param trained some that were: they tell how differently trajectories are forecast
 * @throws Interrupted
 */
export async function calibrateDispersion(
  kernel: Kernel,
  held: readonly ComparedPath[],
  trained: readonly ComparedPath[],
  options: CalibrationOptions,
): Promise<Calibrated> {
  let [factor, widening, floor] = [1, 1, 0];
  for (let i = 0; i < mostIterations; i++) {
    const all: Compared[] = [];
    for (const path of [...held, ...trained])
      all.push(await compare(kernel, path, options, factor));
    const [unseen, seen] = [all.slice(0, held.length), all.slice(held.length)];
    const shares = shareErrors(unseen);
    const whole = (one: Compared) => explained(one, shares);
    widening = calibrationFactor(unseen.map(whole), seen.map(whole));
    floor = shares.floor;
    const ratio = shares.factor * widening;
    factor = Math.min(Math.max(factor * ratio, 1 / most), most);
    if (Math.abs(ratio - 1) < tolerance) break;
  }
  return { factor, widening, floor };
}
