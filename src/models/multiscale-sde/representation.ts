import type { FieldGrid } from "../../dataset/field-grid.js";
import type { Kernel } from "../../kernel/load.js";
import { fillNormal, openStream } from "../../kernel/random.js";
import type { ComparedPath } from "./compared-path.js";
import type { LatentEvaluator } from "./evaluate.js";
import type { FieldCoding } from "./form.js";

/** Share of the points in each dimension that variances are averaged over: they change slowly, and few snapshots tell them. */
const neighbourhood = 1 / 50;

/** Averages of variances over neighbours along each dimension of a grid. */
function averaged(variances: Float64Array, { points, periodic }: FieldGrid): Float64Array {
  let from = variances;
  let stride = 1;
  for (let i = points.length - 1; i >= 0; i--) {
    const n = points[i];
    const reach = Math.floor((n * neighbourhood) / 2);
    const to = new Float64Array(from.length);
    for (let x = 0; x < from.length; x++) {
      const at = Math.floor(x / stride) % n;
      for (let k = -reach; k <= reach; k++) {
        const other = periodic ? (at + k + n) % n : Math.min(Math.max(at + k, 0), n - 1);
        to[x] += from[x + (other - at) * stride] / (2 * reach + 1);
      }
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
  coding: FieldCoding,
): Float32Array {
  const points = paths[0].start.length;
  const squares = new Float64Array(points);
  let snapshots = 0;
  for (const { times, smoothed, leftover } of paths) {
    for (let t = 0; t < times.length; t++) {
      const field = smoothed.slice(t * points, (t + 1) * points);
      const decoded = coding.fields(evaluator.decode(coding.encode(field), 1), 1);
      for (let x = 0; x < points; x++) {
        const off = decoded[x] - field[x];
        squares[x] += off * off - leftover[t];
      }
      snapshots++;
    }
  }
  return Float32Array.from(averaged(squares, grid), (sum) => {
    return Math.sqrt(Math.max(0, sum / snapshots));
  });
}

/** Purpose of the streams of this error. */
const representationStream = 12;

/**
 * Adds to the decoded fields of some draws what the decoder misses of each: independent normals at the points, the same at all times of
 * a draw, and of the other sign in its antithetic twin.
 *
 * @param fields [state][...space], changed in place
 * @param draws which draw each state is of
 */
export function addRepresentationError(
  kernel: Kernel,
  deviation: Float32Array,
  fields: Float32Array,
  { draws, seed }: { readonly draws: ArrayLike<number>; readonly seed: number },
): void {
  const points = deviation.length;
  const mark = kernel.arena.mark();
  const room = kernel.arena.f64(points);
  for (let i = 0; i < draws.length; i++) {
    const pair = Math.floor(draws[i] / 2);
    const sign = draws[i] % 2 === 0 ? 1 : -1;
    fillNormal(kernel, openStream(kernel, seed, pair, representationStream), room);
    const normals = room.view;
    const from = i * points;
    for (let x = 0; x < points; x++) fields[from + x] += sign * deviation[x] * normals[x];
  }
  kernel.arena.release(mark);
}
