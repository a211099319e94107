import type { Dataset } from "../../dataset/dataset.js";
import { instantiateKernel } from "../../kernel/load.js";
import type { AdvectionDiffusion } from "../../simulate/advection-diffusion.js";
import { binProbabilities } from "../../simulate/initial-state.js";
import { simulate } from "../../simulate/simulate.js";
import { exactLaw } from "../advection-diffusion/exact-law.js";
import type { ExperimentContext } from "../experiment.js";
import { seedFor } from "../walkers/plan.js";
import { lastTime, particles, type Settings } from "./settings.js";

/** Exact shares of the walkers in the bins of one sequence, shape [time][bin], from time 0. */
export type ExactShares = readonly Float64Array[];

/** What is learned from, and what it is held against. */
export interface Data {
  readonly system: AdvectionDiffusion;
  readonly training: Dataset;
  /** Of the training sequences, at their own snapshots. */
  readonly trainingExact: readonly ExactShares[];
  /** Unseen starts, with as many snapshots as the training sequences. */
  readonly heldOut: Dataset;
  /** Of the unseen starts, up to the last time compared. */
  readonly exact: readonly ExactShares[];
  readonly seconds: number;
}

/** Coarse state that a sequence's walkers were drawn from, shape [bin]. */
export function initialStateOf({ initialState, grid }: Dataset, sequence: number): Float64Array {
  return (initialState as Float64Array).slice(sequence * grid.bins, (sequence + 1) * grid.bins);
}

/** Exact densities of the sequences of a dataset, from time 0 to `last`. */
export async function exactShares(
  system: AdvectionDiffusion,
  data: Dataset,
  last: number,
): Promise<ExactShares[]> {
  const kernel = await instantiateKernel();
  const law = exactLaw(system);
  return Array.from({ length: data.sequences }, (_, i) => {
    const shares = binProbabilities(kernel, initialStateOf(data, i));
    return [shares, ...law(shares, last)];
  });
}

/** Simulates training data and starts, and computes the exact densities of both. */
export async function makeData(context: ExperimentContext, settings: Settings): Promise<Data> {
  const { seed, executor, signal, onProgress, now } = context;
  const begin = now();
  const system = particles();
  const { sequences, observedSteps: steps, starts } = settings;
  const control = { steps, executor, signal, onProgress };
  const training = await simulate(system, {
    ...control,
    sequences,
    seed: seedFor(seed, "training"),
  });
  const heldOut = await simulate(system, {
    ...control,
    sequences: starts,
    seed: seedFor(seed, "starts"),
  });
  return {
    system,
    training,
    trainingExact: await exactShares(system, training, steps),
    heldOut,
    exact: await exactShares(system, heldOut, lastTime(settings)),
    seconds: now() - begin,
  };
}

/** Fine-grained simulations from the density of an unseen start, with walkers of their own. */
export function simulateRuns(
  { seed, executor, signal }: ExperimentContext,
  { system, heldOut }: Data,
  settings: Settings,
  start: number,
): Promise<Dataset> {
  return simulate(system, {
    sequences: settings.runs,
    steps: lastTime(settings),
    initialStates: initialStateOf(heldOut, start),
    seed: seedFor(seed, "truth", start),
    executor,
    signal,
  });
}

/** Relative error that one snapshot of the walkers has by chance: the root of its expected square. */
export function snapshotNoise(shares: Float64Array, walkers: number): number {
  const variance = shares.reduce((sum, p) => sum + (p * (1 - p)) / walkers, 0);
  return Math.sqrt(variance / shares.reduce((sum, p) => sum + p * p, 0));
}
