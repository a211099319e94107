import type { Json } from "../../types.js";
import type { CalibrationRun, RankSummary } from "./summary.js";

const ranks = (summaries: readonly RankSummary[]): Json =>
  summaries.map(({ name, histogram, chiSquare, degreesOfFreedom, pValue }) => ({
    name,
    histogram,
    chiSquare,
    degreesOfFreedom,
    pValue,
  }));

/** What `extra.calibration` of the metrics holds: one entry for each run. */
export function calibrationMetrics(runs: readonly CalibrationRun[]): Json {
  return runs.map(({ settings, summary }) => {
    const { dataSets, sequences, spread, noise, range, draws } = settings;
    const all = summary.errors[summary.errors.length - 1];
    return {
      dataSets,
      sequences,
      spread,
      noise,
      range,
      draws,
      rmsZ: all.marginal,
      rmsZMeanField: all.meanField,
      biasZ: all.bias,
      missed: all.missed,
      spurious: summary.spurious,
      diverged: summary.diverged,
      coefficientsPValue: summary.coefficientsPValue,
      countsPValue: summary.countsPValue,
      errors: summary.errors.map((error) => ({ ...error })),
      coefficients: ranks(summary.coefficients),
      counts: ranks(summary.counts),
    };
  });
}
