import type { ExperimentContext } from "../experiment.js";
import { compareSizes, type SizeErrors } from "./compare-sizes.js";
import type { Data } from "./data.js";
import { type Evaluations, evaluate } from "./evaluate.js";
import { compareRougher, type RougherErrors } from "./rougher.js";
import type { Settings } from "./settings.js";
import type { Fits } from "./train.js";

/** Everything that was found of the fits. */
export interface Results extends Evaluations {
  readonly bySize: readonly SizeErrors[];
  /** Of other starting densities; none where they are left out. */
  readonly rougher: readonly RougherErrors[];
}

/** Forecasts the unseen starts, and compares amounts of data and families of starts. */
export async function judge(
  context: ExperimentContext,
  settings: Settings,
  data: Data,
  fits: Fits,
): Promise<Results> {
  const evaluated = await evaluate(context, settings, data, fits);
  const bySize = await compareSizes(context, settings, data, fits, evaluated.evaluations);
  return { ...evaluated, bySize, rougher: await compareRougher(context, settings) };
}
