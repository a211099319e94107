import { checkFieldSequence, type FieldSource } from "../../../dataset/field-source.js";
import { throwIfAborted } from "../../../errors.js";
import type { NetworkKernel } from "../../../kernel/network/load.js";
import type { RunControl } from "../../../types.js";
import { cellMesh } from "../cells.js";
import { checkSource, timeStepOf } from "../check-source.js";
import { savitzkyGolayWeights, smooth } from "../savitzky-golay.js";
import { joined, rootMeanSquares, type TrainingTables } from "../tables.js";
import { createCoordinates, encode } from "./coordinates.js";
import { faceFeatures } from "./faces.js";
import type { PodFormParts } from "./model.js";
import { type PodModes, podModes, podStride, projector } from "./modes.js";
import { momentsOf } from "./moments.js";

/** Parameters of the preparation. */
export interface PodOptions {
  readonly modes: number;
  /** Cells of each dimension. */
  readonly cells: readonly number[];
  readonly micro: number;
  readonly nonlinear: boolean;
  /** Whether the macroscale moves by fluxes; otherwise everything does by one dense network. */
  readonly flux: boolean;
  readonly window: number;
  readonly degree: number;
}

/** Everything that training and forecasts need of the fields. */
export interface PreparedPod {
  readonly pod: PodModes;
  readonly parts: PodFormParts;
  readonly tables: TrainingTables;
  /** Variance of an observed coefficient about the decoded mean, before training. */
  readonly variance: number;
  /** What the noise of the fields, where it is known, makes of it: the least that training may take it for. */
  readonly leastVariance: number;
}

/** Neighbours to either side that the macroscale's kernel reaches, by dimensions: 7 taps, or 3 x 3. */
const reachOf = [0, 3, 1];
/**
 * Widths of the decoder's hidden layers, by dimensions. On lines wider and deeper ones forecast starts within the training family
 * no better, and starts at its edge worse; on squares narrow ones do not suffice.
 */
const decoderWidthsOf = [[], [32], [64, 64]];
/** Least distance of the snapshots that modes are made of. */
const leastStride = 4;
/** First relaxation rate, in units of the training time. */
const relaxation = 50;

/** Root mean square of the running sum of the macroscale's rates: the flux that would make them, up to a constant. */
function fluxScale(rate: Float64Array, d: number, macro: number): number {
  let squares = 0;
  const sums = new Float64Array(macro);
  for (let at = 0; at < rate.length; at += d) {
    let [sum, mean] = [0, 0];
    for (let i = 0; i < macro; i++) {
      sum += rate[at + i];
      sums[i] = sum;
      mean += sum / macro;
    }
    for (let i = 0; i < macro; i++) squares += (sums[i] - mean) * (sums[i] - mean);
  }
  return Math.sqrt(squares / ((rate.length / d) * macro));
}

/**
 * Modes, coordinates and tables of the training trajectories, which are asked for one at a time, twice.
 *
 * @throws InvalidData for trajectories of other shapes, with numbers that are not finite, with fewer times than the window, on
 *   grids that the cells do not divide; InvalidParameter; Interrupted
 */
export async function preparePod(
  network: NetworkKernel,
  source: FieldSource,
  sequences: readonly number[],
  options: PodOptions,
  control: RunControl = {},
): Promise<PreparedPod> {
  const { modes: count, cells, micro, nonlinear, flux, window, degree } = options;
  checkSource(source, cells, 1);
  const timeStep = timeStepOf(source);
  const local = savitzkyGolayWeights({ window, degree });
  const mesh = cellMesh(source.grid, cells);
  const stride = podStride(source, sequences.length, leastStride);
  const pod = await podModes(source, sequences, { count, stride }, control);
  const mark = network.arena.mark();
  const project = projector(network, pod);
  const observed: Float64Array[] = [];
  const smoothed: ReturnType<typeof smooth>[] = [];
  for (const [done, index] of sequences.entries()) {
    throwIfAborted(control.signal, "the fit");
    control.onProgress?.({ phase: "coefficients", done, total: sequences.length });
    const sequence = await source.sequence(index);
    checkFieldSequence(sequence, source, index);
    const coefficients = project(sequence.field);
    observed.push(coefficients);
    smoothed.push(smooth(coefficients, count, timeStep, local));
  }
  network.arena.release(mark);
  const moments = momentsOf(
    smoothed.map(({ mean }) => mean),
    count,
  );
  const reach = reachOf[cells.length];
  const coordinates = createCoordinates(pod, mesh, moments, { micro, reach });
  const d = coordinates.macro + micro;
  const coefficients = joined(observed);
  const tables = {
    dimension: d,
    outputs: count,
    times: coefficients.length / count,
    mean: encode(coordinates, joined(smoothed.map(({ mean }) => mean)), true),
    rate: encode(coordinates, joined(smoothed.map(({ rate }) => rate)), false),
    observed: coefficients,
  };
  const duration = source.time[source.time.length - 1] - source.time[0];
  const parts = {
    coordinates,
    faces: flux ? faceFeatures(source.grid, mesh, pod, moments) : undefined,
    periodic: source.grid.periodic,
    nonlinear,
    decoderWidths: decoderWidthsOf[cells.length],
    rates: rootMeanSquares(tables.rate, d),
    fluxScale: fluxScale(tables.rate, d, coordinates.macro),
    relaxation: relaxation / duration,
  };
  const { left } = coordinates;
  const variance = left.reduce((sum, x) => sum + x * x, 0) / count;
  // Modes are orthonormal but for their length.
  const noise = source.noise ?? 0;
  const leastVariance = (noise * noise) / (pod.points * pod.scale * pod.scale);
  return { pod, parts, tables, variance: Math.max(variance, leastVariance, 1e-12), leastVariance };
}
