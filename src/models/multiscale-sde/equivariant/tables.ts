import { checkFieldSequence, type FieldSource } from "../../../dataset/field-source.js";
import { throwIfAborted } from "../../../errors.js";
import type { RunControl } from "../../../types.js";
import { timeStepOf } from "../check-source.js";
import { savitzkyGolayWeights, smooth } from "../savitzky-golay.js";

/** Fields of the training trajectories, smoothed in time, and their rates, each [time][point]. */
export interface FieldTables {
  readonly points: number;
  readonly timeStep: number;
  /** Times of each trajectory. */
  readonly times: number;
  readonly sequences: number;
  readonly smoothed: Float32Array;
  readonly rate: Float32Array;
}

/** Points that are smoothed at a time. */
const stripe = 100;

/**
 * Smooths whole fields in time: trajectories are asked for one at a time, and their tables are kept in float32.
 *
 * @throws InvalidData for trajectories of other shapes, with numbers that are not finite, or fewer times than the window;
 *   Interrupted
 */
export async function fieldTables(
  source: FieldSource,
  sequences: readonly number[],
  { window, degree }: { readonly window: number; readonly degree: number },
  { signal, onProgress }: RunControl,
): Promise<FieldTables> {
  const timeStep = timeStepOf(source);
  const times = source.time.length;
  const [points] = source.grid.points;
  const size = times * points;
  const make = () => new Float32Array(sequences.length * size);
  const [smoothed, rate] = [make(), make()];
  const weights = savitzkyGolayWeights({ window, degree });
  for (const [done, index] of sequences.entries()) {
    throwIfAborted(signal, "the fit");
    onProgress?.({ phase: "smoothing", done, total: sequences.length });
    const sequence = await source.sequence(index);
    checkFieldSequence(sequence, source, index);
    const { field } = sequence;
    for (let first = 0; first < points; first += stripe) {
      const width = Math.min(stripe, points - first);
      const column = new Float64Array(times * width);
      for (let t = 0; t < times; t++) {
        const from = t * points + first;
        column.set(field.subarray(from, from + width), t * width);
      }
      const found = smooth(column, width, timeStep, weights);
      for (let t = 0; t < times; t++) {
        const to = done * size + t * points + first;
        smoothed.set(found.mean.subarray(t * width, (t + 1) * width), to);
        rate.set(found.rate.subarray(t * width, (t + 1) * width), to);
      }
    }
  }
  return { ...{ points, timeStep, times, smoothed, rate }, sequences: sequences.length };
}
