import { numericalFailure } from "../../errors.js";
import { cholesky, invertFactored, solveFactored } from "../../kernel/linear-algebra.js";
import type { Kernel } from "../../kernel/load.js";
import { faceOffsets } from "./laws/flux.js";
import type { Pairs } from "./snapshots.js";

/** A linear law in flux form, fitted to pairs of snapshots. */
export interface LinearFlux {
  /** Coefficients g of the flux through the right face, [2 reach]; see `fluxLaw`. */
  readonly coefficients: Float64Array;
  /** Covariance of the coefficients, [2 reach][2 reach]. */
  readonly covariance: Float64Array;
  /**
   * Mean of (u' - f(u))^2 / v, where v = bins u / walkers is the variance that sampling the walkers of the bin anew
   * would have: below 1, because those that stay are not drawn anew.
   */
  readonly dispersion: number;
}

/** Mean of u over a bin and its neighbours: what its noise is judged by, so that empty bins have some. */
function smoothed(u: Float64Array, bins: number, pairs: number, least: number): Float64Array {
  return u.map((_, at) => {
    const j = Math.floor(at / pairs);
    const p = at % pairs;
    const of = (row: number) => u[((row + bins) % bins) * pairs + p];
    return Math.max((of(j - 1) + of(j) + of(j + 1)) / 3, least);
  });
}

/**
 * Weights of the squared residuals of u': the inverse of the variance that sampling gives, [bin][pair]. The least is that of
 * one walker.
 */
export function pairWeights({ before, bins, pairs }: Pairs, walkers: number): Float64Array {
  const unit = bins / walkers;
  return smoothed(before, bins, pairs, unit).map((u) => 1 / (unit * u));
}

/** Prior precision of a coefficient over the largest of the data: keeps directions that nothing varies in at 0. */
const ridge = 1e-12;

/**
 * Least squares for g in u'_j - u_j = sum_k g_k (u_{j-1+k} - u_{j+k}), each equation weighted by its variance.
 *
 * Walkers that live on move independently of how they came to be there, so that E[u' | walkers before] = f(u) for the very
 * counts that were observed: they are no noisy reading of a regressor, and least squares has no bias from them.
 *
 * @throws NumericalFailure if the equations cannot be solved
 */
export function fitLinearFlux(
  kernel: Kernel,
  data: Pairs,
  reach: number,
  walkers: number,
): LinearFlux {
  const { pairs, bins, before, after } = data;
  const offsets = faceOffsets(reach);
  const size = offsets.length;
  const weights = pairWeights(data, walkers);
  const gram = new Float64Array(size * size);
  const moments = new Float64Array(size);
  const feature = new Float64Array(size);
  const row = (j: number) => (((j % bins) + bins) % bins) * pairs;
  let squares = 0;
  for (let j = 0; j < bins; j++) {
    for (let p = 0; p < pairs; p++) {
      const weight = weights[j * pairs + p];
      const change = after[j * pairs + p] - before[j * pairs + p];
      squares += weight * change * change;
      for (let k = 0; k < size; k++) {
        feature[k] = before[row(j - 1 + offsets[k]) + p] - before[row(j + offsets[k]) + p];
      }
      for (let a = 0; a < size; a++) {
        moments[a] += weight * feature[a] * change;
        for (let b = 0; b <= a; b++) gram[a * size + b] += weight * feature[a] * feature[b];
      }
    }
  }
  const most = gram.reduce((largest, value) => Math.max(largest, value), 0);
  if (!(most > 0)) return { coefficients: moments, covariance: gram, dispersion: 1 };
  for (let a = 0; a < size; a++) gram[a * size + a] += ridge * most;
  const { solution, inverse } = solve(kernel, gram, moments, size);
  // RSS = y^T W y - g^T D^T W y at the minimum.
  const explained = solution.reduce((sum, g, k) => sum + g * moments[k], 0);
  const freedom = Math.max(1, pairs * (bins - 1) - size);
  const dispersion = Math.max(squares - explained, 0) / freedom;
  return {
    coefficients: solution,
    covariance: inverse.map((value) => value * dispersion),
    dispersion,
  };
}

function solve(kernel: Kernel, gram: Float64Array, moments: Float64Array, size: number) {
  const { arena } = kernel;
  const mark = arena.mark();
  const matrix = arena.copyF64(gram);
  const vector = arena.copyF64(moments);
  const inverse = arena.f64(size * size);
  const failed = cholesky(kernel, matrix, size);
  if (failed >= 0) {
    arena.release(mark);
    const recover = "Give more sequences, or a smaller reach.";
    throw numericalFailure("the linear law", 0, `pivot ${failed} of its equations`, recover);
  }
  solveFactored(kernel, matrix, size, vector);
  invertFactored(kernel, matrix, size, inverse);
  const solved = { solution: vector.view.slice(), inverse: inverse.view.slice() };
  arena.release(mark);
  return solved;
}

/** Weights w_m of u_{j+m} in the mean of u'_j, m from -reach to reach. */
export function fluxWeights(coefficients: Float64Array): Float64Array {
  const reach = coefficients.length / 2;
  // Coefficient k belongs to the offset k - reach + 1 from the bin left of the face.
  const g = (offset: number) => coefficients[offset + reach - 1] ?? 0;
  return Float64Array.from({ length: 2 * reach + 1 }, (_, i) => {
    const m = i - reach;
    return (m === 0 ? 1 : 0) + g(m + 1) - g(m);
  });
}

/**
 * 1 - sum w^2: the variance of walkers that move independently with probabilities w, over that of fresh sampling. Estimates of
 * w have larger squares than w, on average by their variances, which are taken off.
 */
export function shareThatMoves({
  coefficients,
  covariance,
}: Pick<LinearFlux, "coefficients" | "covariance">): { share: number; standardError: number } {
  const n = coefficients.length;
  const weights = fluxWeights(coefficients);
  // w_m = g_{m+1} - g_m + 1 for m = 0, with coefficients beyond the ends 0: derivative of sum w^2 by g_k.
  const slope = Float64Array.from({ length: n }, (_, k) => 2 * (weights[k] - weights[k + 1]));
  let kept = weights.reduce((sum, w) => sum + w * w, 0);
  let variance = 0;
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < n; b++) {
      const c = covariance[a * n + b];
      variance += slope[a] * slope[b] * c;
      // sum over m of Var(w_m): 2 on the diagonal, -1 beside it.
      if (a === b) kept -= 2 * c;
      else if (Math.abs(a - b) === 1) kept += c;
    }
  }
  return { share: Math.min(1, Math.max(0, 1 - kept)), standardError: Math.sqrt(variance) };
}
