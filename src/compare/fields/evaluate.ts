import { fieldSize } from "../../dataset/field-grid.js";
import type { FieldSource } from "../../dataset/field-source.js";
import { type FieldScore, fieldScore } from "../../diagnose/field-score.js";
import type { FieldPosterior } from "../../models/field-model.js";
import type { RunControl } from "../../types.js";
import { seedFor } from "../seeds.js";

/** Scores of one start. */
export interface FieldStartScores {
  /** Of the steps before the first that has no draw left; undefined if that is the first of all. */
  readonly score: FieldScore | undefined;
  /** Whether every step has a draw left. */
  readonly whole: boolean;
  /** Draws that have left the finite numbers, [scored step]. */
  readonly diverged: readonly number[];
  /** Draws that the model gave. */
  readonly draws: number;
}

/** How models forecast. */
export interface FieldForecastOptions extends RunControl {
  readonly seed: number;
  /** Snapshots to forecast, ascending, the first above 0. */
  readonly snapshots: readonly number[];
  readonly draws: number;
  readonly level: number;
}

/** Forecasts every trajectory from its first snapshot, with the same seeds whatever the model, and scores it. */
export async function evaluateFields(
  posterior: FieldPosterior,
  test: FieldSource,
  { seed, snapshots, draws, level, signal, onProgress }: FieldForecastOptions,
): Promise<FieldStartScores[]> {
  const { sequences, time, grid } = test;
  const phase = `forecast by ${posterior.model}`;
  const times = Float64Array.from(snapshots, (at) => time[at]);
  const scores: FieldStartScores[] = [];
  for (let index = 0; index < sequences; index++) {
    onProgress?.({ phase, done: index, total: sequences });
    const truth = await test.sequence(index);
    const start = { field: truth.field.slice(0, fieldSize(grid)), time: time[0] };
    const own = seedFor(seed, "forecast", index);
    const ensemble = await posterior.forecast(start, { times, draws, seed: own, signal });
    const alive = ensemble.survivingSteps;
    const kept = alive > 0 && alive < ensemble.steps ? ensemble.truncate(alive) : ensemble;
    scores.push({
      score: alive === 0 ? undefined : fieldScore(kept, { ...truth, time }, { level }),
      whole: alive === ensemble.steps,
      diverged: snapshots.map((_, step) => ensemble.divergedBy(step)),
      draws: ensemble.draws,
    });
  }
  onProgress?.({ phase, done: sequences, total: sequences });
  return scores;
}
