import { invalidData } from "../../errors.js";
import type { Kernel } from "../../kernel/load.js";
import type { NetworkKernel } from "../../kernel/network/load.js";
import type { RunControl } from "../../types.js";
import { type LawEvaluator, lawEvaluator } from "./evaluate-law.js";
import { createLaw } from "./laws/create.js";
import type { TransitionLaw } from "./laws/law.js";
import { fitLiftedFlux } from "./lifted-flux.js";
import { fitLinearFlux, type LinearFlux, pairWeights, shareThatMoves } from "./linear-flux.js";
import type { VirtualObservable } from "./observable.js";
import type { VirtualObservablesParameters } from "./parameters.js";
import { type Pairs, selectPairs } from "./snapshots.js";
import { type LearnedLaw, trainLaw } from "./train-law.js";
import type { TrainingState } from "./training-state.js";

/** A law learned from walkers that live on. */
export interface LivingLaw {
  readonly law: TransitionLaw;
  /** Its linear part with the covariance of the coefficients, where the law has one. */
  readonly linear?: LinearFlux | undefined;
  /** What a first step adds; see `fitLiftedFlux`. */
  readonly lifted?: Float64Array | undefined;
  /** sigma_r, in units of the mean share. */
  readonly noise: number;
  readonly bound: Float64Array;
  /** Whether held-out sequences asked for the network, where they were asked. */
  readonly trial?: NetworkTrial | undefined;
  /** What goes on from here, where training is under way. */
  readonly training?: TrainingState | undefined;
}

/** Where an earlier training of a law stopped. */
export type StoppedLaw = Pick<LivingLaw, "law" | "bound" | "trial" | "training">;

/** How a network on top of the linear law did on sequences that it had not seen. */
export interface NetworkTrial {
  /** Mean gain in quasi-log-likelihood of a held-out sequence, in nats, and its standard error. */
  readonly gain: number;
  readonly standardError: number;
  readonly kept: boolean;
}

/** What is learned from. */
export interface LivingProblem {
  readonly kernel: Kernel;
  readonly network: NetworkKernel;
  readonly pairs: Pairs;
  readonly walkers: number;
  /** Whether sequences begin with walkers that were just placed. */
  readonly placed: boolean;
  readonly parameters: VirtualObservablesParameters;
  readonly observables: readonly VirtualObservable[];
  /** Makes a law of one's own network, instead of the parameters' law. */
  readonly own?: TransitionLaw | undefined;
  readonly seed: number;
  /** What to go on from; its network has been tried already. */
  readonly resume?: StoppedLaw | undefined;
}

/** Options of {@link learnLiving}. */
export interface LivingOptions extends RunControl {
  readonly onCheckpoint?: ((learned: LivingLaw) => void | Promise<void>) | undefined;
}

/** Every so many sequences, one is held out of the trial of a network. */
const heldOutEvery = 4;
/** Held-out sequences below which no standard error is worth its name. */
const fewestHeldOut = 2;
/** Standard errors by which a network must win. */
const clearGain = 2;

/** Quasi-log-likelihood of each sequence, [sequence], of pairs under a law. */
function sequenceScores(
  law: LawEvaluator,
  pairs: Pairs,
  weights: Float64Array,
): Map<number, number> {
  const expected = new Float64Array(pairs.before.length);
  law(pairs.before, pairs.pairs, expected);
  const scores = new Map<number, number>();
  for (let p = 0; p < pairs.pairs; p++) {
    let sum = 0;
    for (let j = 0; j < pairs.bins; j++) {
      const at = j * pairs.pairs + p;
      const miss = pairs.after[at] - expected[at];
      sum -= 0.5 * weights[at] * miss * miss;
    }
    scores.set(pairs.sequence[p], (scores.get(pairs.sequence[p]) ?? 0) + sum);
  }
  return scores;
}

