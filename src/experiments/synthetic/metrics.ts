import type { Json } from "../../types.js";
import type { ExperimentContext } from "../experiment.js";
import type { Metrics } from "../metrics.js";
import { fitMetrics, forecastMetrics } from "../walkers/forecast-metrics.js";
import { onCoarse, onFine, summariseSteps } from "../walkers/summary.js";
import { boundAscends, recovery, stateCoverage, stateErrors } from "./findings.js";
import type { Settings } from "./settings.js";
import type { Evaluations } from "./starts.js";
import type { Trainings } from "./train.js";
import { trueCoefficients } from "./true-law.js";

/** The content of metrics.json. */
export function buildMetrics(
  { seed, version }: ExperimentContext,
  settings: Settings,
  trainings: Trainings,
  evaluations: Evaluations,
  calibration: Json,
  seconds: Metrics["seconds"],
): Metrics {
  const { system, bySize, chosen, full } = trainings;
  const { heldOut, peak, peakFromWalkers } = evaluations;
  const names = chosen.posterior.coefficients.map(({ name }) => name);
  const truth = trueCoefficients(system, names);
  const summary = (scores: typeof onCoarse) =>
    summariseSteps(heldOut, scores, settings.reportedSteps).map((step) => ({ ...step })) as Json;
  return {
    experiment: "synthetic",
    version,
    seed,
    seconds,
    fit: bySize.map(({ posterior, sequences, seconds: taken }) =>
      fitMetrics(posterior, { sequences, seed, seconds: taken }, truth),
    ),
    forecast: [...heldOut, peak, peakFromWalkers].flatMap((evaluation) =>
      forecastMetrics(settings, evaluation),
    ),
    extra: {
      interval: "central 95 %, ends included",
      forecastSequences: chosen.sequences,
      recovery: bySize.map((training) => ({ ...recovery(system, training) })),
      stateCoverage: {
        diagonal: stateCoverage(trainings, chosen.posterior),
        full: stateCoverage(trainings, full),
      },
      stateErrors: { ...stateErrors(trainings, chosen.posterior) },
      boundMonotone: bySize.every(({ posterior }) => boundAscends(posterior)),
      heldOut: { coarse: summary(onCoarse), fine: summary(onFine) },
      calibration,
    },
  };
}
