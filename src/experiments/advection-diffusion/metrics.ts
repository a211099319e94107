import { checkBound } from "../../diagnose/check-bound.js";
import { oneStepBinWeights } from "../../simulate/walk-law.js";
import type { Json } from "../../types.js";
import type { ExperimentContext } from "../experiment.js";
import type { FitMetrics, ForecastMetrics, Metrics } from "../metrics.js";
import type { Evaluation } from "./evaluate.js";
import { reportedSteps, twoBinPairs, twoBinSteps } from "./settings.js";
import type { Evaluations } from "./starts.js";
import { mean, type StepSummary, summariseReported } from "./summary.js";
import type { Training, Trainings } from "./train.js";

/** Coefficient names of the exact one-step bin weights: X_{j+m} feeds bin j from shift -m. */
export function exactWeights(system: Trainings["system"]): Map<string, number> {
  const { shift, weight } = oneStepBinWeights(system);
  return new Map(shift.map((s, i) => [`m=${-s === 0 ? 0 : -s}`, weight[i]]));
}

function fitMetrics(training: Training, exact: Map<string, number>, seed: number): FitMetrics {
  const { posterior, sequences, seconds } = training;
  return {
    model: posterior.model,
    sequences,
    seed,
    bound: posterior.bound[posterior.bound.length - 1],
    iterations: posterior.bound.length,
    seconds,
    coefficients: posterior.coefficients.map((coefficient) => {
      const truth = exact.get(coefficient.name);
      return truth === undefined ? coefficient : { ...coefficient, truth };
    }),
  };
}

/** Metrics of one evaluation at the reported steps. */
function forecastMetrics(evaluation: Evaluation): ForecastMetrics[] {
  const start = evaluation.name;
  const model = "sparse-bayes";
  const density = [evaluation.coarseScores, evaluation.fineScores].flatMap((scores) =>
    reportedSteps.map((step): ForecastMetrics => {
      const { bins, relativeError, coverage, width, crps, diverged } = scores[step - 1];
      const quantity = "density";
      return { model, start, bins, step, relativeError, coverage, width, crps, diverged, quantity };
    }),
  );
  const bins = evaluation.coarseScores[0].bins;
  const references = (["persistence", "exactLaw"] as const).flatMap((name) =>
    reportedSteps.map(
      (step): ForecastMetrics => ({
        model: name === "exactLaw" ? "exact-law" : name,
        start,
        bins,
        step,
        relativeError: evaluation[name][step - 1],
        coverage: null,
        width: null,
        crps: null,
        diverged: 0,
        quantity: "density",
      }),
    ),
  );
  const twoBin = [evaluation.twoBinCoarse, evaluation.twoBinFine].flatMap((scores, fine) =>
    twoBinSteps.map((step): ForecastMetrics => {
      const pairs = scores.filter((score) => score.step === step - 1);
      return {
        model,
        start,
        bins: fine === 0 ? bins : evaluation.fineScores[0].bins,
        step,
        relativeError: mean(pairs.map((p) => Math.abs(p.median - p.reference) / p.reference)),
        coverage: mean(pairs.map((p) => p.coverage)),
        width: mean(pairs.map((p) => p.interval[1] - p.interval[0])),
        crps: null,
        diverged: pairs[0].diverged,
        quantity: "two-bin",
      };
    }),
  );
  return [...density, ...references, ...twoBin];
}

const plain = (summaries: readonly StepSummary[]): Json =>
  summaries.map((summary) => ({ ...summary })) as Json;

function summaries(evaluations: readonly Evaluation[]): Json {
  return {
    coarse: plain(summariseReported(evaluations, "coarse")),
    fine: plain(summariseReported(evaluations, "fine")),
    beforeElimination: plain(summariseReported(evaluations, "unabridged")),
  };
}

/** The content of metrics.json. */
export function buildMetrics(
  context: ExperimentContext,
  trainings: Trainings,
  evaluations: Evaluations,
  seconds: Metrics["seconds"],
): Metrics {
  const exact = exactWeights(trainings.system);
  const { bySize, plain: paper, unabridged } = trainings;
  const fits = [...bySize.map(({ posterior }) => posterior), paper, unabridged];
  const bounds = fits.map((posterior) =>
    checkBound(posterior.bound, { segments: posterior.boundSegments }),
  );
  return {
    experiment: "advection-diffusion",
    version: context.version,
    seed: context.seed,
    seconds,
    fit: trainings.bySize.map((training) => fitMetrics(training, exact, context.seed)),
    forecast: evaluations.heldOut.flatMap(forecastMetrics),
    extra: {
      interval: "central 95 %, ends included",
      forecastSequences: trainings.chosen.sequences,
      featuresBeforeElimination: unabridged.coefficients.filter(({ active }) => active).length,
      pairs: twoBinPairs.map((pair) => [...pair]),
      boundMonotone: bounds.every(({ monotone }) => monotone),
      boundLargestDecrease: Math.max(...bounds.map(({ largestDecrease }) => largestDecrease)),
      heldOut: summaries(evaluations.heldOut),
      fromWalkers: summaries(evaluations.fromWalkers),
      outside: evaluations.outside.map((evaluation) => ({
        start: evaluation.name,
        ...(summaries([evaluation]) as { [key: string]: Json }),
      })),
    },
  };
}
