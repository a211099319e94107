import { checkBound } from "../../diagnose/check-bound.js";
import type { Json } from "../../types.js";
import type { ExperimentContext } from "../experiment.js";
import type { Metrics } from "../metrics.js";
import type { Evaluation } from "../walkers/evaluate.js";
import { fitMetrics, forecastMetrics } from "../walkers/forecast-metrics.js";
import {
  ofRival,
  onCoarse,
  onFine,
  type Scores,
  type StepSummary,
  summariseSteps,
} from "../walkers/summary.js";
import { exactWeights } from "./exact-law.js";
import type { Settings } from "./settings.js";
import type { Evaluations } from "./starts.js";
import type { Trainings } from "./train.js";

const plain = (summaries: readonly StepSummary[]): Json =>
  summaries.map((summary) => ({ ...summary })) as Json;

function summaries({ reportedSteps }: Settings, evaluations: readonly Evaluation[]): Json {
  const of = (which: Scores) => plain(summariseSteps(evaluations, which, reportedSteps));
  return { coarse: of(onCoarse), fine: of(onFine), beforeElimination: of(ofRival("unabridged")) };
}

/** The content of metrics.json. */
export function buildMetrics(
  context: ExperimentContext,
  settings: Settings,
  trainings: Trainings,
  evaluations: Evaluations,
  seconds: Metrics["seconds"],
): Metrics {
  const { seed, version } = context;
  const exact = exactWeights(trainings.system);
  const { bySize, plain: paper, unabridged } = trainings;
  const fits = [...bySize.map(({ posterior }) => posterior), paper, unabridged];
  const bounds = fits.map((posterior) =>
    checkBound(posterior.bound, { segments: posterior.boundSegments }),
  );
  return {
    experiment: "advection-diffusion",
    version,
    seed,
    seconds,
    fit: bySize.map(({ posterior, sequences, seconds: taken }) =>
      fitMetrics(posterior, { sequences, seed, seconds: taken }, exact),
    ),
    forecast: evaluations.heldOut.flatMap((evaluation) => forecastMetrics(settings, evaluation)),
    extra: {
      interval: "central 95 %, ends included",
      forecastSequences: trainings.chosen.sequences,
      featuresBeforeElimination: unabridged.coefficients.filter(({ active }) => active).length,
      pairs: settings.twoBinPairs.map((pair) => [...pair]),
      boundMonotone: bounds.every(({ monotone }) => monotone),
      boundLargestDecrease: Math.max(...bounds.map(({ largestDecrease }) => largestDecrease)),
      heldOut: summaries(settings, evaluations.heldOut),
      fromWalkers: summaries(settings, evaluations.fromWalkers),
      outside: evaluations.outside.map((evaluation) => ({
        start: evaluation.name,
        ...(summaries(settings, [evaluation]) as { [key: string]: Json }),
      })),
    },
  };
}
