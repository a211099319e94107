import type { Start } from "../../dataset/dataset.js";
import {
  type AdvectionDiffusionParameters,
  advectionDiffusion,
} from "../../simulate/advection-diffusion.js";
import type { ExperimentContext } from "../experiment.js";
import { drawStarts } from "../walkers/draw-starts.js";
import {
  type Evaluation,
  evaluateTasks,
  type Forecasters,
  type Illustration,
  type Task,
} from "../walkers/evaluate.js";
import { seedFor } from "../walkers/plan.js";
import type { Settings } from "./settings.js";

/** Everything the law was asked to forecast. */
export interface Evaluations {
  /** Starts from the training family, their densities known. */
  readonly heldOut: readonly Evaluation[];
  /** The first of them, to be drawn. */
  readonly shown: Illustration;
  /** The same family, but only the walkers are known. */
  readonly fromWalkers: readonly Evaluation[];
  /** Starts that the training family does not hold. */
  readonly outside: readonly Evaluation[];
  /** A block of walkers: the last of them, to be drawn. */
  readonly block: Illustration;
}

type KnownStart = Start & { readonly state: Float64Array };

/** A range of numbers for the starts of each kind. */
const kinds = { heldOut: 0, fromWalkers: 10_000, rougher: 20_000, profiles: 30_000 } as const;

/** Named profiles outside the training family. */
const profiles: readonly Partial<AdvectionDiffusionParameters>[] = [
  { initial: "sine", profileHeight: 1 },
  { initial: "bump", profileWidth: 0.25, profileHeight: 1 },
  { initial: "block", profileWidth: 0.5, profileHeight: 1 },
];

/** Every start there is to forecast, by kind. */
async function listTasks(seed: number, settings: Settings) {
  const task = (start: KnownStart, name: string, index: number, fromWalkers = false): Task => ({
    start,
    name,
    index,
    fromWalkers,
  });
  const family = await drawStarts(advectionDiffusion(), settings.starts, seedFor(seed, "starts"));
  const rougher = { sigma: 0.5, length: 1.5 };
  const rough = await drawStarts(
    advectionDiffusion(rougher),
    settings.otherStarts,
    seedFor(seed, "starts", 1),
  );
  const named: Task[] = [];
  for (const [i, given] of profiles.entries()) {
    const [start] = await drawStarts(advectionDiffusion(given), 1, seedFor(seed, "starts", 2 + i));
    named.push(task(start, `${given.initial}`, kinds.profiles + i));
  }
  return {
    heldOut: family.map((start, i) => task(start, `held-out ${i}`, kinds.heldOut + i)),
    fromWalkers: family
      .slice(0, settings.otherStarts)
      .map((start, i) => task(start, `walkers ${i}`, kinds.fromWalkers + i, true)),
    outside: [
      ...rough.map((start, i) => task(start, `σ = .5, ℓ = 1.5: ${i}`, kinds.rougher + i)),
      ...named,
    ],
  };
}

/** Forecasts every kind of start and scores the forecasts. */
export async function evaluateStarts(
  context: ExperimentContext,
  settings: Settings,
  forecasters: Forecasters,
): Promise<Evaluations> {
  const tasks = await listTasks(context.seed, settings);
  const all = Object.values(tasks).flat();
  const shown = [all[0].name, all[all.length - 1].name];
  const { evaluations, illustrations } = await evaluateTasks(
    context,
    settings,
    forecasters,
    all,
    shown,
  );
  const first = tasks.heldOut.length;
  const second = first + tasks.fromWalkers.length;
  return {
    heldOut: evaluations.slice(0, first),
    shown: illustrations.get(shown[0]) as Illustration,
    fromWalkers: evaluations.slice(first, second),
    outside: evaluations.slice(second),
    block: illustrations.get(shown[1]) as Illustration,
  };
}
