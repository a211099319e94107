import type { Kernel } from "../../kernel/load.js";
import type { Compared } from "./calibration-factor.js";
import type { ComparedPath } from "./compared-path.js";
import type { NoiseFactors } from "./dispersion-growth.js";
import type { LatentEvaluator } from "./evaluate.js";
import type { FieldCodec, LatentStart } from "./form.js";
import { type LatentEquation, simulateLatent } from "./simulate-latent.js";
import type { TrainingDistance } from "./training-distance.js";

/** How forecasts are compared with trajectories. */
export interface ComparisonOptions {
  /** The latent equation with its noise multiplied by some factors. */
  readonly equation: (factors: NoiseFactors) => LatentEquation;
  readonly evaluator: LatentEvaluator;
  readonly codec: FieldCodec;
  readonly recognise: (field: Float32Array) => LatentStart;
  /** See `representation.ts`, [...space]. */
  readonly representation: Float32Array;
  readonly step: number;
  /** The training time. */
  readonly duration: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a trajectory is compared with. */
export interface ComparedWith {
  readonly factors: NoiseFactors;
  /** Variance that starts alone make, of the same times and places; none if all of the spread is theirs. */
  readonly begun?: Float64Array | undefined;
  readonly distance?: TrainingDistance | undefined;
}

/** A trajectory beside its ensemble. */
export interface ComparedTrajectory {
  readonly compared: Compared;
  /** Of its forecast from the training states: root mean square over times and draws; 1 where it is not asked for. */
  readonly distance: number;
}

const draws = 16;
/** Points that are compared. */
const comparedPlaces = 100;

/** Mean about `truth`, and variance, of some numbers: about it, so that nothing is lost in a difference of squares. */
function momentsAbout(truth: number, values: ArrayLike<number>, from: number, stride: number) {
  let [sum, squares] = [0, 0];
  for (let c = 0; c < draws; c++) {
    const off = values[from + c * stride] - truth;
    sum += off;
    squares += off * off;
  }
  const mean = sum / draws;
  return { mean, variance: Math.max(0, squares - draws * mean * mean) / (draws - 1) };
}

/** The ensemble from the start of a trajectory, its noise multiplied by some factors, beside the trajectory. */
export async function compareEnsemble(
  kernel: Kernel,
  { start, from, times, smoothed, leftover }: ComparedPath,
  options: ComparisonOptions,
  { factors, begun: known, distance }: ComparedWith,
): Promise<ComparedTrajectory> {
  const { equation, evaluator, codec, recognise, representation, duration, step, seed, signal } =
    options;
  const state = recognise(start);
  const {
    states,
    divergedAt,
    grown: growing,
  } = await simulateLatent(kernel, equation(factors), {
    ...{ start: state, from, times, step, draws, seed },
    ...{ signal, during: "the fit" },
  });
  const size = state.mean.length * draws;
  const points = start.length;
  const count = Math.min(points, comparedPlaces);
  const places = Int32Array.from({ length: count }, (_, i) => Math.floor((i * points) / count));
  const [error, spread, begun, missed, noise, grown, elapsed] = Array.from(
    { length: 7 },
    () => new Float64Array(times.length * count),
  );
  let [squares, seen] = [0, 0];
  for (let t = 0; t < times.length; t++) {
    if (divergedAt.some((at) => at >= 0 && at <= t)) {
      // What diverges is too wide, whatever it covers.
      spread.fill(Infinity, t * count, (t + 1) * count);
      continue;
    }
    const at = states.subarray(t * size, (t + 1) * size);
    const fields = codec.fields(evaluator.decode(at, draws), draws, places);
    const growth = growing[t] * growing[t];
    for (const d of distance?.(at, draws) ?? []) squares += d * d;
    seen += draws;
    for (let x = 0; x < count; x++) {
      const to = t * count + x;
      const truth = smoothed[t * points + places[x]];
      const { mean, variance } = momentsAbout(truth, fields, x, count);
      error[to] = mean;
      begun[to] = Math.min(variance, known?.[to] ?? variance);
      spread[to] = variance - begun[to];
      missed[to] = growth * representation[places[x]] * representation[places[x]];
      noise[to] = leftover[t];
      grown[to] = growth;
      elapsed[to] = (times[t] - from) / duration;
    }
  }
  const compared = { error, spread, begun, missed, noise, grown, elapsed };
  return { compared, distance: distance && seen > 0 ? Math.sqrt(squares / seen) : 1 };
}
