import { mostFactors } from "../monomials.js";
import type { Kernel } from "./instantiate.js";
import type { Region } from "./memory.js";

type Reals = Region<Float64Array>;

/** States whose features are wanted, padded periodically, shape [sequences][bins + 2 range]. */
export interface PaddedStates {
  readonly padded: Reals;
  readonly sequences: number;
  readonly bins: number;
  readonly range: number;
}

/** Features as offsets into a padded row, as many for each as {@link mostFactors}; -1: no more factors. */
export interface FeatureOffsets {
  readonly offsets: Region<Int32Array>;
  /** How many of the features are in use. */
  readonly features: number;
}

/** Reserves room for the offsets of features. */
export function reserveOffsets(kernel: Kernel, features: number): Region<Int32Array> {
  return kernel.arena.i32(mostFactors * features);
}

/** Rows of a feature block worked on at a time: large enough to amortise, small enough for the cache. */
const blockRows = 192;

/** Scratch for one block of features; its size does not depend on the number of sequences. */
export interface FeatureBlock {
  readonly block: Reals;
  readonly row: Reals;
  readonly features: number;
  readonly rows: number;
}

/** Reserves scratch for blocks of at most `features` features of states with `bins` bins. */
export function reserveFeatureBlock(kernel: Kernel, features: number, bins: number): FeatureBlock {
  const rows = Math.max(blockRows, bins + (bins & 1));
  return {
    block: kernel.arena.f64(features * rows),
    row: kernel.arena.f64(rows),
    features,
    rows,
  };
}

/** Reserves and fills the padded copy of states X, shape [sequences][bins]. */
export function padStates(
  kernel: Kernel,
  states: Reals,
  sequences: number,
  bins: number,
  range: number,
): PaddedStates {
  const padded = kernel.arena.f64(sequences * (bins + 2 * range));
  kernel.call.padPeriodic(states.pointer, sequences, bins, range, padded.pointer);
  return { padded, sequences, bins, range };
}

/** The bins a pass runs over: all of them, or one. */
export interface BinSpan {
  readonly firstBin: number;
  readonly count: number;
}

interface FilledBlock {
  /** Index of the first sequence in the block. */
  readonly first: number;
  readonly sequences: number;
  readonly rows: number;
  readonly stride: number;
}

function forEachBlock(
  kernel: Kernel,
  states: PaddedStates,
  set: FeatureOffsets,
  scratch: FeatureBlock,
  span: BinSpan,
  visit: (filled: FilledBlock) => void,
): void {
  const width = states.bins + 2 * states.range;
  const perBlock = Math.max(1, Math.floor(scratch.rows / span.count));
  for (let first = 0; first < states.sequences; first += perBlock) {
    const sequences = Math.min(perBlock, states.sequences - first);
    const rows = sequences * span.count;
    const stride = rows + (rows & 1);
    kernel.call.featureBlock(
      states.padded.pointer + first * width * 8,
      width,
      sequences,
      span.firstBin,
      span.count,
      set.offsets.pointer,
      set.features,
      scratch.block.pointer,
      stride,
    );
    visit({ first, sequences, rows, stride });
  }
}

const allBins = (states: PaddedStates): BinSpan => ({ firstBin: 0, count: states.bins });

/** prediction[sequence][bin] = sum_l theta_l phi_l. */
export function predict(
  kernel: Kernel,
  states: PaddedStates,
  set: FeatureOffsets,
  scratch: FeatureBlock,
  theta: Reals,
  prediction: Reals,
): void {
  forEachBlock(kernel, states, set, scratch, allBins(states), ({ first, rows, stride }) => {
    // A tail beyond the rows may not be written to the result.
    const direct = rows === stride;
    kernel.call.blockPredict(
      scratch.block.pointer,
      set.features,
      stride,
      theta.pointer,
      direct ? prediction.pointer + first * states.bins * 8 : scratch.row.pointer,
    );
    if (direct) return;
    prediction.view.set(scratch.row.view.subarray(0, rows), first * states.bins);
  });
}

/** moments[l] = sum over sequences and bins of phi_l y weight[bin]; y has shape [sequences][bins]. */
export function featureMoments(
  kernel: Kernel,
  states: PaddedStates,
  set: FeatureOffsets,
  scratch: FeatureBlock,
  y: Reals,
  weight: Float64Array,
  moments: Reals,
): void {
  moments.view.fill(0, 0, set.features);
  const { bins } = states;
  forEachBlock(kernel, states, set, scratch, allBins(states), ({ first, rows, stride }) => {
    const row = scratch.row.view;
    const values = y.view;
    for (let r = 0; r < rows; r += bins) {
      const from = first * bins + r;
      for (let j = 0; j < bins; j++) row[r + j] = values[from + j] * weight[j];
    }
    if (rows < stride) row[rows] = 0;
    kernel.call.blockMoments(
      scratch.block.pointer,
      set.features,
      stride,
      scratch.row.pointer,
      moments.pointer,
    );
  });
}

/**
 * gram = sum over sequences and bins of phi phi^T, lower triangle, [features][features].
 *
 * @param span bins to sum over; all if absent
 */
export function featureGram(
  kernel: Kernel,
  states: PaddedStates,
  set: FeatureOffsets,
  scratch: FeatureBlock,
  gram: Reals,
  span: BinSpan = allBins(states),
): void {
  gram.view.fill(0, 0, set.features * set.features);
  forEachBlock(kernel, states, set, scratch, span, ({ stride }) => {
    kernel.call.blockGram(scratch.block.pointer, set.features, stride, 1, gram.pointer);
  });
}

/** Precision diag(weight_i) - direction_i direction_i^T of every sequence, shapes [sequences][bins]. */
export interface SequencePrecision {
  readonly weight: Reals;
  readonly direction: Reals;
}

/**
 * gram = sum_i Phi_i^T (diag(weight_i) - direction_i direction_i^T) Phi_i, lower triangle,
 * [features][features].
 */
export function informationGram(
  kernel: Kernel,
  states: PaddedStates,
  set: FeatureOffsets,
  scratch: FeatureBlock,
  { weight, direction }: SequencePrecision,
  gram: Reals,
): void {
  const { features } = set;
  const { bins } = states;
  const mark = kernel.arena.mark();
  const most = Math.floor(scratch.rows / bins);
  const projected = kernel.arena.f64(features * (most + (most & 1)));
  gram.view.fill(0, 0, features * features);
  forEachBlock(kernel, states, set, scratch, allBins(states), (filled) => {
    const { first, sequences, rows, stride } = filled;
    const at = scratch.block.pointer;
    const pitch = sequences + (sequences & 1);
    kernel.call.blockProject(
      at,
      features,
      stride,
      sequences,
      bins,
      direction.pointer + first * bins * 8,
      projected.pointer,
      pitch,
    );
    const row = scratch.row.view;
    const values = weight.view;
    for (let r = 0; r < rows; r++) row[r] = Math.sqrt(values[first * bins + r]);
    kernel.call.blockScale(at, features, stride, scratch.row.pointer, rows);
    kernel.call.blockGram(at, features, stride, 1, gram.pointer);
    kernel.call.blockGram(projected.pointer, features, pitch, -1, gram.pointer);
  });
  kernel.arena.release(mark);
}
