import { simulate } from "../../simulate/simulate.js";
import type { ExperimentContext } from "../experiment.js";
import { seedFor } from "../walkers/plan.js";
import { exactShares } from "./data.js";
import { forms, type Law, learning } from "./laws.js";
import { observe } from "./observe.js";
import { errorsOf } from "./score-forecast.js";
import { particles, rougherFamily, type Settings } from "./settings.js";

/** Errors of one law that was learned from rougher starting densities, and predicts such. */
export interface RougherErrors {
  readonly law: Law;
  /** At the time of the comparison, shape [start]; infinite where no draw is left. */
  readonly errors: readonly number[];
}

/** Number of the first start, which decides its random numbers: after those of the experiment. */
const firstStart = 5000;

/** The forms and the baselines that learn, on data of another family of starting densities. */
export async function compareRougher(
  context: ExperimentContext,
  settings: Settings,
): Promise<readonly RougherErrors[]> {
  const { seed, executor, signal, onProgress } = context;
  const { rougherStarts, sequences, observedSteps, sizeTime, draws } = settings;
  if (rougherStarts === 0) return [];
  const system = particles(rougherFamily);
  const control = { steps: observedSteps, executor, signal };
  const training = await simulate(system, {
    ...control,
    sequences,
    seed: seedFor(seed, "training", firstStart),
  });
  const heldOut = await simulate(system, {
    ...control,
    sequences: rougherStarts,
    seed: seedFor(seed, "starts", firstStart),
  });
  const exact = await exactShares(system, heldOut, sizeTime);
  const steps = sizeTime - observedSteps;
  const laws = [...forms, ...learning];
  const compared: RougherErrors[] = [];
  for (const law of laws) {
    const posterior = await law.fit(training, settings, { seed, signal });
    const observer = await observe(posterior, heldOut, context);
    const errors: number[] = [];
    for (let start = 0; start < rougherStarts; start++) {
      const request = { steps, draws, seed: seedFor(seed, "forecast", firstStart + start) };
      const ensemble = await observer.predict(start, { ...request, signal });
      errors.push(errorsOf(ensemble, exact[start], observedSteps)[steps - 1] ?? Infinity);
    }
    compared.push({ law, errors });
    onProgress?.({ phase: "rougher densities", done: compared.length, total: laws.length });
  }
  return compared;
}
