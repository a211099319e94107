import { fieldSize } from "../../../dataset/field-grid.js";
import { checkFieldSequence, type FieldSource } from "../../../dataset/field-source.js";
import { invalidData, throwIfAborted } from "../../../errors.js";
import { instantiateNetworkKernel, type NetworkKernel } from "../../../kernel/network/load.js";
import { multiply, multiplyTransposed } from "../../../kernel/network/products.js";
import { networkFunctions, reserveValues } from "../../../kernel/network/values.js";
import type { RunControl } from "../../../types.js";
import { leadingEigenvectors } from "../leading-eigenvectors.js";
import { type SavitzkyGolayWeights, smoothedAt } from "../savitzky-golay.js";

/** Modes of proper orthogonal decomposition. */
export interface PodModes {
  readonly points: number;
  readonly count: number;
  /** Root mean square of the fields. */
  readonly scale: number;
  /** Phi, [point][mode], with Phi^T Phi = scale^2 points 1: a field is Phi c, and its coefficients are of order 1. */
  readonly modes: Float32Array;
  /** Mean square of each coefficient over the snapshots, [mode], falling. */
  readonly energy: Float64Array;
}

/** Numbers of the snapshots that are held at most. */
const mostHeld = 1 << 24;
/** With no more points than this, their covariance is summed, and no snapshot held. */
const mostPoints = 1500;

/** Which snapshots of each trajectory are taken: every one of `stride`. */
export function podStride(source: FieldSource, sequences: number, least: number): number {
  const numbers = sequences * source.time.length * fieldSize(source.grid);
  return Math.max(least, Math.ceil(numbers / mostHeld));
}

/** Which snapshots modes are made of, and how many modes. */
export interface PodOptions {
  readonly count: number;
  /** From one snapshot that is taken to the next. */
  readonly stride: number;
  /** How snapshots are smoothed in time; they are taken as they are where it is not said. */
  readonly smoothing?: SavitzkyGolayWeights | undefined;
}

/** Chosen snapshots of one trajectory, [snapshot][point]. */
async function takeSnapshots(
  source: FieldSource,
  index: number,
  { stride, smoothing }: PodOptions,
): Promise<Float32Array> {
  const sequence = await source.sequence(index);
  checkFieldSequence(sequence, source, index);
  const { field } = sequence;
  const points = fieldSize(source.grid);
  const times = Math.ceil(source.time.length / stride);
  const taken = new Float32Array(times * points);
  for (let t = 0; t < times; t++) {
    const from = t * stride * points;
    const snapshot = smoothing
      ? smoothedAt(field, points, t * stride, smoothing)
      : field.subarray(from, from + points);
    taken.set(snapshot, t * points);
  }
  return taken;
}

interface Decomposed {
  /** Orthonormal modes, [mode][point]. */
  readonly vectors: Float64Array;
  /** Their eigenvalues: sums of squares over the snapshots. */
  readonly values: Float64Array;
  readonly squares: number;
}

type Snapshots = (index: number) => Promise<Float32Array>;

/** From the covariance of the points, summed over trajectories. */
async function byPoints(
  network: NetworkKernel,
  points: number,
  sequences: readonly number[],
  snapshots: Snapshots,
  count: number,
): Promise<Decomposed> {
  const functions = networkFunctions(network, "float32");
  const covariance = new Float64Array(points * points);
  for (const index of sequences) {
    const taken = await snapshots(index);
    const mark = network.arena.mark();
    const values = reserveValues(functions, taken.length);
    const product = reserveValues(functions, points * points);
    values.view.set(taken);
    const matrix = { values, rows: taken.length / points, columns: points };
    const square = { values: product, rows: points, columns: points };
    multiply(functions, matrix, true, matrix, square, undefined, false);
    const part = product.view;
    for (let i = 0; i < covariance.length; i++) covariance[i] += part[i];
    network.arena.release(mark);
  }
  let squares = 0;
  for (let i = 0; i < points; i++) squares += covariance[i * points + i];
  return { ...leadingEigenvectors(network, covariance, points, count), squares };
}

/** Rows of the Gram matrix that are computed at a time. */
const stripe = 64;

