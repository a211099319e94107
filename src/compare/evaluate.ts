import type { Dataset } from "../dataset/dataset.js";
import { type StepScore, score } from "../diagnose/score.js";
import type { Ensemble } from "../forecast/ensemble.js";
import type { Posterior } from "../models/model.js";
import type { RunControl } from "../types.js";
import { seedFor } from "./seeds.js";

/** Scores of one start, [step]; undefined from the step on at which no draw is left. */
export interface StartScores {
  readonly steps: readonly (StepScore | undefined)[];
  readonly diverged: readonly number[];
}

/** How models forecast. */
export interface ForecastOptions extends RunControl {
  readonly seed: number;
  readonly steps: number;
  readonly draws: number;
  readonly level: number;
}

function scoreStart(ensemble: Ensemble, runs: Dataset, level: number): StartScores {
  const { steps, survivingSteps } = ensemble;
  const scored =
    survivingSteps === 0 ? [] : score(ensemble.truncate(survivingSteps), runs, { level });
  const all = Array.from({ length: steps }, (_, step) => step);
  return {
    steps: all.map((step) => scored[step]),
    diverged: all.map((step) => ensemble.divergedBy(step)),
  };
}

/**
 * Forecasts every start and scores each against its runs, with the same seeds whatever the model.
 *
 * @param test the starts, [start]
 * @param runs their runs, [start]
 */
export async function evaluate(
  posterior: Posterior,
  test: Dataset,
  runs: readonly Dataset[],
  { seed, steps, draws, level, signal, onProgress }: ForecastOptions,
): Promise<StartScores[]> {
  const scores: StartScores[] = [];
  const phase = `forecast by ${posterior.model}`;
  for (const [start, truth] of runs.entries()) {
    onProgress?.({ phase, done: start, total: runs.length });
    const request = { steps, draws, seed: seedFor(seed, "forecast", start), signal };
    scores.push(scoreStart(await posterior.forecast(test.at(start), request), truth, level));
  }
  onProgress?.({ phase, done: runs.length, total: runs.length });
  return scores;
}
