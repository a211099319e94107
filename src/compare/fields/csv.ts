import { askedForm, type FieldComparison, hasFieldScores } from "./record.js";

const columns = [
  "model",
  "form",
  "step",
  "time",
  "relative_error",
  "relative_error_clean",
  "error_min",
  "error_max",
  "noise_floor",
  "coverage",
  "width",
  "crps",
  "diverged",
  "lost",
] as const;

/** The scores as comma-separated values, one row for each model and scored step; empty where there is none. A model that
 * failed has one row with its name alone, and the form that it was asked for in. */
export function fieldComparisonCsv({ models, noiseFloor }: FieldComparison): string {
  const rows = models.flatMap((entry) => {
    if (!hasFieldScores(entry)) {
      return [[entry.model, askedForm(entry) ?? "", ...columns.slice(2).map(() => "")]];
    }
    return entry.steps.map((step, index) => [
      entry.model,
      entry.form ?? "",
      step.step,
      step.time,
      step.relativeError ?? "",
      step.relativeErrorClean ?? "",
      ...(step.errorRange ?? ["", ""]),
      noiseFloor?.[index] ?? "",
      step.coverage,
      step.width ?? "",
      step.crps ?? "",
      step.diverged,
      step.lost,
    ]);
  });
  return `${[columns, ...rows].map((row) => row.join(",")).join("\n")}\n`;
}
