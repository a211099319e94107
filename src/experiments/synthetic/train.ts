import type { Dataset } from "../../dataset/dataset.js";
import { fit } from "../../models/fit.js";
import type { FitSnapshot } from "../../models/model.js";
import type { SparseBayesPosterior } from "../../models/sparse-bayes/posterior.js";
import { sparseBayes } from "../../models/sparse-bayes/sparse-bayes.js";
import { simulate } from "../../simulate/simulate.js";
import { type Synthetic, synthetic } from "../../simulate/synthetic.js";
import type { ExperimentContext } from "../experiment.js";
import { seedFor } from "../walkers/plan.js";
import { range, type Settings } from "./settings.js";

/** One fit, with what went in, what it went through, and how long it took. */
export interface Training {
  readonly sequences: number;
  readonly data: Dataset;
  readonly posterior: SparseBayesPosterior;
  /** The law after each iteration. */
  readonly path: readonly FitSnapshot[];
  readonly seconds: number;
}

/** The fits of the experiment. */
export interface Trainings {
  readonly system: Synthetic;
  /** One for each size, smallest first; the data of each contain those of the one before. */
  readonly bySize: readonly Training[];
  /** The one that forecasts. */
  readonly chosen: Training;
  /** The paper's own updates on the same data, beside the accelerated ones. */
  readonly plain: Training;
  /** The same data with all covariances of the states kept. */
  readonly full: SparseBayesPosterior;
  readonly simulateSeconds: number;
}

async function trainOn(
  data: Dataset,
  given: { readonly [name: string]: string },
  { seed, signal, onProgress, now }: ExperimentContext,
): Promise<Training> {
  const path: FitSnapshot[] = [];
  const begin = now();
  const posterior = await fit(data, sparseBayes({ range, ...given }), {
    seed,
    signal,
    onProgress,
    onIteration: (snapshot) => {
      path.push(snapshot);
    },
  });
  return { sequences: data.sequences, data, posterior, path, seconds: now() - begin };
}

/** Simulates the bursts and learns a law from each amount of them. */
export async function train(context: ExperimentContext, settings: Settings): Promise<Trainings> {
  const { seed, executor, signal, now } = context;
  const system = synthetic();
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
    simulateSeconds += now() - before;
    bySize.push(await trainOn(data, {}, context));
  }
  const chosen = bySize.find(({ sequences }) => sequences === settings.forecastSize) ?? bySize[0];
  const plain = await trainOn(chosen.data, { ascent: "plain" }, context);
  const { posterior: full } = await trainOn(chosen.data, { states: "full" }, context);
  return { system, bySize, chosen, plain, full, simulateSeconds };
}
