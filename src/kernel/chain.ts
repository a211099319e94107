import { reserveOffsets } from "./features.js";
import type { Kernel } from "./instantiate.js";
import type { Region } from "./memory.js";

type Reals = Region<Float64Array>;

/** One sequence whose states are, all or some, unknown. */
export interface ChainSequence {
  /** Transitions T. */
  readonly steps: number;
  /** X_0 with its mean removed, [bins], where it is known. */
  readonly start?: Float64Array | undefined;
  /** [T + 1][bins] */
  readonly counts: Float64Array;
  /** Walkers of each snapshot, [T + 1]; 0 where they were not observed. */
  readonly walkers: Float64Array;
}

/** What all sequences share. */
export interface ChainSettings {
  readonly bins: number;
  readonly range: number;
  /** Most features of the law. */
  readonly features: number;
  /** Whether q(X) keeps all covariances of a sequence, or is a mean field. */
  readonly full: boolean;
}

/** Sequences in linear memory (layout: assembly/chain-layout.ts). */
export interface Chains {
  readonly settings: ChainSettings;
  readonly sequences: number;
  /** Unknown states of each sequence, [sequence]. */
  readonly nodes: Int32Array;
  /** Offsets, coefficients and precision of the law; to be filled before each call. */
  readonly offsets: Region<Int32Array>;
  readonly theta: Reals;
  readonly precision: Reals;
  /** Precision of an unknown X_0 about 0, [bins][bins]. */
  readonly prior: Reals;
  /** Means and variances of q(X), [node][bins]. */
  readonly mu: Reals;
  readonly variance: Reals;
  /** Covariances of the centred states, [node][bins][bins]; empty for a mean field. */
  readonly covariance: Reals;
  readonly law: Region<Int32Array>;
  readonly structs: Region<Int32Array>;
}

/** Words of a law and of a sequence. */
const lawWords = 9;
const sequenceWords = 9;

/** The smallest number of colours of the bins of a circle such that no window of 2 range + 1 sees one twice. */
function coloursOf(bins: number, range: number): number {
  for (let colours = 2 * range + 1; colours < bins; colours++) {
    if (bins % colours === 0) return colours;
  }
  return bins;
}

/** Lays sequences out in linear memory. */
export function reserveChains(
  kernel: Kernel,
  settings: ChainSettings,
  sequences: readonly ChainSequence[],
): Chains {
  const { bins, range, features, full } = settings;
  const { arena } = kernel;
  const nodes = Int32Array.from(sequences, ({ steps, start }) => steps + (start ? 0 : 1));
  const total = nodes.reduce((sum, n) => sum + n, 0);
  const snapshots = sequences.reduce((sum, { steps }) => sum + steps + 1, 0);
  const law = arena.i32(lawWords);
  const structs = arena.i32(sequenceWords * sequences.length);
  const wrap = arena.i32(bins + 2 * range);
  const chains: Chains = {
    settings,
    sequences: sequences.length,
    nodes,
    offsets: reserveOffsets(kernel, features),
    theta: arena.f64(features),
    precision: arena.f64(bins),
    prior: arena.f64(bins * bins),
    mu: arena.f64(total * bins),
    variance: arena.f64(total * bins),
    covariance: arena.f64(full ? total * bins * bins : 0),
    law,
    structs,
  };
  const cross = arena.f64(full ? total * bins * bins : 0);
  const counts = arena.f64(snapshots * bins);
  const walkers = arena.f64(snapshots);
  const starts = arena.f64(sequences.length * bins);
  wrap.view.forEach((_, k, view) => {
    view[k] = (((k - range) % bins) + bins) % bins;
  });
  const { offsets, theta, precision, prior } = chains;
  law.view.set([bins, 0, full ? 1 : 0, coloursOf(bins, range)]);
  const parts = [offsets, theta, precision, wrap, prior];
  law.view.set(
    parts.map(({ pointer }) => pointer),
    4,
  );
  let node = 0;
  let snapshot = 0;
  sequences.forEach((sequence, i) => {
    counts.view.set(sequence.counts, snapshot * bins);
    walkers.view.set(sequence.walkers, snapshot);
    if (sequence.start) starts.view.set(sequence.start, i * bins);
    structs.view.set(
      [
        sequence.steps,
        sequence.start ? 1 : 0,
        counts.pointer + snapshot * bins * 8,
        walkers.pointer + snapshot * 8,
        starts.pointer + i * bins * 8,
        chains.mu.pointer + node * bins * 8,
        chains.variance.pointer + node * bins * 8,
        chains.covariance.pointer + node * bins * bins * 8,
        cross.pointer + node * bins * bins * 8,
      ],
      i * sequenceWords,
    );
    node += nodes[i];
    snapshot += sequence.steps + 1;
  });
  return chains;
}

