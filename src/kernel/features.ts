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

/** Features as pairs of offsets into a padded row; the second is -1 for a first-order feature. */
export interface FeatureOffsets {
  readonly offsets: Region<Int32Array>;
  /** How many of the pairs are in use. */
  readonly features: number;
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
  from = 0,
  to = states.sequences,
): void {
  const width = states.bins + 2 * states.range;
  const perBlock = Math.max(1, Math.floor(scratch.rows / span.count));
  for (let first = from; first < to; first += perBlock) {
    const sequences = Math.min(perBlock, to - first);
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
 * @param weight of each row, shape [sequences][bins], only with all bins; 1 if absent
 */
export function featureGram(
  kernel: Kernel,
  states: PaddedStates,
  set: FeatureOffsets,
  scratch: FeatureBlock,
  gram: Reals,
  { span, weight }: { span?: BinSpan; weight?: Reals } = {},
): void {
  gram.view.fill(0, 0, set.features * set.features);
  forEachBlock(kernel, states, set, scratch, span ?? allBins(states), ({ first, rows, stride }) => {
    if (weight !== undefined) {
      const row = scratch.row.view;
      const values = weight.view;
      for (let r = 0; r < rows; r++) row[r] = Math.sqrt(values[first * states.bins + r]);
      kernel.call.blockScale(
        scratch.block.pointer,
        set.features,
        stride,
        scratch.row.pointer,
        rows,
      );
    }
    kernel.call.blockGram(scratch.block.pointer, set.features, stride, 1, gram.pointer);
  });
}

/**
 * Subtracts sum_i g_i g_i^T from the lower triangle of `gram`, where g_i = sum_j phi_ij direction_ij is
 * one sequence's features projected on its own direction, shape [sequences][bins].
 */
export function subtractProjections(
  kernel: Kernel,
  states: PaddedStates,
  set: FeatureOffsets,
  scratch: FeatureBlock,
  direction: Reals,
  gram: Reals,
): void {
  const { bins, sequences } = states;
  const mark = kernel.arena.mark();
  const batch = blockRows;
  const projected = kernel.arena.f64(set.features * batch);
  const moments = kernel.arena.f64(set.features);
  for (let from = 0; from < sequences; from += batch) {
    const held = Math.min(batch, sequences - from);
    const stride = held + (held & 1);
    projected.view.fill(0, 0, set.features * stride);
    for (let i = 0; i < held; i++) {
      const at = from + i;
      moments.view.fill(0);
      const project = ({ rows, stride: width }: FilledBlock) => {
        const row = scratch.row.view;
        row.fill(0, rows, width);
        row.set(direction.view.subarray(at * bins, (at + 1) * bins));
        kernel.call.blockMoments(
          scratch.block.pointer,
          set.features,
          width,
          scratch.row.pointer,
          moments.pointer,
        );
      };
      forEachBlock(kernel, states, set, scratch, allBins(states), project, at, at + 1);
      for (let l = 0; l < set.features; l++) projected.view[l * stride + i] = moments.view[l];
    }
    kernel.call.blockGram(projected.pointer, set.features, stride, -1, gram.pointer);
  }
  kernel.arena.release(mark);
}
