import {
  type FeatureBlock,
  featureGram,
  featureMoments,
  informationGram,
  type PaddedStates,
  padStates,
  predict,
  reserveFeatureBlock,
} from "../../kernel/features.js";
import { mirrorLower } from "../../kernel/linear-algebra.js";
import { log } from "../../kernel/math.js";
import type { Region } from "../../kernel/memory.js";
import { openStream } from "../../kernel/random.js";
import {
  adamStates,
  type CoarseStates,
  expectations,
  information,
  newtonStates,
  reserveTilt,
} from "../../kernel/softmax-multinomial.js";
import { centre } from "../law/centre.js";
import { ActiveGrams } from "./active.js";
import type { StateInference } from "./inference.js";
import { activeSet, type LawSpace } from "./law-space.js";
import { logMultinomialCoefficient } from "./multinomial-coefficient.js";
import type { VariationalState } from "./state.js";

type Reals = Region<Float64Array>;

/** Bursts of one coarse step: states X_0 taken for known, and the counts after it. */
export interface Burst {
  readonly bins: number;
  readonly walkers: number;
  readonly sequences: number;
  /** [sequence, bin] */
  readonly start: Float64Array;
  readonly counts: Float64Array;
}

/** Inference from {@link Burst}s, with what never changes during a fit computed once. */
export interface BurstInference extends StateInference {
  /** q(X) after the step and its counts. */
  readonly states: CoarseStates;
  /** theta . phi(X_0) at the present law, [sequence][bin]. */
  readonly prediction: Reals;
  readonly precision: Reals;
}

/** sum phi phi^T of all features: one matrix, or one for each bin with its own precision. */
function allGrams(space: LawSpace, start: PaddedStates, block: FeatureBlock): Float64Array[] {
  const { kernel, matrix, features, offsets, packedOffsets } = space;
  offsets.view.set(packedOffsets);
  const set = { offsets, features: features.length };
  const gram = (span?: { firstBin: number; count: number }) => {
    featureGram(kernel, start, set, block, matrix, span);
    mirrorLower(kernel, matrix, features.length);
    return matrix.view.slice();
  };
  if (space.parameters.precision === "shared") return [gram()];
  return Array.from({ length: start.bins }, (_, j) => gram({ firstBin: j, count: 1 }));
}

/**
 * q(X) is a product over bins, and features are those of known states: their Gram matrices are constant.
 *
 * @param seed of the Monte Carlo gradients
 */
export function createBursts(space: LawSpace, burst: Burst, seed: number): BurstInference {
  const { kernel, parameters } = space;
  const { arena } = kernel;
  const { bins, sequences, walkers } = burst;
  const total = sequences * bins;
  const states: CoarseStates = {
    counts: arena.copyF64(burst.counts),
    mu: arena.f64(total),
    variance: arena.f64(total),
    sequences,
    bins,
    walkers,
  };
  const start = padStates(kernel, arena.copyF64(burst.start), sequences, bins, parameters.range);
  const block = reserveFeatureBlock(kernel, space.features.length, bins);
  const prediction = arena.f64(total);
  const precision = arena.f64(bins);
  // What the last bound computed of q(X), for the next update of it; `of` are the means it was taken at.
  const tilt = { values: reserveTilt(kernel, sequences, bins), of: undefined as unknown };
  const grams = new ActiveGrams(allGrams(space, start, block), space.features.length);
  const own = (state: VariationalState, v: Float64Array) => {
    states.mu.view.set(state.mu);
    states.variance.view.set(state.variance);
    precision.view.set(v);
  };
  const byAdam = (state: VariationalState) => {
    const mark = arena.mark();
    const moments = arena.copyF64(state.moments);
    const rate = parameters.learningRate / Math.sqrt(1 + state.iteration / 100);
    const settings = { steps: parameters.adamSteps, samples: parameters.samples, rate };
    const stream = openStream(kernel, seed, state.iteration);
    const taken = state.iteration * parameters.adamSteps;
    adamStates(kernel, states, prediction, precision, settings, moments, taken, stream);
    state.moments.set(moments.view);
    arena.release(mark);
  };

  return {
    states,
    prediction,
    precision,
    transitions: sequences,
    dimension: total,
    logConstant: logMultinomialCoefficient(kernel, burst.counts, bins),
    initial: () => ({
      mu: centre(
        Float64Array.from(burst.counts, (m) => log(kernel, m + 0.5)),
        bins,
      ),
      variance: Float64Array.from(burst.counts, (m) => 1 / (m + 1)),
      covariance: new Float64Array(0),
      startCovariance: new Float64Array(0),
    }),
    predict(state) {
      const set = activeSet(space, state.active);
      state.active.forEach((l, a) => {
        space.theta.view[a] = state.thetaMean[l];
      });
      predict(kernel, start, set, block, space.theta, prediction);
    },
    update(state, v) {
      own(state, v);
      if (parameters.update === "adam") {
        byAdam(state);
      } else {
        const known = tilt.of === state.mu ? tilt.values : undefined;
        newtonStates(kernel, states, prediction, precision, 1, "lognormal", known);
      }
      state.mu.set(states.mu.view);
      state.variance.set(states.variance.view);
      tilt.of = undefined;
    },
    moments(state, v) {
      const n = state.active.length;
      const matrix = space.matrix.view;
      matrix.fill(0, 0, n * n);
      grams.of(state.active).forEach((gram, j) => {
        for (let k = 0; k < n * n; k++) matrix[k] += v[j] * gram[k];
      });
      own(state, v);
      const set = activeSet(space, state.active);
      featureMoments(kernel, start, set, block, states.mu, v, space.vector);
    },
    score(state, v) {
      const mark = arena.mark();
      const residual = arena.f64(total);
      const [r, p] = [residual.view, prediction.view];
      for (let k = 0; k < r.length; k++) r[k] = state.mu[k] - p[k];
      featureMoments(
        kernel,
        start,
        activeSet(space, state.active),
        block,
        residual,
        v,
        space.vector,
      );
      arena.release(mark);
    },
    information(state, v, most) {
      const some = Math.min(sequences, most ?? sequences);
      const mark = arena.mark();
      const weight = arena.f64(some * bins);
      const direction = arena.f64(some * bins);
      own(state, v);
      information(kernel, { ...states, sequences: some }, precision, weight, direction);
      const set = activeSet(space, state.active);
      const from = { ...start, sequences: some };
      informationGram(kernel, from, set, block, { weight, direction }, space.matrix);
      arena.release(mark);
      if (some === sequences) return;
      const matrix = space.matrix.view;
      for (let k = 0; k < set.features * set.features; k++) matrix[k] *= sequences / some;
    },
    residuals({ mu, variance }) {
      const p = prediction.view;
      const distance = new Float64Array(bins);
      const uncertainty = new Float64Array(bins);
      for (let from = 0; from < total; from += bins) {
        for (let j = 0; j < bins; j++) {
          const d = mu[from + j] - p[from + j];
          distance[j] += d * d;
          uncertainty[j] += variance[from + j];
        }
      }
      return { distance, uncertainty };
    },
    spread: (covariance) => grams.traces(covariance),
    expectations(state) {
      own(state, state.precision);
      const { logLikelihood, logVariance } = expectations(kernel, states, tilt.values);
      tilt.of = state.mu;
      return { logLikelihood, logDeterminant: logVariance };
    },
  };
}