/** From the Gram matrix of the snapshots, which are held (Sirovich 1987). */
async function bySnapshots(
  network: NetworkKernel,
  points: number,
  sequences: readonly number[],
  snapshots: Snapshots,
  count: number,
): Promise<Decomposed> {
  const functions = networkFunctions(network, "float32");
  const parts: Float32Array[] = [];
  for (const index of sequences) parts.push(await snapshots(index));
  const n = parts.reduce((sum, part) => sum + part.length, 0) / points;
  const held = reserveValues(functions, n * points);
  let at = 0;
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    held.view.set(part, at);
    at += part.length;
  }
  const gram = new Float64Array(n * n);
  const bytes = held.view.BYTES_PER_ELEMENT;
  for (let first = 0; first < n; first += stripe) {
    const rows = Math.min(stripe, n - first);
    const mark = network.arena.mark();
    const columns = first + rows;
    const product = reserveValues(functions, rows * columns);
    const from = { ...held, view: held.view, pointer: held.pointer + first * points * bytes };
    multiplyTransposed(
      functions,
      { values: from, rows, columns: points },
      { values: held, rows: columns, columns: points },
      { values: product, rows, columns },
      false,
    );
    const part = product.view;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j <= first + i; j++) {
        gram[(first + i) * n + j] = part[i * columns + j];
        gram[j * n + first + i] = part[i * columns + j];
      }
    }
    network.arena.release(mark);
  }
  let squares = 0;
  for (let i = 0; i < n; i++) squares += gram[i * n + i];
  const wanted = Math.min(count, n);
  const { values, vectors } = leadingEigenvectors(network, gram, n, wanted);
  // Modes are S^T v / sqrt(lambda).
  const weights = reserveValues(functions, wanted * n);
  const product = reserveValues(functions, wanted * points);
  for (let k = 0; k < wanted; k++) {
    const scale = values[k] > 0 ? 1 / Math.sqrt(values[k]) : 0;
    for (let i = 0; i < n; i++) weights.view[k * n + i] = scale * vectors[k * n + i];
  }
  multiply(
    functions,
    { values: weights, rows: wanted, columns: n },
    false,
    { values: held, rows: n, columns: points },
    { values: product, rows: wanted, columns: points },
    undefined,
    false,
  );
  return { vectors: Float64Array.from(product.view), values, squares };
}

/**
 * The leading modes of every `stride`th snapshot of some trajectories, which are asked for one at a time. The memory that the
 * decomposition needs is given back.
 *
 * @throws InvalidData for a trajectory of another shape or with a number that is not finite, for fields of zeros, or for fewer
 *   snapshots or points than modes, or fewer times than they are smoothed over; Interrupted
 */
export async function podModes(
  source: FieldSource,
  sequences: readonly number[],
  options: PodOptions,
  { signal, onProgress }: RunControl = {},
): Promise<PodModes> {
  const { count, stride } = options;
  const points = fieldSize(source.grid);
  const total = sequences.length * Math.ceil(source.time.length / stride);
  if (count > Math.min(points, total)) {
    const expected = `at least as many points and snapshots as the ${count} modes`;
    const recover = "Set fewer modes.";
    throw invalidData("fields", expected, `${points} and ${total}`, recover);
  }
  const network = await instantiateNetworkKernel();
  const snapshots = async (index: number) => {
    throwIfAborted(signal, "the fit");
    onProgress?.({ phase: "modes", done: sequences.indexOf(index), total: sequences.length });
    return takeSnapshots(source, index, options);
  };
  const decompose = points <= mostPoints ? byPoints : bySnapshots;
  const { vectors, values, squares } = await decompose(
    network,
    points,
    sequences,
    snapshots,
    count,
  );
  const scale = Math.sqrt(squares / (total * points));
  if (!(scale > 0)) throw invalidData("fields", "fields that are not 0", "zeros");
  const modes = new Float32Array(points * count);
  const length = scale * Math.sqrt(points);
  for (let k = 0; k < count; k++) {
    for (let x = 0; x < points; x++) modes[x * count + k] = length * vectors[k * points + x];
  }
  const energy = values.map((value) => Math.max(0, value) / (total * length * length));
  return { points, count, scale, modes, energy };
}

/** Snapshots that are projected at a time. */
const block = 64;

/** Coefficients of snapshots, c = Phi^T u / (points scale^2), [snapshot][mode]. */
export function projector(network: NetworkKernel, { points, count, scale, modes }: PodModes) {
  const functions = networkFunctions(network, "float32");
  const weights = reserveValues(functions, points * count);
  const unit = 1 / (points * scale * scale);
  weights.view.set(modes.map((x) => unit * x));
  const fields = reserveValues(functions, block * points);
  const products = reserveValues(functions, block * count);
  return (snapshots: Float32Array): Float64Array => {
    const n = snapshots.length / points;
    const coefficients = new Float64Array(n * count);
    for (let first = 0; first < n; first += block) {
      const rows = Math.min(block, n - first);
      fields.view.set(snapshots.subarray(first * points, (first + rows) * points));
      multiply(
        functions,
        { values: fields, rows, columns: points },
        false,
        { values: weights, rows: points, columns: count },
        { values: products, rows, columns: count },
        undefined,
        false,
      );
      coefficients.set(products.view.subarray(0, rows * count), first * count);
    }
    return coefficients;
  };
}
