import { numericalFailure } from "../../errors.js";
import { type FeatureOffsets, featureMoments, predict } from "../../kernel/features.js";
import {
  cholesky,
  inverseDiagonal,
  invertFactored,
  logDeterminant,
  solveFactored,
} from "../../kernel/linear-algebra.js";
import { openStream } from "../../kernel/random.js";
import { adamStates, expectations, newtonStates } from "../../kernel/softmax-multinomial.js";
import { evidenceLowerBound } from "./bound.js";
import { type Problem, precisionShape } from "./problem.js";
import type { VariationalState } from "./state.js";

/** The active features as the kernels take them. */
export function activeSet(problem: Problem, active: Int32Array): FeatureOffsets {
  const { packedOffsets } = problem;
  const offsets = problem.offsets.view;
  for (let k = 0; k < active.length; k++) {
    offsets[2 * k] = packedOffsets[2 * active[k]];
    offsets[2 * k + 1] = packedOffsets[2 * active[k] + 1];
  }
  return { offsets: problem.offsets, features: active.length };
}

/** Entries of a [feature, feature] matrix at the active rows and columns. */
function restrict(full: Float64Array, size: number, active: Int32Array): Float64Array {
  const n = active.length;
  const part = new Float64Array(n * n);
  for (let a = 0; a < n; a++) {
    const row = active[a] * size;
    for (let b = 0; b < n; b++) part[a * n + b] = full[row + active[b]];
  }
  return part;
}

/** Gram matrices of the active features; made anew only when a feature leaves. */
export class ActiveGrams {
  readonly #problem: Problem;
  #active: Int32Array | undefined;
  #grams: Float64Array[] = [];

  constructor(problem: Problem) {
    this.#problem = problem;
  }

  of(active: Int32Array): readonly Float64Array[] {
    if (this.#active !== active) {
      const size = this.#problem.features.length;
      this.#grams = this.#problem.grams.map((full) => restrict(full, size, active));
      this.#active = active;
    }
    return this.#grams;
  }
}

/** theta . phi for every sequence and bin, at the present mean. */
export function predictStates(problem: Problem, state: VariationalState): void {
  const { kernel, start, block, theta, prediction } = problem;
  const set = activeSet(problem, state.active);
  state.active.forEach((l, a) => {
    theta.view[a] = state.thetaMean[l];
  });
  predict(kernel, start, set, block, theta, prediction);
}

/** Update of q(X) (Eq. 2.36, 2.37). */
function updateStates(problem: Problem, state: VariationalState): void {
  const { kernel, states, prediction, precision, parameters } = problem;
  states.mu.view.set(state.mu);
  states.variance.view.set(state.variance);
  precision.view.set(state.precision);
  if (parameters.update === "newton") {
    const tilt = problem.tilt.of === state.mu ? problem.tilt.values : undefined;
    newtonStates(kernel, states, prediction, precision, 1, "lognormal", tilt);
  } else {
    const mark = kernel.arena.mark();
    const moments = kernel.arena.copyF64(state.moments);
    const rate = parameters.learningRate / Math.sqrt(1 + state.iteration / 100);
    const settings = { steps: parameters.adamSteps, samples: parameters.samples, rate };
    const stream = openStream(kernel, problem.seed, state.iteration);
    const taken = state.iteration * parameters.adamSteps;
    adamStates(kernel, states, prediction, precision, settings, moments, taken, stream);
    state.moments.set(moments.view);
    kernel.arena.release(mark);
  }
  state.mu.set(states.mu.view);
  state.variance.set(states.variance.view);
  problem.tilt.of = undefined;
}

/** What the update of q(theta) leaves for the updates after it. */
interface ThetaUpdate {
  /** log |covariance of q(theta)|. */
  readonly logDeterminant: number;
  /** sum_i <(phi_ij . (theta - mean))^2> of each bin, shape [bin]. */
  readonly spread: Float64Array;
}