/** Runs a kernel with scratch for a law of so many features. */
function withScratch<R>(
  kernel: Kernel,
  { law, nodes }: Chains,
  features: number,
  work: (scratch: number) => R,
): R {
  law.view[1] = features;
  const most = nodes.reduce((a, b) => Math.max(a, b), 1);
  const mark = kernel.arena.mark();
  const bytes = kernel.call.chainScratch(law.pointer, most, 0);
  const scratch = kernel.arena.f64(bytes / 8);
  kernel.call.chainScratch(law.pointer, most, scratch.pointer);
  const result = work(scratch.pointer);
  kernel.arena.release(mark);
  return result;
}

/** What {@link updateChains} says of its step. */
export interface ChainStep {
  /** The first sequence whose precision is not positive definite, or -1. */
  readonly failed: number;
  /** sum of log |S| over the sequences. */
  readonly logDeterminant: number;
  /** Largest change of a mean. */
  readonly largest: number;
}

/** One Newton step on q(X) of every sequence. */
export function updateChains(kernel: Kernel, chains: Chains, features: number): ChainStep {
  return withScratch(kernel, chains, features, (scratch) => {
    const out = kernel.arena.f64(2);
    const { law, structs, sequences } = chains;
    const { call } = kernel;
    const failed = call.chainUpdate(law.pointer, structs.pointer, sequences, scratch, out.pointer);
    return { failed, logDeterminant: out.view[0], largest: out.view[1] };
  });
}

/** sum <log p(counts | X)> without multinomial coefficients, with -kappa <X_0^2> / 2 of unknown starts. */
export function chainExpectation(kernel: Kernel, chains: Chains, features: number): number {
  const { law, structs, sequences } = chains;
  return withScratch(kernel, chains, features, (scratch) =>
    kernel.call.chainExpectation(law.pointer, structs.pointer, sequences, scratch),
  );
}

/**
 * gram = sum v <phi phi^T>, lower triangle, [features][features], and moments = sum v <phi X'>, [features].
 */
export function chainMoments(
  kernel: Kernel,
  chains: Chains,
  features: number,
  gram: Reals,
  moments: Reals,
): void {
  gram.view.fill(0, 0, features * features);
  moments.view.fill(0, 0, features);
  const { law, structs, sequences } = chains;
  withScratch(kernel, chains, features, (scratch) =>
    kernel.call.chainMoments(
      law.pointer,
      structs.pointer,
      sequences,
      gram.pointer,
      moments.pointer,
      scratch,
    ),
  );
}

/** Adds the squared residuals of the means and the variances about them, [bins] each. */
export function chainResiduals(
  kernel: Kernel,
  chains: Chains,
  features: number,
  distance: Reals,
  uncertainty: Reals,
): void {
  distance.view.fill(0);
  uncertainty.view.fill(0);
  const { law, structs, sequences } = chains;
  withScratch(kernel, chains, features, (scratch) =>
    kernel.call.chainResiduals(
      law.pointer,
      structs.pointer,
      sequences,
      distance.pointer,
      uncertainty.pointer,
      scratch,
    ),
  );
}

/**
 * gram = precision that the counts give theta with all states integrated out, lower triangle.
 *
 * @returns the first sequence whose precision is not positive definite, or -1
 */
export function chainInformation(
  kernel: Kernel,
  chains: Chains,
  features: number,
  gram: Reals,
): number {
  gram.view.fill(0, 0, features * features);
  const { law, structs, sequences } = chains;
  return withScratch(kernel, chains, features, (scratch) =>
    kernel.call.chainInformation(law.pointer, structs.pointer, sequences, gram.pointer, scratch),
  );
}
