import type { Dataset, Start } from "../../dataset/dataset.js";
import { coverageByLevel, type LevelCoverage } from "../../diagnose/coverage.js";
import { relativeError } from "../../diagnose/relative-error.js";
import { type StepScore, score } from "../../diagnose/score.js";
import { type TwoBinScore, twoBinScore } from "../../diagnose/two-bin-score.js";
import type { Ensemble } from "../../forecast/ensemble.js";
import type { SparseBayesPosterior } from "../../models/sparse-bayes/posterior.js";
import { type AdvectionDiffusion, advectionDiffusion } from "../../simulate/advection-diffusion.js";
import { simulate } from "../../simulate/simulate.js";
import { exactDensity } from "../../simulate/walk-law.js";
import type { ExperimentContext } from "../experiment.js";
import { fineBins, level, type Settings, seedFor, twoBinPairs } from "./settings.js";

/** How well the forecast from one start did. */
export interface Evaluation {
  readonly name: string;
  /** Scores at every step, on the coarse bins and on four times as many. */
  readonly coarseScores: readonly StepScore[];
  readonly fineScores: readonly StepScore[];
  readonly levels: readonly LevelCoverage[];
  readonly twoBinCoarse: readonly TwoBinScore[];
  readonly twoBinFine: readonly TwoBinScore[];
  /** Scores of the law before elimination at every step, on the coarse bins. */
  readonly unabridgedScores: readonly StepScore[];
  /** Shape [step]: relative errors on the coarse bins of two references that need no learning. */
  readonly persistence: readonly number[];
  readonly exactLaw: readonly number[];
}

/** A forecast and the simulations it is held against, on the coarse and the fine bins. */
export interface Illustration {
  readonly truth: Dataset;
  readonly coarse: Ensemble;
  readonly fine: Ensemble;
}

/** Nominal levels of the calibration figure. */
const levels = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

/** The same pairs on the fine bins: the second cell of the first bin and the third cell of the second. */
const finePairs = twoBinPairs.map(([a, b]) => [4 * a + 1, 4 * b + 2] as const);

/** The laws that are compared. */
export interface Laws {
  /** Learned: the one that forecasts, and the same before elimination. */
  readonly learned: SparseBayesPosterior;
  readonly unabridged: SparseBayesPosterior;
  /** Exact: where the walkers of bin 0 are after each step, shape [step][bin]. */
  readonly responses: readonly Float64Array[];
}

/** The exact law of the walkers; see {@link Laws.responses}. */
export function exactResponses(system: AdvectionDiffusion, steps: number): Float64Array[] {
  const first = Float64Array.from({ length: system.grid.bins }, (_, j) => (j === 0 ? 1 : 0));
  return Array.from({ length: steps }, (_, k) => exactDensity(system, first, k + 1));
}

/** Expected counts after a step: every bin responds as bin 0 does. */
function spread(counts: Float64Array, response: Float64Array): Float64Array {
  const bins = counts.length;
  return counts.map((_, j) =>
    response.reduce((sum, share, shift) => sum + share * counts[(j - shift + bins) % bins], 0),
  );
}

/** A start to forecast. */
export interface Task {
  readonly start: Start & { readonly state: Float64Array };
  readonly name: string;
  /** Number of the start, which decides the random numbers. */
  readonly index: number;
  /** From the walkers alone: the coarse state is inferred, and all runs share the walkers. */
  readonly fromWalkers: boolean;
}

/** A coarse state on the fine bins: walkers are uniform within a coarse bin. */
function refine(state: Float64Array): Float64Array {
  const factor = fineBins / state.length;
  return Float64Array.from({ length: fineBins }, (_, j) => state[Math.floor(j / factor)]);
}

function meanCounts(truth: Dataset, step: number, bins: number): Float64Array {
  const factor = truth.grid.bins / bins;
  const mean = new Float64Array(bins);
  for (let run = 0; run < truth.sequences; run++) {
    const counts = truth.countsAt(run, step);
    for (let j = 0; j < counts.length; j++) mean[Math.floor(j / factor)] += counts[j];
  }
  return mean.map((sum) => sum / truth.sequences);
}

/** Counts of the shared walkers on the coarse bins, without the state they were drawn from. */
function walkersOnly(start: Start, truth: Dataset): Start {
  const counts = Uint32Array.from(meanCounts(truth, 0, start.grid.bins));
  return { grid: start.grid, time: start.time, sequence: start.sequence, counts };
}

/** Simulates a start many times over. */
export function simulateTruth(
  { seed, executor, signal }: ExperimentContext,
  settings: Settings,
  { start, index, fromWalkers }: Task,
): Promise<Dataset> {
  return simulate(advectionDiffusion({ bins: fineBins }), {
    sequences: settings.runs,
    steps: settings.steps,
    seed: seedFor(seed, "truth", index),
    initialStates: refine(start.state),
    sharedStart: fromWalkers,
    executor,
    signal,
  });
}

/**
 * Forecasts a start and scores the forecast against its simulations. The arrays of an
 * {@link Illustration} are large: keep them for the starts that are drawn only.
 */
export async function evaluate(
  { seed, signal }: ExperimentContext,
  settings: Settings,
  { learned, unabridged, responses }: Laws,
  { start, name, index, fromWalkers }: Task,
  truth: Dataset,
): Promise<Evaluation & Illustration> {
  const from = fromWalkers ? walkersOnly(start, truth) : start;
  const { steps, draws } = settings;
  const request = { steps, draws, seed: seedFor(seed, "forecast", index), signal };
  const coarse = await learned.forecast(from, request);
  const fine = coarse.rebin(fineBins);
  const { bins } = coarse;
  const initial = meanCounts(truth, 0, bins);
  const ahead = Array.from({ length: steps }, (_, k) => k + 1);
  return {
    name,
    truth,
    coarse,
    fine,
    coarseScores: score(coarse, truth, { level }),
    fineScores: score(fine, truth, { level }),
    levels: coverageByLevel(coarse, truth, levels),
    twoBinCoarse: twoBinScore(coarse, truth, twoBinPairs, { level }),
    twoBinFine: twoBinScore(fine, truth, finePairs, { level }),
    unabridgedScores: score(await unabridged.forecast(from, request), truth, { level }),
    persistence: ahead.map((step) => relativeError(initial, meanCounts(truth, step, bins))),
    exactLaw: ahead.map((step) =>
      relativeError(spread(initial, responses[step - 1]), meanCounts(truth, step, bins)),
    ),
  };
}
