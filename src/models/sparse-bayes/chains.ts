import { numericalFailure } from "../../errors.js";
import {
  type ChainSequence,
  chainExpectation,
  chainInformation,
  chainMoments,
  chainResiduals,
  reserveChains,
  updateChains,
} from "../../kernel/chain.js";
import type { Kernel } from "../../kernel/load.js";
import { log } from "../../kernel/math.js";
import { centre } from "../law/centre.js";
import type { ChainData } from "./chain-data.js";
import type { StateInference } from "./inference.js";
import { activeSet, type LawSpace } from "./law-space.js";
import { logMultinomialCoefficient } from "./multinomial-coefficient.js";
import { averageCovariance, startPrior } from "./start-prior.js";
import type { VariationalState } from "./state.js";

type InitialStates = Pick<VariationalState, "mu" | "variance" | "covariance">;

/** Means of the unknown states from the counts alone; those not observed are as the last one before. */
function firstMeans(
  kernel: Kernel,
  { steps, start, counts, walkers }: ChainSequence,
  bins: number,
): Float64Array {
  const from = start === undefined ? 0 : 1;
  const mu = new Float64Array((steps + 1 - from) * bins);
  let last = start;
  for (let t = 0; t <= steps; t++) {
    if (t >= from && walkers[t] > 0) {
      const row = counts.subarray(t * bins, (t + 1) * bins);
      last = centre(
        Float64Array.from(row, (m) => log(kernel, m + 0.5)),
        bins,
      );
    }
    if (t >= from && last) mu.set(last, (t - from) * bins);
  }
  return mu;
}

function firstVariances({ steps, start, counts, walkers }: ChainSequence, bins: number) {
  const from = start === undefined ? 0 : 1;
  return Float64Array.from({ length: (steps + 1 - from) * bins }, (_, k) => {
    const t = from + Math.floor(k / bins);
    return walkers[t] > 0 ? 1 / (counts[t * bins + (k % bins)] + 1) : bins / walkers[steps];
  });
}

/** Variances as diagonal covariances, [state, bin, bin]. */
function diagonal(variance: Float64Array, bins: number): Float64Array {
  const covariance = new Float64Array(variance.length * bins);
  for (let k = 0; k < variance.length; k++) covariance[k * bins + (k % bins)] = variance[k];
  return covariance;
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * Inference of sequences of any length, with known or unknown starts and with snapshots missing (sections 2.1
 * and 2.4 of Felsberger & Koutsourelakis 2019). With `full`, q(X) keeps all covariances of a sequence; else
 * it is a product over bins and times. Method: assembly/chain.ts.
 *
 * The law sees states with their mean over the bins removed, which fixes the gauge: counts cannot tell X from
 * X + c, and a law of second order would otherwise take a shift for a feature.
 */
export function createChains(
  space: LawSpace,
  { chains: data }: ChainData,
  bins: number,
  full: boolean,
): StateInference {
  const { kernel, parameters, features } = space;
  const { arena } = kernel;
  const { range } = parameters;
  const settings = { bins, range, features: features.length, full };
  const chains = reserveChains(kernel, settings, data);
  const distance = arena.f64(bins);
  const uncertainty = arena.f64(bins);
  /** The first state of each sequence whose start is unknown. */
  const starts: number[] = [];
  let states = 0;
  data.forEach(({ start }, i) => {
    if (start === undefined) starts.push(states);
    states += chains.nodes[i];
  });
  const learnStarts = ({ mu, variance, covariance }: InitialStates) => {
    if (starts.length === 0) return new Float64Array(0);
    const square = bins * bins;
    return averageCovariance(
      starts.map((k) => ({
        mean: mu.subarray(k * bins, (k + 1) * bins),
        covariance: full
          ? covariance.subarray(k * square, (k + 1) * square)
          : variance.subarray(k * bins, (k + 1) * bins),
      })),
    );
  };
  const observed = data.map(({ steps, start, counts, walkers }) => {
    const from = start === undefined ? 0 : 1;
    const rows = Array.from({ length: steps + 1 - from }, (_, k) => k + from)
      .filter((t) => walkers[t] > 0)
      .map((t) => counts.subarray(t * bins, (t + 1) * bins));
    return joined(rows);
  });
  let logDeterminant = 0;

  const own = (state: VariationalState, v: Float64Array) => {
    chains.mu.view.set(state.mu);
    chains.variance.view.set(state.variance);
    chains.covariance.view.set(state.covariance);
    chains.precision.view.set(v);
    if (starts.length > 0) {
      chains.prior.view.set(startPrior(kernel, state.startCovariance).precision);
    }
  };
  const check = (state: VariationalState, failed: number) => {
    if (failed < 0) return;
    throw numericalFailure(
      "the update of q(X)",
      state.iteration,
      `the precision of the states of chain ${failed} is not positive definite, or they left the finite numbers`,
      "Use a smaller range or order, or more sequences.",
    );
  };
  const inference: StateInference = {
    transitions: data.reduce((sum, { steps }) => sum + steps, 0),
    dimension: chains.mu.length,
    logConstant: logMultinomialCoefficient(kernel, joined(observed), bins),
    initial() {
      const variance = joined(data.map((sequence) => firstVariances(sequence, bins)));
      const first = {
        mu: joined(data.map((sequence) => firstMeans(kernel, sequence, bins))),
        variance,
        covariance: full ? diagonal(variance, bins) : new Float64Array(0),
      };
      return { ...first, startCovariance: learnStarts(first) };
    },
    predict(state) {
      const { offsets, features: count } = activeSet(space, state.active);
      chains.offsets.view.set(offsets.view);
      for (let k = 0; k < count; k++) chains.theta.view[k] = state.thetaMean[state.active[k]];
    },
    update(state, v) {
      own(state, v);
      const step = updateChains(kernel, chains, state.active.length);
      check(state, step.failed);
      logDeterminant = step.logDeterminant;
      state.mu.set(chains.mu.view);
      state.variance.set(chains.variance.view);
      state.covariance.set(chains.covariance.view);
      state.startCovariance.set(learnStarts(state));
    },
    moments(state, v) {
      own(state, v);
      chainMoments(kernel, chains, state.active.length, space.matrix, space.vector);
    },
    score(state, v) {
      inference.moments(state, v);
      const n = state.active.length;
      const [matrix, vector] = [space.matrix.view, space.vector.view];
      const theta = Array.from(state.active, (l) => state.thetaMean[l]);
      for (let a = 0; a < n; a++) {
        for (let b = 0; b < n; b++) {
          vector[a] -= matrix[Math.max(a, b) * n + Math.min(a, b)] * theta[b];
        }
      }
    },
    information(state, v) {
      own(state, v);
      check(state, chainInformation(kernel, chains, state.active.length, space.matrix));
    },
    residuals(state) {
      chainResiduals(kernel, chains, state.active.length, distance, uncertainty);
      return { distance: distance.view.slice(), uncertainty: uncertainty.view.slice() };
    },
    spread() {
      throw new TypeError("one precision for each bin is not inferred from chains");
    },
    expectations(state) {
      own(state, state.precision);
      const logLikelihood = chainExpectation(kernel, chains, state.active.length);
      if (starts.length === 0) return { logLikelihood, logDeterminant };
      const prior = startPrior(kernel, state.startCovariance).logDeterminant;
      const constant = prior - bins * log(kernel, 2 * Math.PI);
      return { logLikelihood: logLikelihood + 0.5 * starts.length * constant, logDeterminant };
    },
  };
  return inference;
}