/** Mean squared residual over the variance that fresh sampling would have. */
function dispersionOf(
  law: LawEvaluator,
  pairs: Pairs,
  weights: Float64Array,
  used: number,
): number {
  let sum = 0;
  for (const score of sequenceScores(law, pairs, weights).values()) sum -= 2 * score;
  return sum / Math.max(1, pairs.pairs * (pairs.bins - 1) - used);
}

/** The law without and with a network, each learned from the same pairs. */
async function learnFlux(
  problem: LivingProblem,
  pairs: Pairs,
  network: boolean,
  options: LivingOptions & { readonly phase: string },
  resume?: StoppedLaw,
): Promise<LearnedLaw & { readonly linear: LinearFlux }> {
  const { kernel, parameters, walkers, seed, observables } = problem;
  const linear = fitLinearFlux(kernel, pairs, parameters.reach, walkers);
  const law = createLaw(kernel, parameters, pairs.bins, seed, {
    linear: linear.coefficients,
    network,
  });
  const steps = observables.some(({ of }) => of === "step");
  if (!network && !steps) return { law, linear, bound: new Float64Array() };
  // Least squares has found the linear part; only a constraint on steps can say more of it.
  const frozen = steps ? 0 : 1;
  const learned = await trainLaw(lawProblem(problem, pairs, linear, law, frozen, resume), {
    signal: options.signal,
    onProgress: options.onProgress,
    phase: options.phase,
    onCheckpoint: (state) =>
      options.onCheckpoint?.({ ...state, linear, noise: parameters.noiseLevel }),
  });
  return { ...learned, linear };
}

function lawProblem(
  { kernel, network, parameters, observables, walkers, seed }: LivingProblem,
  pairs: Pairs,
  { dispersion }: LinearFlux,
  begun: TransitionLaw,
  frozen: number,
  resume: StoppedLaw | undefined,
) {
  const weights = pairWeights(pairs, walkers).map((w) => w / dispersion);
  const law = resume ? begun.withValues(resume.law.parameters.map(({ values }) => values)) : begun;
  return { kernel, network, pairs, weights, law, frozen, observables, parameters, seed, resume };
}

/** Whether a network on top of the linear law forecasts held-out sequences better. */
async function tryNetwork(
  problem: LivingProblem,
  pairs: Pairs,
  options: LivingOptions,
): Promise<NetworkTrial | undefined> {
  const isHeldOut = (p: number) => pairs.sequence[p] % heldOutEvery === heldOutEvery - 1;
  const heldOut = selectPairs(pairs, isHeldOut);
  if (new Set(heldOut.sequence).size < fewestHeldOut) return undefined;
  const training = selectPairs(pairs, (p) => !isHeldOut(p));
  const control = { signal: options.signal, onProgress: options.onProgress, phase: "try network" };
  const plain = await learnFlux(problem, training, false, control);
  const deep = await learnFlux(problem, training, true, control);
  const weights = pairWeights(heldOut, problem.walkers).map((w) => w / plain.linear.dispersion);
  const [before, after] = [plain, deep].map(({ law }) =>
    sequenceScores(lawEvaluator(problem.network, law, pairs.bins), heldOut, weights),
  );
  const gains = [...before].map(([sequence, score]) => (after.get(sequence) ?? score) - score);
  const gain = gains.reduce((sum, g) => sum + g, 0) / gains.length;
  const variance = gains.reduce((sum, g) => sum + (g - gain) * (g - gain), 0) / (gains.length - 1);
  const standardError = Math.sqrt(variance / gains.length);
  return { gain, standardError, kept: gain > clearGain * standardError && gain > 0 };
}

/**
 * Learns the law of walkers that live on: f of the quasi-likelihood of each snapshot given the walkers of the one before. A
 * flux law begins with its linear part by least squares; a network on top is kept where held-out sequences ask for it.
 *
 * @throws InvalidData without pairs; NumericalFailure if the equations cannot be solved or a gradient is not finite; Interrupted if the signal fires
 */
