import { subtract } from "../../../autodiff/arithmetic.js";
import { createTape } from "../../../autodiff/tape.js";
import { checkFieldSequence, type FieldSource } from "../../../dataset/field-source.js";
import { invalidData, throwIfAborted } from "../../../errors.js";
import type { NetworkKernel } from "../../../kernel/network/load.js";
import type { RunControl } from "../../../types.js";
import { checkSource, timeStepOf } from "../check-source.js";
import { checkOneDimension, type TapLayout, tapLayout } from "./layout.js";
import type { PublishedParts } from "./model.js";
import { declareSmoothing } from "./smoothing.js";
import { standardise } from "./standardise.js";
import type { SnapshotTable } from "./windows.js";

/** Parameters of the preparation. */
export interface PublishedOptions {
  readonly cells: number;
  /** 0 for those of two cells. */
  readonly taps: number;
  readonly micro: number;
  readonly nonlinear: boolean;
  /** Snapshots of a window. */
  readonly window: number;
  /** Snapshots from one of them to the next; 0 for a window that spans a fifth of a trajectory. */
  readonly stride: number;
  /** Snapshots of a window that are encoded. */
  readonly nodes: number;
}

/** Snapshots that the first sizes are estimated from, at most. */
const mostSampled = 200;
/** Sizes below this share of the fields' are taken as it: nothing is divided by 0. */
const smallest = 1e-6;

/** Windows, by default, that a trajectory is long. */
const windowsOfTrajectory = 5;

/** Snapshots from one to the next of a window. @throws InvalidData if the window is longer than the trajectories */
function strideOf(times: number, window: number, asked: number): number {
  const own = Math.floor((times - 1) / windowsOfTrajectory / (window - 1));
  const stride = asked === 0 ? Math.max(1, own) : asked;
  const span = (window - 1) * stride + 1;
  if (span <= times) return stride;
  const recover = "Give longer trajectories, or set a narrower window or a smaller stride.";
  throw invalidData(
    "times of a trajectory",
    `at least the ${span} of a window`,
    `${times}`,
    recover,
  );
}

/** Trajectories one after the other, with mean and standard deviation of all values. */
async function loadFields(
  source: FieldSource,
  sequences: readonly number[],
  points: number,
  { signal, onProgress }: RunControl,
) {
  const length = source.time.length * points;
  const fields = new Float32Array(sequences.length * length);
  let [sum, squares] = [0, 0];
  for (const [done, index] of sequences.entries()) {
    throwIfAborted(signal, "the fit");
    onProgress?.({ phase: "fields", done, total: sequences.length });
    const sequence = await source.sequence(index);
    checkFieldSequence(sequence, source, index);
    fields.set(sequence.field, done * length);
    for (const u of sequence.field) sum += u;
  }
  const mean = sum / fields.length;
  for (const u of fields) squares += (u - mean) * (u - mean);
  return { fields, mean, scale: Math.sqrt(squares / fields.length) || 1 };
}

/**
 * Root mean squares of what the first kernel leaves of a field, and of the rates of its averages between two nodes of a window,
 * over some snapshots.
 */
function firstSizes(
  network: NetworkKernel,
  layout: TapLayout,
  { fields, times, sequences, timeStep }: SnapshotTable,
  lag: number,
) {
  const { points } = layout;
  const mark = network.arena.mark();
  const tape = createTape(network, { precision: "float64" });
  const smoothing = declareSmoothing(tape, layout);
  const input = tape.input(points, 2);
  const averages = smoothing.average(input);
  const left = subtract(input, smoothing.decode(averages));
  const pairs = sequences * (times - lag);
  const stride = Math.max(1, Math.floor(pairs / mostSampled));
  let [rest, rates, count] = [0, 0, 0];
  for (let pair = 0; pair < pairs; pair += stride) {
    const sequence = Math.floor(pair / (times - lag));
    const first = (sequence * times + (pair % (times - lag))) * points;
    const value = input.value;
    for (let x = 0; x < points; x++) {
      value[2 * x] = fields[first + x];
      value[2 * x + 1] = fields[first + lag * points + x];
    }
    tape.run();
    for (const u of left.value) rest += (u * u) / left.value.length;
    const { value: z, rows } = averages;
    for (let i = 0; i < rows; i++) {
      const rate = (z[2 * i + 1] - z[2 * i]) / (lag * timeStep);
      rates += (rate * rate) / rows;
    }
    count++;
  }
  network.arena.release(mark);
  return {
    residual: Math.max(Math.sqrt(rest / count), smallest),
    rate: Math.max(Math.sqrt(rates / count), smallest),
  };
}

/**
 * Snapshots of the training trajectories, which all lie in memory, and the sizes of what the networks see and make.
 *
 * @throws InvalidData for fields in two dimensions, trajectories shorter than a window, points that the cells do not divide,
 *   numbers that are not finite; InvalidParameter for the taps; Interrupted
 */
export async function preparePublished(
  network: NetworkKernel,
  source: FieldSource,
  sequences: readonly number[],
  options: PublishedOptions,
  control: RunControl,
): Promise<{ readonly parts: PublishedParts; readonly table: SnapshotTable }> {
  const { cells, taps, micro, nonlinear, window, nodes } = options;
  checkOneDimension(source.grid.points.length);
  checkSource(source, [cells]);
  const timeStep = timeStepOf(source);
  const layout = tapLayout(source.grid, cells, taps);
  const times = source.time.length;
  const stride = strideOf(times, window, options.stride);
  const { fields, mean, scale } = await loadFields(source, sequences, layout.points, control);
  const standard = { layout, mean, scale };
  const table = {
    ...{ sequences: sequences.length, times, timeStep, stride },
    fields: standardise(standard, fields, new Float32Array(fields.length)),
  };
  const lag = stride * Math.max(1, Math.floor((window - 1) / (nodes - 1)));
  const sizes = firstSizes(network, layout, table, lag);
  return { parts: { ...standard, ...sizes, micro, nonlinear }, table };
}
