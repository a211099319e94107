import type { Dataset } from "../../dataset/dataset.js";
import { invalidData } from "../../errors.js";
import {
  type FeatureBlock,
  featureGram,
  type PaddedStates,
  padStates,
  reserveFeatureBlock,
  reserveOffsets,
} from "../../kernel/features.js";
import { mirrorLower } from "../../kernel/linear-algebra.js";
import type { Kernel } from "../../kernel/load.js";
import { log, logGamma } from "../../kernel/math.js";
import type { Region } from "../../kernel/memory.js";
import { type CoarseStates, reserveTilt } from "../../kernel/softmax-multinomial.js";
import { centre } from "../law/centre.js";
import { type Feature, libraryFeatures, packOffsets } from "../law/features.js";
import type { SparseBayesParameters } from "./parameters.js";

type Reals = Region<Float64Array>;

/** The data in linear memory, with what never changes during a fit computed once. */
export interface Problem {
  readonly kernel: Kernel;
  readonly parameters: SparseBayesParameters;
  readonly seed: number;
  readonly features: readonly Feature[];
  /** X0 of every sequence, padded. */
  readonly start: PaddedStates;
  /** q(X) of every sequence and its counts after one coarse step. */
  readonly states: CoarseStates;
  /** sum_i sum_j phi phi^T of all features: one matrix, or one for each bin with its own precision. */
  readonly grams: readonly Float64Array[];
  readonly block: FeatureBlock;
  /** What the last bound computed of q(X), for the next update of it; `of` are the means it was taken at. */
  readonly tilt: { readonly values: Reals; of: Float64Array | undefined };
  /** theta . phi at the present mean, [sequence][bin]. */
  readonly prediction: Reals;
  readonly precision: Reals;
  /** Offsets of the active features. */
  readonly offsets: Region<Int32Array>;
  /** Offsets of all features. */
  readonly packedOffsets: Int32Array;
  /** Scratch: two matrices and three vectors over the features. */
  readonly matrix: Reals;
  readonly inverse: Reals;
  readonly theta: Reals;
  readonly vector: Reals;
  readonly variances: Reals;
  /** Logarithm of the multinomial coefficients, summed over sequences. */
  readonly logCoefficient: number;
}

/** The coarse states the sequences began from; the model learns from these to the first step after. */
function knownStarts(data: Dataset): Float64Array {
  if (data.initialState === undefined) {
    throw invalidData(
      "dataset",
      "initial_state, the coarse state each sequence was drawn from",
      "none",
      "Simulate the sequences from known coarse states.",
    );
  }
  if (data.steps !== 1) {
    throw invalidData(
      "dataset",
      "one coarse step in each sequence",
      `${data.steps} steps`,
      "Simulate with one step; many short bursts teach more than a few long ones.",
    );
  }
  return data.initialState;
}

function logMultinomialCoefficients(kernel: Kernel, data: Dataset): number {
  let sum = 0;
  const whole = logGamma(kernel, data.walkers + 1);
  for (let i = 0; i < data.sequences; i++) {
    sum += whole;
    for (const count of data.countsAt(i, 1)) sum -= logGamma(kernel, count + 1);
  }
  return sum;
}

/**
 * Lays out a dataset for inference.
 *
 * @throws InvalidData if the dataset has no initial states or more than one coarse step
 */
export function createProblem(
  kernel: Kernel,
  data: Dataset,
  parameters: SparseBayesParameters,
  seed: number,
): Problem {
  const known = knownStarts(data);
  const { bins } = data.grid;
  const { range } = parameters;
  const features = libraryFeatures(parameters);
  const size = features.length;
  const { arena } = kernel;
  const total = data.sequences * bins;
  const counts = arena.f64(total);
  for (let i = 0; i < data.sequences; i++) counts.view.set(data.countsAt(i, 1), i * bins);
  const x0 = arena.copyF64(known);
  const start = padStates(kernel, x0, data.sequences, bins, range);
  const problem: Omit<Problem, "grams"> = {
    kernel,
    parameters,
    seed,
    features,
    start,
    states: {
      counts,
      mu: arena.f64(total),
      variance: arena.f64(total),
      sequences: data.sequences,
      bins,
      walkers: data.walkers,
    },
    tilt: { values: reserveTilt(kernel, data.sequences, bins), of: undefined },
    block: reserveFeatureBlock(kernel, size, bins),
    prediction: arena.f64(total),
    precision: arena.f64(bins),
    offsets: reserveOffsets(kernel, size),
    packedOffsets: packOffsets(features, range),
    matrix: arena.f64(size * size),
    inverse: arena.f64(size * size),
    theta: arena.f64(size),
    vector: arena.f64(size),
    variances: arena.f64(size),
    logCoefficient: logMultinomialCoefficients(kernel, data),
  };
  return { ...problem, grams: allGrams(problem) };
}

function allGrams(problem: Omit<Problem, "grams">): Float64Array[] {
  const { kernel, start, block, matrix, features } = problem;
  problem.offsets.view.set(problem.packedOffsets);
  const set = { offsets: problem.offsets, features: features.length };
  const gram = (span?: { firstBin: number; count: number }) => {
    featureGram(kernel, start, set, block, matrix, span);
    mirrorLower(kernel, matrix, features.length);
    return matrix.view.slice();
  };
  if (problem.parameters.precision === "shared") return [gram()];
  return Array.from({ length: start.bins }, (_, j) => gram({ firstBin: j, count: 1 }));
}

/** Shape of q(v). */
export function precisionShape(problem: Problem): number {
  const { sequences, bins } = problem.states;
  const shared = problem.parameters.precision === "shared";
  return problem.parameters.gamma0 + (sequences * (shared ? bins : 1)) / 2;
}

/** Starting means of q(X): the smoothed log counts, centred. */
export function initialMeans(problem: Problem): Float64Array {
  const { kernel, states } = problem;
  const mu = Float64Array.from(states.counts.view, (m) => log(kernel, m + 0.5));
  return centre(mu, states.bins);
}
