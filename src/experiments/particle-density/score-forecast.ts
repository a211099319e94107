import type { Dataset } from "../../dataset/dataset.js";
import { relativeError } from "../../diagnose/relative-error.js";
import { score } from "../../diagnose/score.js";
import type { Ensemble } from "../../forecast/ensemble.js";
import { binWidth } from "../../types.js";
import type { ExactShares } from "./data.js";
import { type Mass, massOf, statesAt } from "./mass.js";

/** How well a forecast does at one time. */
export interface TimeScore {
  /** Coarse steps since the first snapshot, and since the start of the forecast. */
  readonly time: number;
  readonly step: number;
  /** Of the mean density, against the exact one. */
  readonly relativeError: number | null;
  /** Share of the counts of fine-grained runs inside the interval. */
  readonly coverage: number | null;
  /** Mean width of the interval, and mean CRPS of the runs, over the mean density. */
  readonly width: number | null;
  readonly crps: number | null;
  readonly diverged: number;
  /** None where no draw is left. */
  readonly mass: Mass | null;
}

/** The steps at which a draw is left; a copy only where there are others. */
function living(ensemble: Ensemble): Ensemble {
  const { survivingSteps, steps } = ensemble;
  return survivingSteps === steps ? ensemble : ensemble.truncate(survivingSteps);
}

/** Relative error of the mean density after each step with a draw left, shape [step]. */
export function errorsOf(ensemble: Ensemble, exact: ExactShares, from: number): number[] {
  const { bins, survivingSteps } = ensemble;
  if (survivingSteps === 0) return [];
  const mean = living(ensemble).mean();
  const width = binWidth(ensemble.grid);
  return Array.from({ length: survivingSteps }, (_, k) => {
    const shares = mean.subarray(k * bins, (k + 1) * bins).map((density) => density * width);
    return relativeError(shares, exact[from + k + 1]);
  });
}

/**
 * Scores a forecast at every step.
 *
 * @param from time of its start, in coarse steps since the first snapshot
 */
export function scoreForecast(
  ensemble: Ensemble,
  exact: ExactShares,
  runs: Dataset,
  from: number,
  level: number,
): TimeScore[] {
  const errors = errorsOf(ensemble, exact, from);
  const scores = errors.length === 0 ? [] : score(living(ensemble), runs, { level, from });
  return Array.from({ length: ensemble.steps }, (_, k): TimeScore => {
    const { coverage, width, crps } = scores[k] ?? { coverage: null, width: null, crps: null };
    return {
      time: from + k + 1,
      step: k + 1,
      relativeError: errors[k] ?? null,
      coverage,
      width,
      crps,
      diverged: ensemble.divergedBy(k),
      mass: k < errors.length ? massOf(statesAt(ensemble, k), ensemble.coarseBins, level) : null,
    };
  });
}
