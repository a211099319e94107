import type { FieldGrid } from "../../dataset/field-grid.js";
import type { Kernel } from "../../kernel/load.js";
import { fillNormal, openStream } from "../../kernel/random.js";
import type { DrawnStates } from "../field-model.js";
import type { ComparedPath } from "./compared-path.js";
import type { LatentEvaluator } from "./evaluate.js";
import type { FieldCodec } from "./form.js";

/** Share of the points in each dimension that variances are averaged over: they change slowly, and few snapshots tell them. */
const neighbourhood = 1 / 50;

/**
 * Sums over neighbours along each dimension of a grid, multiplied by a weight of how many there are: fewer next to a wall.
 *
 * @param values [...space]
 */
function gathered(
  values: Float64Array,
  { points, periodic }: FieldGrid,
  weight: (neighbours: number) => number,
): Float64Array {
  let from: Float64Array = values;
  let stride = 1;
  for (let i = points.length - 1; i >= 0; i--) {
    const n = points[i];
    const reach = Math.floor((n * neighbourhood) / 2);
    const to = new Float64Array(from.length);
    for (let x = 0; x < from.length; x++) {
      const at = Math.floor(x / stride) % n;
      const [first, last] = periodic
        ? [at - reach, at + reach]
        : [Math.max(at - reach, 0), Math.min(at + reach, n - 1)];
      let sum = 0;
      for (let k = first; k <= last; k++) sum += from[x + (((k + n) % n) - at) * stride];
      to[x] = weight(last - first + 1) * sum;
    }
    from = to;
    stride *= n;
  }
  return from;
}

/**
 * Standard deviation over snapshots of what the decoder misses of a field even at the right latent state, at each point. It is
 * that of the smoothed snapshots from what their own states decode to, less the noise that smoothing leaves: without it intervals
 * would have no width where the decoded field does not depend on the state.
 *
 * @returns [...space]
 */
export function representationError(
  paths: readonly ComparedPath[],
  grid: FieldGrid,
  evaluator: LatentEvaluator,
  codec: FieldCodec,
): Float32Array {
  const points = paths[0].start.length;
  const squares = new Float64Array(points);
  let snapshots = 0;
  for (const { times, smoothed, leftover } of paths) {
    for (let t = 0; t < times.length; t++) {
      const field = smoothed.slice(t * points, (t + 1) * points);
      const decoded = codec.fields(evaluator.decode(codec.encode(field), 1), 1);
      for (let x = 0; x < points; x++) {
        const off = decoded[x] - field[x];
        squares[x] += off * off - leftover[t];
      }
      snapshots++;
    }
  }
  return Float32Array.from(
    gathered(squares, grid, (count) => 1 / count),
    (sum) => {
      return Math.sqrt(Math.max(0, sum / snapshots));
    },
  );
}

/** Purpose of the streams of this error. */
const representationStream = 12;
/** Errors that are remembered: those of the draws of a forecast are wanted again at each of its times. */
const mostKept = 64;

/** Adds to decoded fields, [state][...space], in place. */
export type AddError = (fields: Float32Array, of: DrawnStates) => void;

/**
 * What the decoder misses of the fields of some draws: normals that are correlated over the neighbourhood, the same at all times of
 * a draw, and of the other sign in its antithetic twin.
 *
 * @param deviation see {@link representationError}
 */
export function representationNoise(
  kernel: Kernel,
  deviation: Float32Array,
  grid: FieldGrid,
): AddError {
  const points = deviation.length;
  const kept = new Map<string, Float64Array>();
  const draw = (seed: number, pair: number) => {
    const mark = kernel.arena.mark();
    const room = kernel.arena.f64(points);
    fillNormal(kernel, openStream(kernel, seed, pair, representationStream), room);
    // Sums of independent normals over the root of their number are normals again.
    const normals = gathered(room.view, grid, (count) => 1 / Math.sqrt(count));
    kernel.arena.release(mark);
    return normals.map((x, i) => x * deviation[i]);
  };
  return (fields, { draws, seed, errorScale = 1 }) => {
    for (let i = 0; i < draws.length; i++) {
      const pair = Math.floor(draws[i] / 2);
      const key = `${seed} ${pair}`;
      const error = kept.get(key) ?? draw(seed, pair);
      if (kept.size < mostKept || kept.has(key)) kept.set(key, error);
      else kept.clear();
      const factor = draws[i] % 2 === 0 ? errorScale : -errorScale;
      for (let x = 0; x < points; x++) fields[i * points + x] += factor * error[x];
    }
  };
}
