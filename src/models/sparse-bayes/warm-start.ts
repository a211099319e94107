import type { Dataset } from "../../dataset/dataset.js";
import { instantiateKernel } from "../../kernel/load.js";
import type { RunControl } from "../../types.js";
import { createBursts } from "./bursts.js";
import { brief, carryLaw } from "./carry-law.js";
import { infer, initialState } from "./infer.js";
import { createLawSpace } from "./law-space.js";
import { type Problem, problemOf } from "./problem.js";
import { burstOf, singleSteps } from "./single-steps.js";
import type { VariationalState } from "./state.js";

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
  const kernel = await instantiateKernel();
  const { parameters: given, bins, seed } = problem;
  const parts = singleSteps(kernel, data, given);
  if (parts.chains.length === 0) return from;
  const burst = burstOf(parts, bins, data.walkers);
  const space = createLawSpace(kernel, given);
  const inference = createBursts(space, burst, seed);
  const parameters = { ...given, ...brief, eliminate: 0 };
  const steps = { ...problemOf(space, seed, bins, inference), parameters };
  const learned = await infer(steps, initialState(steps), control);
  const law = carryLaw(from, learned);
  // Few steps may lie between two observed snapshots: what they did not show is given another chance.
  return space.features.length > fewFeatures ? { ...law, active: learned.active } : law;
}
