import type { ExperimentContext } from "../experiment.js";
import { seedFor } from "../walkers/plan.js";
import type { Data } from "./data.js";
import type { Evaluation } from "./evaluate.js";
import { observe } from "./observe.js";
import { errorsOf } from "./score-forecast.js";
import { observedSeeds, type Settings } from "./settings.js";
import type { Fit, Fits } from "./train.js";

/** Relative errors of one law from one amount of data, predicted from the observed snapshots. */
export interface SizeErrors {
  readonly fit: Fit;
  /** At the time of the comparison, shape [start]; infinite where no draw is left. */
  readonly errors: readonly number[];
}

/** Errors of the laws that are compared by amounts of data; those of all of it are known already. */
export async function compareSizes(
  context: ExperimentContext,
  settings: Settings,
  data: Data,
  fits: Fits,
  evaluations: readonly Evaluation[],
): Promise<readonly SizeErrors[]> {
  const { seed, signal, onProgress } = context;
  const { sizeTime, observedSteps, starts, draws } = settings;
  const steps = sizeTime - observedSteps;
  const known = new Set([...fits.deep, ...fits.linear]);
  const compared: SizeErrors[] = [];
  for (const [index, fit] of fits.bySize.entries()) {
    const errors: number[] = [];
    if (known.has(fit)) {
      const own = evaluations.filter((one) => one.law === fit.law && one.observed);
      errors.push(...own.map(({ scores }) => scores[steps - 1].relativeError ?? Infinity));
    } else {
      const observer = await observe(fit.posterior, data.heldOut, context);
      for (let start = 0; start < starts; start++) {
        const request = { steps, draws, seed: seedFor(seed, "forecast", observedSeeds + start) };
        const ensemble = await observer.predict(start, { ...request, signal });
        errors.push(errorsOf(ensemble, data.exact[start], observedSteps)[steps - 1] ?? Infinity);
      }
    }
    compared.push({ fit, errors });
    const detail = `${fit.law.label}, n = ${fit.sequences}`;
    onProgress?.({ phase: "amounts of data", done: index + 1, total: fits.bySize.length, detail });
  }
  return compared;
}
