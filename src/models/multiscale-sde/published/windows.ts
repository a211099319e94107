import { gatherColumns } from "../../../autodiff/indices.js";
import { matmul } from "../../../autodiff/products.js";
import type { Tape } from "../../../autodiff/tensor.js";
import { declareNoise } from "../noise.js";
import type { RecordedBatch } from "../train.js";
import { declareEncoder } from "./encoder.js";
import type { Interpolation } from "./interpolation.js";
import { declareLatent, type PublishedParts } from "./model.js";
import { declareSmoothing } from "./smoothing.js";

/** Snapshots of all training trajectories. */
export interface SnapshotTable {
  readonly sequences: number;
  /** Snapshots of each trajectory. */
  readonly times: number;
  readonly timeStep: number;
  /** Snapshots from one to the next of a window. */
  readonly stride: number;
  /** Standardised fields, points sorted by phase, [sequence][time][point]. */
  readonly fields: Float32Array;
}

/** First standard deviation of the latent posterior, and first error of the drift as a share of the rates. */
const first = { scale: 0.03, error: 0.3 };

/** The weights of an interpolation for some windows side by side, [window * node][window * time]. */
function blockDiagonal(block: Float64Array, nodes: number, times: number, windows: number) {
  const whole = new Float64Array(block.length * windows * windows);
  for (let w = 0; w < windows; w++) {
    for (let i = 0; i < nodes; i++) {
      const row = (w * nodes + i) * windows * times + w * times;
      whole.set(block.subarray(i * times, (i + 1) * times), row);
    }
  }
  return whole;
}

/**
 * Batches of windows of equidistant snapshots, each from anywhere in any trajectory: some of its snapshots are encoded on the
 * tape, so that gradients reach the encoder, and the posterior of all of them is interpolated from these.
 */
export function recordWindows(
  tape: Tape,
  parts: PublishedParts,
  table: SnapshotTable,
  { times, nodes, value, slope }: Interpolation,
  batch: number,
): RecordedBatch {
  const { points, cells } = parts.layout;
  const d = cells + parts.micro;
  const windows = Math.max(1, Math.floor(batch / 2 / times));
  const n = windows * times;
  const smoothing = declareSmoothing(tape, parts.layout);
  const latent = declareLatent(tape, smoothing, parts);
  const encode = declareEncoder(tape, smoothing, parts);
  const rates = new Float64Array(d).fill(parts.rate);
  const { logScale, logDispersion, scales } = declareNoise(tape, rates, first);
  const observed = tape.input(points, n);
  const encodedTimes = Array.from({ length: windows }, (_, w) =>
    Array.from(nodes, (node) => w * times + node),
  ).flat();
  const encoded = encode(gatherColumns(observed, encodedTimes));
  const interpolated = (weights: Float64Array) => {
    const whole = blockDiagonal(weights, nodes.length, times, windows);
    return matmul(encoded, tape.input(encodedTimes.length, n, whole));
  };
  const mean = interpolated(value);
  const rate = interpolated(slope.map((x) => x / (table.stride * table.timeStep)));
  return {
    latent,
    posterior: { mean, rate, logScale },
    logDispersion,
    observed,
    scales,
    fill: (uniforms) => {
      const drawn = uniforms(2 * windows);
      const into = observed.value;
      const starts = table.times - (times - 1) * table.stride;
      for (let w = 0; w < windows; w++) {
        const sequence = Math.floor(drawn[2 * w] * table.sequences);
        const start = Math.floor(drawn[2 * w + 1] * starts);
        for (let t = 0; t < times; t++) {
          const from = (sequence * table.times + start + t * table.stride) * points;
          const column = w * times + t;
          for (let x = 0; x < points; x++) into[x * n + column] = table.fields[from + x];
        }
      }
    },
  };
}
