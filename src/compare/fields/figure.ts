import { errorOverTime } from "../../plot/error-over-time.js";
import { type FieldComparison, type FieldStepComparison, hasFieldScores } from "./record.js";

/** The error that is drawn: against the truth without noise where that is known. */
export function drawnError(step: FieldStepComparison): number | null {
  return step.relativeErrorClean ?? step.relativeError;
}

/**
 * Relative error, on a logarithmic scale, and coverage of every model against time, as an SVG, with what the noise alone
 * would give. The first model asked for is drawn with its range over the starts, the others as baselines.
 *
 * @throws InvalidData if no model has scores
 */
export function fieldComparisonFigure({ models, level, noiseFloor }: FieldComparison): string {
  const scored = models.filter(hasFieldScores);
  const times = scored[0]?.steps.map(({ time }) => time) ?? [];
  return errorOverTime({
    ...{ times, timeLabel: "time since the start", level, errorScale: "log" },
    ...(noiseFloor !== null && { samplingFloor: noiseFloor, floorLabel: "noise floor" }),
    series: scored.map(({ model, steps }, i) => {
      const range = {
        lower: steps.map(({ errorRange }) => errorRange?.[0] ?? Number.NaN),
        upper: steps.map(({ errorRange }) => errorRange?.[1] ?? Number.NaN),
      };
      const coverageRange = {
        lower: steps.map((step) => step.coverageRange[0]),
        upper: steps.map((step) => step.coverageRange[1]),
      };
      return {
        label: model,
        role: i === 0 ? ("model" as const) : ("baseline" as const),
        median: steps.map((step) => drawnError(step) ?? Number.NaN),
        coverage: steps.map((step) => step.coverage),
        ...(i === 0 && steps.length > 1 ? { range, coverageRange } : {}),
      };
    }),
  });
}
