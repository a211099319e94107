import { invalidData, throwIfAborted } from "../../errors.js";
import type { Kernel } from "../../kernel/load.js";
import { exp } from "../../kernel/math.js";
import type { NetworkKernel } from "../../kernel/network/load.js";
import { fillNormal, fillUniform, openStream } from "../../kernel/random.js";
import { breathe } from "../../parallel/breathe.js";
import type { DensityPaths } from "../density-law/forecast.js";
import type { ForecastRequest } from "../model.js";
import { condition } from "./condition.js";
import { type Linearisation, linearise } from "./linearise.js";
import type { VirtualObservable } from "./observable.js";
import type { NoisyLaw } from "./pushed-states.js";

/** Purposes of the streams: noise of the law and of the observations, and resampling. */
const noiseStream = 5;
const resampleStream = 6;

/** Times that c is linearised anew at the state it leads to, for constraints that are not linear. */
const relinearisations = 2;

/** What is forecast, under which observables. */
export interface ConstrainedProblem {
  readonly network: NetworkKernel;
  readonly law: NoisyLaw;
  readonly conserving: boolean;
  readonly observables: readonly VirtualObservable[];
  readonly bins: number;
}

/** All draws side by side: a system of particles. */
interface Particles {
  /** Relative densities now, [bin][draw]. */
  state: Float64Array;
  /** Shares of the steps before, [step][bin][draw]. */
  readonly path: Float64Array;
  readonly logWeights: Float64Array;
}

const columnOf = (values: Float64Array, columns: number, column: number, rows: number) =>
  Float64Array.from({ length: rows }, (_, j) => values[j * columns + column]);

/** log N(0 | c, diag(tolerance)) up to a constant. */
function logDensity(c: Float64Array, tolerance: Float64Array): number {
  return c.reduce((sum, value, i) => sum - (0.5 * value * value) / tolerance[i], 0);
}

/** Moves all particles by one step, conditioned on the observables of where they come to. */
function advance(
  kernel: Kernel,
  { law, conserving, bins }: ConstrainedProblem,
  linearisation: Linearisation,
  particles: Particles,
  step: number,
  lifted: boolean,
  { draws, seed }: ForecastRequest,
): void {
  const { rows, tolerance } = linearisation;
  const before = particles.state;
  const predicted = new Float64Array(before.length);
  (step === 0 && lifted && law.first ? law.first : law.step)(before, draws, predicted);
  let at = predicted;
  let moved = predicted;
  let linear = linearisation.at(at, before);
  const weights = new Float64Array(draws);
  const offsets = new Float64Array(rows * draws);
  const { arena } = kernel;
  for (let round = 0; round <= relinearisations; round++) {
    const last = round === relinearisations;
    const next = new Float64Array(before.length);
    for (let d = 0; d < draws; d++) {
      const mark = arena.mark();
      const z = arena.f64(bins + rows);
      fillNormal(kernel, openStream(kernel, seed, d, noiseStream + 16 * (step + 1)), z);
      const normals = z.view.slice();
      arena.release(mark);
      const mean = columnOf(predicted, draws, d, bins);
      const given = {
        ...{ predicted: mean, at: columnOf(at, draws, d, bins), tolerance, conserving },
        value: columnOf(linear.value, draws, d, rows),
        jacobian: columnOf(linear.jacobian, draws, d, rows * bins),
        noise: law.noise,
      };
      const drawn = noisy(mean, normals, law.noise, conserving);
      const told = condition(kernel, given, drawn, normals.subarray(bins), step);
      const result = last ? told.state : told.mean;
      for (let j = 0; j < bins; j++) next[j * draws + d] = result[j];
      weights[d] = told.logWeight;
      if (last) {
        // c of the state by the linear formula that it was drawn under.
        for (let i = 0; i < rows; i++) {
          let c = given.value[i];
          for (let j = 0; j < bins; j++) {
            c += given.jacobian[i * bins + j] * (result[j] - given.at[j]);
          }
          offsets[i * draws + d] = c;
        }
      }
    }
    moved = next;
    if (!last) {
      at = next;
      linear = linearisation.at(at, before);
    }
  }
  const exact = linearisation.at(moved, before).value;
  for (let d = 0; d < draws; d++) {
    const correction =
      logDensity(columnOf(exact, draws, d, rows), tolerance) -
      logDensity(columnOf(offsets, draws, d, rows), tolerance);
    particles.logWeights[d] += weights[d] + correction;
  }
  particles.state = moved;
}

