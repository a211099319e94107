import { type SyntheticParameters, synthetic } from "../../simulate/synthetic.js";
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
  readonly shown: Illustration;
  /** A peak in one bin: its density known, and the walkers alone. */
  readonly peak: Evaluation;
  readonly peakShown: Illustration;
  readonly peakFromWalkers: Evaluation;
}

/**
 * Nine times as many walkers in one bin as in any other. The law's second order amplifies a bin that stands
 * out by more than 2.58 in log density: such peaks diverge under the true law itself.
 */
export const peak = {
  initial: "block",
  profilePosition: -1 + 13 / 24,
  profileWidth: 1 / 12,
  profileHeight: 2.2,
} as const satisfies Partial<SyntheticParameters>;

/** Forecasts every start and scores the forecasts. */
export async function evaluateStarts(
  context: ExperimentContext,
  settings: Settings,
  forecasters: Forecasters,
): Promise<Evaluations> {
  const { seed } = context;
  const family = await drawStarts(synthetic(), settings.starts, seedFor(seed, "starts"));
  const [peaked] = await drawStarts(synthetic(peak), 1, seedFor(seed, "starts", 1));
  const tasks: Task[] = family.map((start, index) => ({
    start,
    name: `held-out ${index}`,
    index,
    fromWalkers: false,
  }));
  const first = 10_000;
  tasks.push(
    { start: peaked, name: "peak", index: first, fromWalkers: false },
    { start: peaked, name: "peak, walkers only", index: first + 1, fromWalkers: true },
  );
  const shown = ["held-out 0", "peak"];
  const results = await evaluateTasks(context, settings, forecasters, tasks, shown);
  const { evaluations, illustrations } = results;
  const [known, fromWalkers] = evaluations.slice(settings.starts);
  return {
    heldOut: evaluations.slice(0, settings.starts),
    shown: illustrations.get("held-out 0") as Illustration,
    peak: known,
    peakShown: illustrations.get("peak") as Illustration,
    peakFromWalkers: fromWalkers,
  };
}
