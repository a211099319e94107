import { checkBound } from "../../diagnose/check-bound.js";
import type { Json } from "../../types.js";
import type { ExperimentContext } from "../experiment.js";
import type { ForecastMetrics, Metrics } from "../metrics.js";
import type { Evaluation } from "../walkers/evaluate.js";
import { fitMetrics, forecastMetrics } from "../walkers/forecast-metrics.js";
import { onCoarse, onFine, summariseSteps } from "../walkers/summary.js";
import { withSortedNames } from "./products.js";
import { courantNumber, laxFriedrichs, type Scheme, upwind } from "./schemes.js";
import { family, type Settings, threshold } from "./settings.js";
import type { Evaluations, Named } from "./starts.js";
import type { Trainings } from "./train.js";

/** Scores of the known equation for a start at the reported steps, on the coarse bins. */
function equationMetrics(settings: Settings, { name, rivals }: Evaluation): ForecastMetrics[] {
  return settings.reportedSteps.map((step): ForecastMetrics => {
    const { bins, relativeError, coverage, width, crps, diverged } =
      rivals["finite-volume"][step - 1];
    const [model, quantity] = ["finite-volume", "density"] as const;
    return {
      ...{ model, start: name, bins, step },
      ...{ relativeError, coverage, width, crps, diverged, quantity },
    };
  });
}

/** Relative error and coverage of a rival for a start at the reported steps, on the coarse bins. */
function rivalScores({ reportedSteps }: Settings, { rivals }: Evaluation, rival: string): Json {
  if (!(rival in rivals)) return null;
  return reportedSteps.map((step) => {
    const { relativeError, coverage } = rivals[rival][step - 1];
    return { step, relativeError, coverage };
  });
}

/** Names and means of the active terms, products under one name. */
function activeTerms(coefficients: Trainings["unabridged"]["coefficients"]): Json {
  return Object.fromEntries(
    withSortedNames(coefficients)
      .filter(({ active }) => active)
      .map(({ name, mean }) => [name, mean]),
  );
}

const expansion = ({ coefficients }: Scheme): Json => Object.fromEntries(coefficients);

/** The content of metrics.json. */
export function buildMetrics(
  context: ExperimentContext,
  settings: Settings,
  trainings: Trainings,
  evaluations: Evaluations,
  seconds: Metrics["seconds"],
): Metrics {
  const { seed, version } = context;
  const { bySize, plain, unabridged, others, system } = trainings;
  const { smooth, shock, wave, random, rough } = evaluations;
  const a = courantNumber(system);
  const bounds = [...bySize.map(({ posterior }) => posterior), plain, unabridged].map((posterior) =>
    checkBound(posterior.bound, { segments: posterior.boundSegments }),
  );
  const named = ({ evaluation }: Named) => [
    ...forecastMetrics(settings, evaluation),
    ...equationMetrics(settings, evaluation),
  ];
  const rival = (name: string) => rivalScores(settings, shock.evaluation, name);
  const summary = (members: readonly Evaluation[], scores: typeof onCoarse): Json =>
    summariseSteps(members, scores, settings.reportedSteps).map((step) => ({ ...step })) as Json;
  const summaries = (members: readonly Evaluation[]): Json => ({
    coarse: summary(members, onCoarse),
    fine: summary(members, onFine),
  });
  return {
    experiment: "burgers-walkers",
    version,
    seed,
    seconds,
    fit: bySize.map(({ posterior, sequences, seconds: taken }) =>
      fitMetrics(posterior, { sequences, seed, seconds: taken }),
    ),
    forecast: [
      ...named(smooth),
      ...named(shock),
      ...random.flatMap((evaluation) => forecastMetrics(settings, evaluation)),
    ],
    extra: {
      interval: "central 95 %, ends included",
      trainingFamily: { ...family },
      eliminate: threshold,
      pairs: settings.twoBinPairs.map((pair) => [...pair]),
      courantNumber: a,
      active: bySize.map(({ sequences, posterior }) => ({
        sequences,
        terms: activeTerms(posterior.coefficients),
      })),
      upwind: expansion(upwind(a)),
      laxFriedrichs: expansion(laxFriedrichs(a)),
      // Scores of these laws for the start "shock"; none for other walkers.
      beforeElimination: rival("unabridged"),
      otherTrainingData: others.map(({ name, posterior }) => ({
        name,
        terms: activeTerms(posterior.coefficients),
        shock: rival(name),
      })),
      boundMonotone: bounds.every(({ monotone }) => monotone),
      boundLargestDecrease: Math.max(...bounds.map(({ largestDecrease }) => largestDecrease)),
      random: summaries(random),
      rough: summaries(rough),
      outside: named(wave).map((row) => ({ ...row })),
    },
  };
}
