import type { Posterior } from "../../models/model.js";
import type { FitMetrics, ForecastMetrics } from "../metrics.js";
import type { Evaluation } from "./evaluate.js";
import type { Plan } from "./plan.js";
import { mean } from "./summary.js";

/** Metrics of one fit. */
export function fitMetrics(
  posterior: Posterior,
  fit: Pick<FitMetrics, "sequences" | "seed" | "seconds">,
  truth: ReadonlyMap<string, number> = new Map(),
): FitMetrics {
  return {
    model: posterior.model,
    ...fit,
    bound: posterior.bound.at(-1) ?? null,
    iterations: posterior.bound.length,
    coefficients: posterior.coefficients.map((coefficient) => {
      const value = truth.get(coefficient.name);
      return value === undefined ? coefficient : { ...coefficient, truth: value };
    }),
  };
}

/** Metrics of one evaluation at the reported steps: of the law `model`, of its rivals and the references. */
export function forecastMetrics(
  plan: Plan,
  evaluation: Evaluation,
  model = "sparse-bayes",
): ForecastMetrics[] {
  const start = evaluation.name;
  const { reportedSteps, twoBinSteps } = plan;
  const density = [evaluation.coarseScores, evaluation.fineScores].flatMap((scores) =>
    reportedSteps.map((step): ForecastMetrics => {
      const { bins, relativeError, coverage, width, crps, diverged } = scores[step - 1];
      const quantity = "density";
      return { model, start, bins, step, relativeError, coverage, width, crps, diverged, quantity };
    }),
  );
  const { bins } = evaluation.coarseScores[0];
  const references = Object.entries(evaluation.references).flatMap(([name, errors]) =>
    reportedSteps.map(
      (step): ForecastMetrics => ({
        model: name,
        start,
        bins,
        step,
        relativeError: errors[step - 1],
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