/**
 * The variances of q(theta) from the factor of its precision matrix A, into `vector`'s place in the state,
 * and what they spread the prediction. One precision v for all bins needs no more than the diagonal of
 * A^-1: A = v G + diag(tau), so v trace(G A^-1) = n - sum_l tau_l (A^-1)_ll.
 */
function updateSpread(
  problem: Problem,
  state: VariationalState,
  grams: readonly Float64Array[],
): Float64Array {
  const { kernel, matrix, inverse, variances, states } = problem;
  const { active, precision, relevanceUsed, thetaVariance } = state;
  const n = active.length;
  const { bins } = states;
  if (grams.length === 1) {
    inverseDiagonal(kernel, matrix, n, variances);
    const diagonal = variances.view;
    let determined = 0;
    for (let k = 0; k < n; k++) {
      thetaVariance[active[k]] = diagonal[k];
      determined += 1 - relevanceUsed[active[k]] * diagonal[k];
    }
    return new Float64Array(bins).fill(determined / (precision[0] * bins));
  }
  invertFactored(kernel, matrix, n, inverse);
  const covariance = inverse.view;
  for (let k = 0; k < n; k++) thetaVariance[active[k]] = covariance[k * n + k];
  return Float64Array.from(grams, (gram) => {
    let trace = 0;
    for (let k = 0; k < n * n; k++) trace += gram[k] * covariance[k];
    return trace;
  });
}

/** Update of q(theta) at the given relevances (Eq. 2.33). */
function updateTheta(
  problem: Problem,
  state: VariationalState,
  grams: readonly Float64Array[],
): ThetaUpdate {
  const { kernel, matrix, vector, states, start, block } = problem;
  const { active, precision } = state;
  const n = active.length;
  const a = matrix.view;
  if (grams.length === 1) {
    const [gram] = grams;
    const [v] = precision;
    for (let k = 0; k < n * n; k++) a[k] = v * gram[k];
  } else {
    a.fill(0, 0, n * n);
    grams.forEach((gram, j) => {
      for (let k = 0; k < n * n; k++) a[k] += precision[j] * gram[k];
    });
  }
  for (let k = 0; k < n; k++) a[k * n + k] += state.relevanceUsed[active[k]];
  const set = activeSet(problem, active);
  featureMoments(kernel, start, set, block, states.mu, precision, vector);
  const failed = cholesky(kernel, matrix, n);
  if (failed >= 0) {
    throw numericalFailure(
      "the update of q(theta)",
      state.iteration,
      `pivot of feature ${problem.features[active[failed]].name} is not positive`,
      "Use a smaller range, unordered pairs, or more sequences.",
    );
  }
  solveFactored(kernel, matrix, n, vector);
  const determinant = logDeterminant(kernel, matrix, n);
  state.thetaMean.fill(0);
  state.thetaVariance.fill(0);
  const mean = vector.view;
  for (let k = 0; k < n; k++) state.thetaMean[active[k]] = mean[k];
  return { logDeterminant: -determinant, spread: updateSpread(problem, state, grams) };
}

/** Update of q(tau): <tau> for each active feature (Eq. 2.34, with its index corrected). */
function updateRelevance(problem: Problem, state: VariationalState): void {
  const { alpha0, beta0 } = problem.parameters;
  for (const l of state.active) {
    const second = state.thetaMean[l] * state.thetaMean[l] + state.thetaVariance[l];
    state.relevance[l] = (alpha0 + 0.5) / (beta0 + 0.5 * second);
  }
}

/** The largest factor by which an accelerated update may move a relevance. */
const stride = 10;

/** A feature leaves the law once its prior holds it this much more firmly than the data. */
const pruned = 1e4;

/**
 * Relevances for the next update of q(theta): the plain ones, or nearer to where the plain ones are
 * heading. With g = 1/S - tau and h = mean/S, the bound as a function of one tau alone, q(theta)
 * following, is largest at g^2 / (h^2 - g) if h^2 > g and at infinity otherwise (Tipping & Faul 2003).
 * Features whose relevance has run away leave the law.
 */
