import { simulate } from "../../simulate/simulate.js";
import type { ConfiguredSystem } from "../../simulate/system.js";
import type { Task } from "./evaluate.js";

/** Starts from the family of initial states of a system. */
export async function drawStarts(
  system: ConfiguredSystem,
  count: number,
  seed: number,
): Promise<Task["start"][]> {
  const data = await simulate(system, { sequences: count, steps: 0, seed });
  return Array.from({ length: count }, (_, i) => data.at(i) as Task["start"]);
}
