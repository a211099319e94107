import type { Start } from "../../dataset/dataset.js";
import { type BurgersWalkersParameters, burgersWalkers } from "../../simulate/burgers-walkers.js";
import { simulate } from "../../simulate/simulate.js";
import type { ExperimentContext } from "../experiment.js";
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
  /** A wave as high as the law can bear: bins nearly empty, and a crest where walkers outrun the bins. */
  readonly wave: Named;
  /** Starts from the training family. */
  readonly heldOut: readonly Evaluation[];
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

async function drawStarts(
  given: Partial<BurgersWalkersParameters>,
  count: number,
  seed: number,
): Promise<Task["start"][]> {
  const data = await simulate(burgersWalkers(given), { sequences: count, steps: 0, seed });
  return Array.from(
    { length: count },
    (_, i) => data.at(i) as Start & { readonly state: Float64Array },
  );
}

/**
 * Forecasts the named starts and starts from the training family, and scores the forecasts.
 *
 * @param forecasters all of them forecast the named starts; the law and the references alone the others
 */
export async function evaluateStarts(
  context: ExperimentContext,
  settings: Settings,
  forecasters: Forecasters,
): Promise<Evaluations> {
  const names = Object.keys(profiles) as Name[];
  const named: Task[] = [];
  for (const [index, name] of names.entries()) {
    const [start] = await drawStarts(profiles[name], 1, seedFor(context.seed, "starts", index));
    named.push({ start, name, index, fromWalkers: false });
  }
  const { evaluations, illustrations } = await evaluateTasks(
    context,
    settings,
    forecasters,
    named,
    names,
  );
  const drawn = await drawStarts(
    family,
    settings.starts,
    seedFor(context.seed, "starts", names.length),
  );
  const heldOut = await evaluateTasks(
    context,
    settings,
    { learned: forecasters.learned, references: forecasters.references ?? {} },
    drawn.map((start, i) => ({
      start,
      name: `held-out ${i}`,
      index: names.length + i,
      fromWalkers: false,
    })),
    [],
  );
  const pick = (name: Name): Named => ({
    evaluation: evaluations[names.indexOf(name)],
    illustration: illustrations.get(name) as Illustration,
  });
  return {
    smooth: pick("smooth"),
    shock: pick("shock"),
    wave: pick("wave"),
    heldOut: heldOut.evaluations,
  };
}