function chooseRelevance(state: VariationalState, accelerated: boolean): void {
  const stays = (l: number) => {
    const tau = state.relevanceUsed[l];
    const variance = state.thetaVariance[l];
    if (variance === 0) return true;
    const g = 1 / variance - tau;
    const h = state.thetaMean[l] / variance;
    const optimum = h * h > g && g > 0 ? (g * g) / (h * h - g) : Number.POSITIVE_INFINITY;
    const chosen = accelerated
      ? Math.max(Math.min(optimum, tau * stride), tau / stride)
      : state.relevance[l];
    state.relevanceUsed[l] = chosen;
    return chosen < pruned * g;
  };
  const kept = state.active.filter(stays);
  if (kept.length < state.active.length && kept.length > 0) keepFeatures(state, kept);
}

/** Reduces the law to the given features, ascending. */
export function keepFeatures(state: VariationalState, kept: Int32Array): void {
  const stays = new Set(kept);
  for (const l of state.active) {
    if (!stays.has(l)) {
      state.thetaMean[l] = 0;
      state.thetaVariance[l] = 0;
    }
  }
  state.active = kept;
}

/** sum_i <(X_ij - theta . phi_j)^2> for each bin j. */
function expectedResiduals(
  problem: Problem,
  state: VariationalState,
  spread: Float64Array,
): Float64Array {
  const { bins, sequences } = problem.states;
  const { mu, variance } = state;
  const p = problem.prediction.view;
  const residual = new Float64Array(bins);
  for (let from = 0; from < sequences * bins; from += bins) {
    for (let j = 0; j < bins; j++) {
      const d = mu[from + j] - p[from + j];
      residual[j] += d * d + variance[from + j];
    }
  }
  for (let j = 0; j < bins; j++) residual[j] += spread[j];
  return residual;
}

/** Update of q(v) (Eq. 2.35); one precision for all bins sums over them. */
function updatePrecision(problem: Problem, state: VariationalState, residual: Float64Array): void {
  const shape = precisionShape(problem);
  const { zeta0 } = problem.parameters;
  if (problem.parameters.precision === "shared") {
    let sum = 0;
    for (const r of residual) sum += r;
    state.precision.fill(shape / (zeta0 + 0.5 * sum));
  } else {
    state.precision.set(residual.map((r) => shape / (zeta0 + 0.5 * r)));
  }
}

/**
 * One iteration of Algorithm 1, in place: q(X), q(theta), q(tau), q(v), then the bound.
 * Needs the prediction at the present mean, and leaves it there.
 *
 * @param accelerated whether relevances may run ahead of their plain update
 * @returns the evidence lower bound
 * @throws NumericalFailure naming iteration and feature
 */
export function iterate(
  problem: Problem,
  state: VariationalState,
  cache: ActiveGrams,
  accelerated: boolean,
): number {
  updateStates(problem, state);
  chooseRelevance(state, accelerated);
  const grams = cache.of(state.active);
  const { logDeterminant, spread } = updateTheta(problem, state, grams);
  updateRelevance(problem, state);
  predictStates(problem, state);
  const residual = expectedResiduals(problem, state, spread);
  updatePrecision(problem, state, residual);
  const { kernel, states } = problem;
  const expected = expectations(kernel, states, problem.tilt.values);
  problem.tilt.of = state.mu;
  const bound = evidenceLowerBound(problem, state, { ...expected, logDeterminant, residual });
  if (!Number.isFinite(bound)) {
    throw numericalFailure(
      "the evidence lower bound",
      state.iteration,
      `${bound}`,
      "Use a smaller range, unordered pairs, or more sequences.",
    );
  }
  state.iteration += 1;
  state.bound.push(bound);
  return bound;
}
