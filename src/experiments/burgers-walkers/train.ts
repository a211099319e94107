import type { Dataset } from "../../dataset/dataset.js";
import { finiteVolume } from "../../models/finite-volume/finite-volume.js";
import { fit } from "../../models/fit.js";
import type { Posterior } from "../../models/model.js";
import type { SparseBayesPosterior } from "../../models/sparse-bayes/posterior.js";
import { sparseBayes } from "../../models/sparse-bayes/sparse-bayes.js";
import { type BurgersWalkersParameters, burgersWalkers } from "../../simulate/burgers-walkers.js";
import type { InteractingWalkers } from "../../simulate/interacting/interacting.js";
import { simulate } from "../../simulate/simulate.js";
import type { ConfiguredSystem } from "../../simulate/system.js";
import { viscousBurgersWalkers } from "../../simulate/viscous-burgers-walkers.js";
import type { ExperimentContext } from "../experiment.js";
import { seedFor } from "../walkers/plan.js";
import { family, range, type Settings, threshold } from "./settings.js";

/** One fit, with what went in and how long it took. */
export interface Training {
  readonly sequences: number;
  readonly data: Dataset;
  readonly posterior: SparseBayesPosterior;
  readonly seconds: number;
}

/** A law from other data than those of the law that forecasts. */
export interface OtherLaw {
  readonly name: string;
  /** What its data were, for a reader. */
  readonly label: string;
  readonly posterior: SparseBayesPosterior;
  /** Whether it is a law of the same walkers, so that it can forecast them. */
  readonly sameWalkers: boolean;
}

/** The fits of the experiment. */
export interface Trainings {
  readonly system: InteractingWalkers<BurgersWalkersParameters>;
  /** One for each size, smallest first; the data of each contain those of the one before. */
  readonly bySize: readonly Training[];
  /** The law of the largest data set, which forecasts. */
  readonly chosen: Training;
  /** The same data and model with no feature eliminated. */
  readonly unabridged: SparseBayesPosterior;
  /** The paper's own updates on the same data, beside the accelerated ones. */
  readonly plain: SparseBayesPosterior;
  /** The known equation, which learns nothing. */
  readonly equation: Posterior;
  readonly others: readonly OtherLaw[];
  readonly simulateSeconds: number;
}

/** Data that other laws are learned from, to see what the law depends on. */
function otherSystems(): (Omit<OtherLaw, "posterior"> & { readonly system: ConfiguredSystem })[] {
  return [
    {
      name: "lower",
      label: "lower densities: *σ* = .3, *ℓ* = 1 bin",
      system: burgersWalkers({ sigma: 0.3, length: 1 }),
      sameWalkers: true,
    },
    {
      name: "smoother",
      label: "smoother densities: *σ* = .5, *ℓ* = 3 bins",
      system: burgersWalkers({ sigma: 0.5, length: 3 }),
      sameWalkers: true,
    },
    {
      name: "diffusing",
      label: "walkers that also diffuse, *ν* = .005",
      // Fewer and longer jumps: the probabilities of so much diffusion must stay below 1.
      system: viscousBurgersWalkers({ ...family, viscosity: 0.005, sites: 240 }),
      sameWalkers: false,
    },
  ];
}

/** Simulates the bursts and learns a law from each amount of them. */
export async function train(context: ExperimentContext, settings: Settings): Promise<Trainings> {
  const { seed, executor, signal, onProgress, now } = context;
  let simulateSeconds = 0;
  const burst = async (system: ConfiguredSystem, sequences: number) => {
    const before = now();
    const data = await simulate(system, {
      sequences,
      seed: seedFor(seed, "training"),
      executor,
      signal,
    });
    simulateSeconds += now() - before;
    return data;
  };
  const model = (given: { readonly [key: string]: unknown } = {}) =>
    sparseBayes({ range, eliminate: threshold, ...given });
  const system = burgersWalkers(family);
  const bySize: Training[] = [];
  for (const sequences of settings.sizes) {
    const data = await burst(system, sequences);
    const simulated = now();
    const posterior = await fit(data, model(), { seed, signal, onProgress });
    bySize.push({ sequences, data, posterior, seconds: now() - simulated });
  }
  const chosen = bySize[bySize.length - 1];
  const plain = await fit(chosen.data, model({ ascent: "plain" }), { seed, signal });
  const unabridged = await fit(chosen.data, model({ eliminate: 0 }), { seed, signal });
  const equation = await finiteVolume().fit(chosen.data);
  const others: OtherLaw[] = [];
  for (const { system: other, ...described } of otherSystems()) {
    const data = await burst(other, chosen.sequences);
    others.push({ ...described, posterior: await fit(data, model(), { seed, signal }) });
  }
  return { system, bySize, chosen, unabridged, plain, equation, others, simulateSeconds };
}