export async function learnLiving(
  problem: LivingProblem,
  options: LivingOptions = {},
): Promise<LivingLaw> {
  const { kernel, network, pairs, walkers, parameters, placed, seed, own, resume } = problem;
  const { bins } = pairs;
  if (pairs.pairs === 0) {
    const recover = "Give snapshots that follow each other, or use walkers=anew.";
    throw invalidData("dataset", "two observed snapshots one step apart", "none", recover);
  }
  const running = placed ? selectPairs(pairs, (p) => pairs.step[p] > 0) : pairs;
  const separate = placed && parameters.lifting && running.pairs > 0;
  const used = separate ? running : pairs;
  const weights = pairWeights(used, walkers);
  let learned: LearnedLaw & { readonly linear: LinearFlux };
  let trial: NetworkTrial | undefined;
  if (own === undefined && parameters.law === "flux") {
    const { network: choice } = parameters;
    if (choice === "auto") trial = resume ? resume.trial : await tryNetwork(problem, used, options);
    const deep = choice === "always" || trial?.kept === true;
    const control = {
      ...options,
      onCheckpoint: (state: LivingLaw) => options.onCheckpoint?.({ ...state, trial }),
      phase: "fit",
    };
    learned = await learnFlux(problem, used, deep, control, resume);
  } else {
    const linear = fitLinearFlux(kernel, used, parameters.reach, walkers);
    const none = { linear: linear.coefficients, network: true };
    const law = own ?? createLaw(kernel, parameters, bins, seed, none);
    const trained = await trainLaw(lawProblem(problem, used, linear, law, 0, resume), {
      ...options,
      onCheckpoint: (state) => options.onCheckpoint?.({ ...state, noise: parameters.noiseLevel }),
    });
    learned = { ...trained, linear };
  }
  const { law, linear, bound } = learned;
  const step = lawEvaluator(network, law, bins);
  const first = separate ? selectPairs(pairs, (p) => pairs.step[p] === 0) : undefined;
  const lifted = first && fitLiftedFlux(kernel, first, step, parameters.reach, walkers);
  // Uniform walkers spread as the law of the first step says, whose weights are probabilities. What the first step has beside
  // the law makes up for the errors of the law, so that the covariance of the sum is its own.
  const spread = shareThatMoves({
    coefficients: linear.coefficients.map((g, k) => g + (lifted?.coefficients[k] ?? 0)),
    covariance: (lifted ?? linear).covariance,
  });
  // Fresh sampling of all walkers has bins - 1 free values, moves from each bin by themselves one more.
  const free = bins / Math.max(1, bins - 1);
  const dispersion = dispersionOf(step, used, weights, 2 * parameters.reach);
  const values = Math.max(1, used.pairs * (bins - 1));
  const variance =
    free * free * spread.standardError * spread.standardError +
    (2 * dispersion * dispersion) / values;
  return {
    law,
    linear: law.name === "flux" ? linear : undefined,
    lifted: lifted?.coefficients,
    noise: noiseLevel(
      parameters,
      dispersion - free * spread.share,
      Math.sqrt(variance),
      bins / walkers,
    ),
    bound,
    trial,
  };
}

/** Standard errors by which the residual variance must exceed that of the walkers to count as noise of the law. */
const clearExcess = 2;

/**
 * sigma_r beyond the sampling of walkers: the residual variance less that of walkers which move independently, a fraction
 * 1 - sum w^2 of fresh sampling for the probabilities w of a move; what sampling error explains of the difference is none.
 *
 * @param excess of the residual variance, as a fraction of that of fresh sampling
 * @param unit variance of fresh sampling in a bin of the mean share
 */
function noiseLevel(
  { noise, noiseLevel, noiseFloor }: VirtualObservablesParameters,
  excess: number,
  standardError: number,
  unit: number,
): number {
  if (noise === "fixed") return noiseLevel;
  const clear = Math.max(0, excess - clearExcess * standardError);
  return Math.max(noiseFloor, Math.sqrt(clear * unit));
}
