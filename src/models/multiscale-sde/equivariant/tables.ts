import { checkFieldSequence, type FieldSource } from "../../../dataset/field-source.js";
import { throwIfAborted } from "../../../errors.js";
import type { NetworkKernel } from "../../../kernel/network/load.js";
import type { RunControl } from "../../../types.js";
import { timeStepOf } from "../check-source.js";
import { checkTimes, savitzkyGolayWeights } from "../savitzky-golay.js";
import { fieldSmoother } from "./field-smoother.js";

/** Fields of the training trajectories, smoothed in time, their rates, and what smoothing took away, each [time][point]. */
export interface FieldTables {
  readonly points: number;
  readonly timeStep: number;
  /** Times of each trajectory. */
  readonly times: number;
  readonly sequences: number;
  readonly smoothed: Float32Array;
  readonly rate: Float32Array;
  readonly residual: Float32Array;
  /** Times at either end that are smoothed by windows which do not have them in the middle. */
  readonly edge: number;
  /** Share of the variance of the noise that smoothing takes away at the other times. */
  readonly removed: number;
}

/**
 * Smooths whole fields in time: trajectories are asked for one at a time, and their tables are kept in float32.
 *
 * @throws InvalidData for trajectories of other shapes, with numbers that are not finite, or fewer times than the window;
 *   Interrupted
 */
export async function fieldTables(
  network: NetworkKernel,
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
  const [smoothed, rate, residual] = [make(), make(), make()];
  const weights = savitzkyGolayWeights({ window, degree });
  checkTimes(times, window);
  const mark = network.arena.mark();
  const smoothFields = fieldSmoother(network, weights, { times, points, timeStep });
  for (const [done, index] of sequences.entries()) {
    throwIfAborted(signal, "the fit");
    onProgress?.({ phase: "smoothing", done, total: sequences.length });
    const sequence = await source.sequence(index);
    checkFieldSequence(sequence, source, index);
    const { field } = sequence;
    const offset = done * size;
    smoothFields(field, { smoothed, rate, offset });
    for (let i = 0; i < size; i++) residual[offset + i] = field[i] - smoothed[offset + i];
  }
  network.arena.release(mark);
  const edge = (window - 1) / 2;
  // y - S y has the variance (1 - 2 S_tt + sum S_tj^2) sigma^2, and the last sum is S_tt.
  const removed = 1 - weights.value[edge * window + edge];
  return {
    ...{ points, timeStep, times, smoothed, rate, residual, edge, removed },
    sequences: sequences.length,
  };
}
