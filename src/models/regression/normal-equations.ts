import {
  featureMoments,
  informationGram,
  padStates,
  reserveFeatureBlock,
  reserveOffsets,
} from "../../kernel/features.js";
import { mirrorLower } from "../../kernel/linear-algebra.js";
import type { Kernel } from "../../kernel/load.js";
import { type Feature, packOffsets } from "../law/features.js";
import type { Bursts } from "./bursts.js";

/**
 * Normal equations of Y_i = Phi_i theta + noise, sequence by sequence, with C = 1 - 11^T / bins, which removes
 * the mean over the bins: the counts cannot tell X from X + c, so only C Y is known.
 */
export interface NormalEquations {
  /** Number of terms. */
  readonly size: number;
  /** sum_i Phi_i^T C Phi_i, [term][term]. */
  readonly gram: Float64Array;
  /** sum_i Phi_i^T C Y_i, [term]. */
  readonly moments: Float64Array;
  /** sum_i Y_i^T C Y_i. */
  readonly squares: number;
  /** Independent values in C Y: bins - 1 for each sequence. */
  readonly values: number;
  /** Mean variance of a bin's Y from the sampling of walkers. */
  readonly samplingVariance: number;
}

/** Sets the equations up in one pass over the bursts. */
export function normalEquations(
  kernel: Kernel,
  bursts: Bursts,
  features: readonly Feature[],
  range: number,
): NormalEquations {
  const { arena } = kernel;
  const { sequences, bins } = bursts;
  const size = features.length;
  const mark = arena.mark();
  const offsets = reserveOffsets(kernel, size);
  offsets.view.set(packOffsets(features, range));
  const set = { offsets, features: size };
  const states = padStates(kernel, arena.copyF64(bursts.start), sequences, bins, range);
  const block = reserveFeatureBlock(kernel, size, bins);
  const response = arena.copyF64(bursts.response);
  const gram = arena.f64(size * size);
  const moments = arena.f64(size);
  const weight = arena.f64(sequences * bins);
  const direction = arena.f64(sequences * bins);
  weight.view.fill(1);
  direction.view.fill(1 / Math.sqrt(bins));
  informationGram(kernel, states, set, block, { weight, direction }, gram);
  mirrorLower(kernel, gram, size);
  // The responses have no mean left, so that C need not be applied to the features.
  featureMoments(kernel, states, set, block, response, new Float64Array(bins).fill(1), moments);
  const equations = {
    size,
    gram: gram.view.slice(0, size * size),
    moments: moments.view.slice(0, size),
    squares: bursts.response.reduce((sum, y) => sum + y * y, 0),
    values: sequences * (bins - 1),
    samplingVariance: bursts.samplingVariance.reduce((sum, v) => sum + v, 0) / (sequences * bins),
  };
  arena.release(mark);
  return equations;
}

/** The terms that vary: one that is the same in all bins says nothing of the density to come. */
export function varyingTerms({ gram, size }: NormalEquations): Int32Array {
  const squares = Float64Array.from({ length: size }, (_, l) => gram[l * size + l]);
  const most = squares.reduce((a, b) => Math.max(a, b), 0);
  return Int32Array.from(squares.keys()).filter((l) => squares[l] > 1e-13 * most);
}

/** sum_i |C (Y_i - Phi_i theta)|^2 of a law, theta of shape [term]. */
export function squaredResiduals(equations: NormalEquations, theta: Float64Array): number {
  const { size, gram, moments, squares } = equations;
  let sum = squares;
  for (let a = 0; a < size; a++) {
    if (theta[a] === 0) continue;
    let row = -2 * moments[a];
    for (let b = 0; b < size; b++) row += gram[a * size + b] * theta[b];
    sum += theta[a] * row;
  }
  return Math.max(sum, 0);
}
