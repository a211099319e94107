import { type Comparison, hasScores } from "./record.js";

const columns = [
  "model",
  "step",
  "time",
  "relative_error",
  "relative_error_min",
  "relative_error_max",
  "sampling_floor",
  "coverage",
  "width",
  "crps",
  "diverged",
  "lost",
] as const;

/** The scores as comma-separated values, one row for each model and step; empty where there is none. A model
 * that failed has one row with its name alone. */
export function comparisonCsv({ models }: Comparison): string {
  const rows = models.flatMap((entry) => {
    if (!hasScores(entry)) return [[entry.model, ...columns.slice(1).map(() => "")]];
    return entry.steps.map((step) => [
      entry.model,
      step.step,
      step.time,
      step.relativeError ?? "",
      ...(step.relativeErrorRange ?? ["", ""]),
      step.samplingFloor ?? "",
      step.coverage,
      step.width ?? "",
      step.crps ?? "",
      step.diverged,
      step.lost,
    ]);
  });
  return `${[columns, ...rows].map((row) => row.join(",")).join("\n")}\n`;
}