/** f + noise of a law, [bin]. */
function noisy(mean: Float64Array, z: Float64Array, level: number, conserving: boolean) {
  const n = mean.length;
  let average = 0;
  if (conserving) {
    for (let j = 0; j < n; j++) average += z[j];
    average /= n;
  }
  const scale = level * (conserving ? Math.sqrt(n / Math.max(1, n - 1)) : 1);
  return mean.map((f, j) => f + scale * (z[j] - average));
}

/** Systematic resampling: ancestors of the new particles, in proportion to the weights. */
function ancestors(kernel: Kernel, logWeights: Float64Array, uniform: number): Int32Array {
  const n = logWeights.length;
  const top = logWeights.reduce((most, w) => Math.max(most, w), Number.NEGATIVE_INFINITY);
  const weights = logWeights.map((w) => exp(kernel, w - top));
  const total = weights.reduce((sum, w) => sum + w, 0);
  const chosen = new Int32Array(n);
  let at = 0;
  let reached = weights[0] / total;
  for (let d = 0; d < n; d++) {
    const wanted = (d + uniform) / n;
    while (reached < wanted && at < n - 1) reached += weights[++at] / total;
    chosen[d] = at;
  }
  return chosen;
}

/** (sum w)^2 / sum w^2: how many particles of equal weight would do as well. */
function effectiveNumber(kernel: Kernel, logWeights: Float64Array): number {
  const top = logWeights.reduce((most, w) => Math.max(most, w), Number.NEGATIVE_INFINITY);
  const weights = logWeights.map((w) => exp(kernel, w - top));
  const sum = weights.reduce((total, w) => total + w, 0);
  return (sum * sum) / weights.reduce((total, w) => total + w * w, 0);
}

/** Replaces particles, paths and all, by copies of their ancestors. */
function resample(particles: Particles, chosen: Int32Array, done: number, bins: number): void {
  const draws = chosen.length;
  const rows = done * bins;
  const line = new Float64Array(draws);
  const pick = (values: Float64Array, row: number) => {
    for (let d = 0; d < draws; d++) line[d] = values[row * draws + chosen[d]];
    values.set(line, row * draws);
  };
  for (let row = 0; row < rows; row++) pick(particles.path, row);
  for (let j = 0; j < bins; j++) pick(particles.state, j);
  particles.logWeights.fill(0);
}

/**
 * Paths of future states that were told of their virtual observables too, as section 2.6 of Kaltenbach & Koutsourelakis 2020
 * says it would be done: draws from p(X_{T+1..T+P} | data, c_{T+1..T+P} = 0). A particle filter with the proposal
 * p(X_{t+1} | X_t, c_{t+1} = 0) (Doucet, Godsill & Andrieu 2000), exact for linear observables and linearised, with its weight
 * corrected, for others; whole paths are resampled where weights have become uneven, and at the end.
 *
 * @param starts shares, [bin][draw]
 * @param lifted whether walkers were just placed
 * @throws InvalidData if there is nothing to constrain, or an observable is not finite; NumericalFailure; Interrupted
 */
export async function forecastConstrained(
  kernel: Kernel,
  problem: ConstrainedProblem,
  starts: Float64Array,
  lifted: boolean,
  request: ForecastRequest,
): Promise<DensityPaths> {
  const { network, observables, bins, law } = problem;
  const { steps, draws, seed, signal, onProgress } = request;
  if (observables.length === 0) {
    const recover = "Forecast without constraints: the law conserves mass by itself.";
    throw invalidData("constrained forecast", "virtual observables", "none", recover);
  }
  if (!(law.noise > 0)) {
    throw invalidData("constrained forecast", "a law with noise, which can give way", "noise 0");
  }
  const linearisation = linearise(network, observables, bins, draws);
  const size = bins * draws;
  const particles: Particles = {
    state: starts.map((x) => bins * x),
    path: new Float64Array(steps * size),
    logWeights: new Float64Array(draws),
  };
  for (let step = 0; step < steps; step++) {
    throwIfAborted(signal, "the forecast");
    onProgress?.({ phase: "constrain", done: step, total: steps });
    advance(kernel, problem, linearisation, particles, step, lifted, request);
    particles.path.set(
      particles.state.map((u) => u / bins),
      step * size,
    );
    const last = step === steps - 1;
    if (last || effectiveNumber(kernel, particles.logWeights) < draws / 2) {
      const mark = kernel.arena.mark();
      const uniform = kernel.arena.f64(1);
      fillUniform(kernel, openStream(kernel, seed, step, resampleStream), uniform);
      const chosen = ancestors(kernel, particles.logWeights, uniform.view[0]);
      kernel.arena.release(mark);
      resample(particles, chosen, step + 1, bins);
    }
    await breathe();
  }
  onProgress?.({ phase: "constrain", done: steps, total: steps });
  return { path: particles.path, divergedAt: new Int32Array(draws).fill(-1) };
}
