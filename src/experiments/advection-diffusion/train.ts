import type { Dataset } from "../../dataset/dataset.js";
import { fit } from "../../models/fit.js";
import type { SparseBayesPosterior } from "../../models/sparse-bayes/posterior.js";
import { sparseBayes } from "../../models/sparse-bayes/sparse-bayes.js";
import { type AdvectionDiffusion, advectionDiffusion } from "../../simulate/advection-diffusion.js";
import { simulate } from "../../simulate/simulate.js";
import type { ExperimentContext } from "../experiment.js";
import { seedFor } from "../walkers/plan.js";
import type { Settings } from "./settings.js";

/** One fit, with what went in and how long it took. */
export interface Training {
  readonly sequences: number;
  readonly data: Dataset;
  readonly posterior: SparseBayesPosterior;
  readonly seconds: number;
}

/** The fits of the experiment. */
export interface Trainings {
  readonly system: AdvectionDiffusion;
  /** One for each size, smallest first; the data of each contain those of the one before. */
  readonly bySize: readonly Training[];
  /** The law of the largest data set, which forecasts. */
  readonly chosen: Training;
  /** The same data and model with no feature eliminated. */
  readonly unabridged: SparseBayesPosterior;
  /** The paper's own updates on the data of `boundSize`, beside the accelerated ones. */
  readonly plain: SparseBayesPosterior;
  readonly simulateSeconds: number;
}

/** Simulates the bursts and learns a law from each amount of them. */
export async function train(context: ExperimentContext, settings: Settings): Promise<Trainings> {
  const { seed, executor, signal, onProgress, now } = context;
  const system = advectionDiffusion();
  const bySize: Training[] = [];
  let simulateSeconds = 0;
  for (const sequences of settings.sizes) {
    const before = now();
    const data = await simulate(system, {
      sequences,
      seed: seedFor(seed, "training"),
      executor,
      signal,
    });
    const simulated = now();
    const posterior = await fit(data, sparseBayes(), { seed, signal, onProgress });
    simulateSeconds += simulated - before;
    bySize.push({ sequences, data, posterior, seconds: now() - simulated });
  }
  const chosen = bySize[bySize.length - 1];
  const drawn = bySize.find(({ sequences }) => sequences === settings.boundSize) ?? chosen;
  const plain = await fit(drawn.data, sparseBayes({ ascent: "plain" }), { seed, signal });
  const unabridged = await fit(chosen.data, sparseBayes({ eliminate: 0 }), { seed, signal });
  return { system, bySize, chosen, unabridged, plain, simulateSeconds };
}
