import { type BurgersWalkersParameters, burgersWalkers } from "../../simulate/burgers-walkers.js";
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
import { family, type Settings } from "./settings.js";

/** A named start: what became of its forecast, and what is drawn of it. */
export interface Named {
  readonly evaluation: Evaluation;
  readonly illustration: Illustration;
}

/** Everything the law was asked to forecast. */
export interface Evaluations {
  /** A density that stays smooth, as in Fig. 17 of the paper. */
  readonly smooth: Named;
  /** A crowd that steepens into a shock, as in Fig. 18 and 19. */
  readonly shock: Named;
  /** A higher wave, from a third of even spread to twice as much. */
  readonly wave: Named;
  /** Random smooth densities, most of which steepen. */
  readonly random: readonly Evaluation[];
  /** Starts from the training family, which is rough: every bin has a shock or a rarefaction of its own. */
  readonly rough: readonly Evaluation[];
}

/**
 * The named starts. With u the density relative to even spread, walkers that start from a smooth profile
 * form a shock when 1 / max(-du/dy) coarse steps have passed, y in bins and du/dt + (a u) du/dy = 0: after 19
 * steps (smooth), and 7.6 steps (shock, wave). The shock's profile lies between u = .54 and 1.93.
 */
const profiles = {
  smooth: { initial: "sine", profileHeight: 0.4 },
  shock: { initial: "bump", profileWidth: 0.35, profileHeight: 1.6 },
  wave: { initial: "sine", profileHeight: 0.9 },
} as const satisfies { readonly [name: string]: Partial<BurgersWalkersParameters> };

type Name = keyof typeof profiles;

/** Families of random starts, and the first number of each one's random numbers. */
const families = {
  random: { given: { sigma: 0.4, length: 4 }, first: 100 },
  rough: { given: family, first: 10_000 },
} as const;

/** Random starts, named by family and number. */
async function randomTasks(
  seed: number,
  name: keyof typeof families,
  count: number,
): Promise<Task[]> {
  const { given, first } = families[name];
  const starts = await drawStarts(burgersWalkers(given), count, seedFor(seed, "starts", first));
  return starts.map((start, i) => ({
    start,
    name: `${name} ${i}`,
    index: first + i,
    fromWalkers: false,
  }));
}

/**
 * Forecasts the named starts and random ones, and scores the forecasts.
 *
 * @param forecasters all of them forecast the named starts; the law and the references alone the others
 */
export async function evaluateStarts(
  context: ExperimentContext,
  settings: Settings,
  forecasters: Forecasters,
): Promise<Evaluations> {
  const { seed } = context;
  const names = Object.keys(profiles) as Name[];
  const named: Task[] = [];
  for (const [index, name] of names.entries()) {
    const [start] = await drawStarts(
      burgersWalkers(profiles[name]),
      1,
      seedFor(seed, "starts", index),
    );
    named.push({ start, name, index, fromWalkers: false });
  }
  const shown = await evaluateTasks(context, settings, forecasters, named, names);
  const { rivals: _, ...others } = forecasters;
  const tasks = [
    ...(await randomTasks(seed, "random", settings.randomStarts)),
    ...(await randomTasks(seed, "rough", settings.roughStarts)),
  ];
  const { evaluations } = await evaluateTasks(context, settings, others, tasks, []);
  const pick = (name: Name): Named => ({
    evaluation: shown.evaluations[names.indexOf(name)],
    illustration: shown.illustrations.get(name) as Illustration,
  });
  return {
    smooth: pick("smooth"),
    shock: pick("shock"),
    wave: pick("wave"),
    random: evaluations.slice(0, settings.randomStarts),
    rough: evaluations.slice(settings.randomStarts),
  };
}
