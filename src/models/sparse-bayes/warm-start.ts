import type { Dataset } from "../../dataset/dataset.js";
import { instantiateKernel } from "../../kernel/load.js";
import { log } from "../../kernel/math.js";
import type { RunControl } from "../../types.js";
import { centre } from "../law/centre.js";
import { type Burst, createBursts } from "./bursts.js";
import { brief, carryLaw } from "./carry-law.js";
import { chainsOf } from "./chain-data.js";
import { infer, initialState } from "./infer.js";
import { createLawSpace } from "./law-space.js";
import type { SparseBayesParameters } from "./parameters.js";
import { type Problem, problemOf } from "./problem.js";
import type { VariationalState } from "./state.js";

/** Every coarse step between two observed snapshots as a burst from a state taken for known: its log counts. */
async function stepsAsBursts(data: Dataset, parameters: SparseBayesParameters): Promise<Burst> {
  const { bins } = data.grid;
  const kernel = await instantiateKernel();
  const starts: Float64Array[] = [];
  const counts: Float64Array[] = [];
  for (const { steps, start, counts: all, walkers } of chainsOf(data, parameters).chains) {
    for (let t = 0; t < steps; t++) {
      const recorded = t === 0 ? start : undefined;
      if (walkers[t + 1] === 0 || (recorded === undefined && walkers[t] === 0)) continue;
      const row = all.subarray(t * bins, (t + 1) * bins);
      const fromCounts = () => row.map((m) => log(kernel, m + 0.5));
      starts.push(recorded ?? centre(fromCounts(), bins));
      counts.push(all.subarray((t + 1) * bins, (t + 2) * bins));
    }
  }
  const join = (rows: Float64Array[]) => {
    const whole = new Float64Array(rows.length * bins);
    rows.forEach((row, i) => {
      whole.set(row, i * bins);
    });
    return whole;
  };
  return {
    bins,
    walkers: data.walkers,
    sequences: starts.length,
    start: join(starts),
    counts: join(counts),
  };
}

/** So many features cost the chains little; of larger libraries the steps make a choice. */
const fewFeatures = 40;

/**
 * A state to begin inference of chains from: the law that single steps teach when each begins from its log
 * counts. That law is biased, because the counts are not the states, but it costs little, and relevance
 * determination leaves the chains a small part of a large library. Nothing is eliminated here.
 *
 * @throws Interrupted if the signal fires; NumericalFailure if an update fails
 */
export async function warmStart(
  data: Dataset,
  problem: Problem,
  control: RunControl,
): Promise<VariationalState> {
  const from = initialState(problem);
  const burst = await stepsAsBursts(data, problem.parameters);
  if (burst.sequences === 0) return from;
  const space = createLawSpace(await instantiateKernel(), problem.parameters);
  const inference = createBursts(space, burst, problem.seed);
  const parameters = { ...problem.parameters, ...brief, eliminate: 0 };
  const steps = { ...problemOf(space, problem.seed, problem.bins, inference), parameters };
  const learned = await infer(steps, initialState(steps), control);
  const law = carryLaw(from, learned);
  // Few steps may lie between two observed snapshots: what they did not show is given another chance.
  return space.features.length > fewFeatures ? { ...law, active: learned.active } : law;
}
