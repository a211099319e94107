import { eachRingPatch } from "./ring-patches.js";
import { symmetricEigen } from "./symmetric-eigen.js";

/** Which numbers of a latent state are looked at together. */
export interface PatchLayout {
  /** Cells that are all alike, a state being [number * cells + cell]; 1 if the state is looked at as a whole. */
  readonly cells: number;
  /** Cells, by their offsets on a ring, that make the patch of a cell. */
  readonly reach: readonly number[];
  /** Whether products of two numbers of a patch are looked at as well. */
  readonly products: boolean;
}

/** The layout of states that are one patch. */
export const wholeState: PatchLayout = { cells: 1, reach: [0], products: false };

/** What patches of training states are like; their features are the F numbers of a patch, and perhaps their products. */
export interface TrainingStatistics {
  /** Root mean square of each number of a patch, [number]. */
  readonly scale: Float64Array;
  /** Mean of each feature, [F]. */
  readonly mean: Float64Array;
  /** W, [F][F]: features less their mean have the covariance (W^T W)^-1. */
  readonly whitening: Float64Array;
}

/** Distances of states, [d][column], from those of training: [column]. */
export type TrainingDistance = (states: ArrayLike<number>, columns: number) => Float64Array;

/** Share of a standardised feature's variance that every direction has at least: noise, and what rounding leaves. */
const leastVariance = 1e-4;

/** Features F of a patch of so many numbers. */
export function featureCount(numbers: number, { products }: PatchLayout): number {
  return products ? numbers + (numbers * (numbers + 1)) / 2 : numbers;
}

/** Calls back with the numbers of every patch of every state. */
function eachPatch(
  states: ArrayLike<number>,
  columns: number,
  { cells, reach }: PatchLayout,
  visit: (patch: Float64Array, column: number) => void,
): void {
  const local = states.length / (columns * cells);
  eachRingPatch(states, { cells, columns, local }, reach, (patch, _, column) => {
    visit(patch, column);
  });
}

/** Features of a patch, its numbers in units of `scale`. */
function fillFeatures(
  patch: Float64Array,
  scale: Float64Array,
  { products }: PatchLayout,
  features: Float64Array,
): void {
  const n = patch.length;
  for (let i = 0; i < n; i++) features[i] = patch[i] / scale[i];
  if (!products) return;
  let k = n;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) features[k++] = features[i] * features[j];
  }
}

/** Statistics of training states, [d][column]. */
export function trainingStatistics(
  states: Float64Array,
  columns: number,
  layout: PatchLayout,
): TrainingStatistics {
  const { cells, reach } = layout;
  const numbers = (states.length / (columns * cells)) * reach.length;
  const patches = columns * cells;
  const scale = new Float64Array(numbers);
  eachPatch(states, columns, layout, (patch) => {
    for (let i = 0; i < numbers; i++) scale[i] += patch[i] * patch[i];
  });
  // Numbers that never differ from 0 have no scale.
  for (let i = 0; i < numbers; i++) scale[i] = Math.sqrt(scale[i] / patches) || 1;
  const count = featureCount(numbers, layout);
  const mean = new Float64Array(count);
  const second = new Float64Array(count * count);
  const features = new Float64Array(count);
  eachPatch(states, columns, layout, (patch) => {
    fillFeatures(patch, scale, layout, features);
    for (let i = 0; i < count; i++) {
      mean[i] += features[i] / patches;
      for (let j = 0; j <= i; j++) second[i * count + j] += (features[i] * features[j]) / patches;
    }
  });
  const covariance = (i: number, j: number) =>
    second[Math.max(i, j) * count + Math.min(i, j)] - mean[i] * mean[j];
  const deviation = mean.map((_, i) => Math.sqrt(Math.max(0, covariance(i, i))) || 1);
  const correlation = second.map((_, at) => {
    const [i, j] = [Math.floor(at / count), at % count];
    return covariance(i, j) / (deviation[i] * deviation[j]);
  });
  const { values, vectors } = symmetricEigen(correlation, count);
  const whitening = vectors.map((x, at) => {
    const [k, i] = [Math.floor(at / count), at % count];
    return x / (deviation[i] * Math.sqrt(Math.max(values[k], 0) + leastVariance));
  });
  return { scale, mean, whitening };
}

/**
 * How far states lie from those of training: the root mean square of their whitened features (Mahalanobis 1936), over all patches
 * of a state. It is about 1 where a state is like those of training, and grows where it is not.
 */
export function trainingDistance(
  { scale, mean, whitening }: TrainingStatistics,
  layout: PatchLayout,
): TrainingDistance {
  const count = mean.length;
  const features = new Float64Array(count);
  return (states, columns) => {
    const squares = new Float64Array(columns);
    eachPatch(states, columns, layout, (patch, column) => {
      fillFeatures(patch, scale, layout, features);
      for (let i = 0; i < count; i++) features[i] -= mean[i];
      for (let k = 0; k < count; k++) {
        let along = 0;
        for (let i = 0; i < count; i++) along += whitening[k * count + i] * features[i];
        squares[column] += along * along;
      }
    });
    return squares.map((sum) => Math.sqrt(sum / (count * layout.cells)));
  };
}
