import { invalidParameter } from "../../errors.js";
import { checkSeed } from "../../kernel/random.js";
import { type Executor, mapOrdered } from "../../parallel/executor.js";
import type { RunControl } from "../../types.js";
import type { CalibrationOutcome } from "./data-set.js";
import type { CalibrationSettings } from "./settings.js";
import { calibrationTask } from "./task.js";

/** How {@link calibrate} runs. */
export interface CalibrateOptions extends RunControl {
  readonly seed: number;
  /** Where the data sets are simulated and fitted; the outcomes do not depend on it. */
  readonly executor: Executor;
}

/** @throws InvalidParameter */
function checkSettings({ dataSets, draws, cells, steps, bins }: CalibrationSettings): void {
  const check = (name: string, valid: boolean, expected: string, value: unknown) => {
    if (!valid) throw invalidParameter(name, expected, value);
  };
  check("dataSets", Number.isInteger(dataSets) && dataSets >= 1, "a positive integer", dataSets);
  check("draws", Number.isInteger(draws) && draws >= 1, "a positive integer", draws);
  check("cells", (draws + 1) % cells === 0, `a divisor of ${draws + 1}`, cells);
  const rising = steps.every((step, s) => Number.isInteger(step) && step > (steps[s - 1] ?? 0));
  check("steps", steps.length > 0 && rising, "rising positive integers", steps);
  const inside = bins.every((bin) => Number.isInteger(bin) && bin >= 0 && bin < 24);
  check("bins", bins.length > 0 && inside, "integers of 0..23", bins);
}

/**
 * Simulation-based calibration (Talts et al. 2018) of the sparse Bayesian model on laws of the system
 * `synthetic`: for each of many data sets, coefficients are drawn from
 *
 *     theta_l ~ N(the paper's value, spread^2),
 *
 * data and a future are simulated, and the truth is ranked among draws of the posterior and of the forecast.
 * If the model's prior were this one and its inference exact, all ranks would be uniform. The model does not
 * know this prior: its own is nearly flat over it. That makes a difference only where the data say no more
 * than the prior, that is for a posterior deviation near `spread`.
 *
 * @returns the outcomes in order; the same for any number of workers
 * @throws InvalidParameter for the settings or seed; NumericalFailure if a law diverges or a fit fails;
 *   Interrupted if the signal fires; WorkerFailure if a worker dies
 */
export async function calibrate(
  settings: CalibrationSettings,
  { seed, executor, signal, onProgress }: CalibrateOptions,
): Promise<CalibrationOutcome[]> {
  checkSettings(settings);
  checkSeed(seed);
  const total = settings.dataSets;
  const requests = Array.from({ length: total }, (_, index) => ({ settings, seed, index }));
  const outcomes: CalibrationOutcome[] = [];
  onProgress?.({ phase: "calibrate", done: 0, total });
  for await (const outcome of mapOrdered(executor, calibrationTask, requests, { signal })) {
    outcomes.push(outcome);
    onProgress?.({ phase: "calibrate", done: outcomes.length, total });
  }
  return outcomes;
}
