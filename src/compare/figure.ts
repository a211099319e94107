import { errorOverTime } from "../plot/error-over-time.js";
import { samplingFloors } from "./floor.js";
import { type Comparison, hasScores } from "./record.js";

/**
 * Relative error and coverage of every model against time, as an SVG. The first model asked for is drawn with
 * its range over the starts, the others as baselines.
 *
 * @throws InvalidData if no model has scores
 */
export function comparisonFigure({ models, level }: Comparison): string {
  const scored = models.filter(hasScores);
  const times = scored[0]?.steps.map(({ time }) => time) ?? [];
  return errorOverTime({
    times,
    timeLabel: "time",
    level,
    ...(scored.length > 0
      ? { samplingFloor: samplingFloors(scored).map((floor) => floor ?? Number.NaN) }
      : {}),
    series: scored.map((entry, i) => {
      const { steps } = entry;
      const error = {
        lower: steps.map((step) => step.relativeErrorRange?.[0] ?? Number.NaN),
        upper: steps.map((step) => step.relativeErrorRange?.[1] ?? Number.NaN),
      };
      const coverage = {
        lower: steps.map((step) => step.coverageRange[0]),
        upper: steps.map((step) => step.coverageRange[1]),
      };
      return {
        label: entry.model,
        role: i === 0 ? ("model" as const) : ("baseline" as const),
        median: steps.map((step) => step.relativeError ?? Number.NaN),
        coverage: steps.map((step) => step.coverage),
        ...(i === 0 && steps.length > 1 ? { range: error, coverageRange: coverage } : {}),
      };
    }),
  });
}
