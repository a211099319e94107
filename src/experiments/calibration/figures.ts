import { rankHistograms } from "../../plot/figures.js";
import type { CalibrationRun, RankSummary } from "./summary.js";

/** Level of the bands in the figures. */
export const bandLevel = 0.95;

/** `*m* = −1, 1` for `m=-1,1`. */
export function coefficientTitle(name: string): string {
  const offsets = name.slice("m=".length).replaceAll("-", "−").replaceAll(",", ", ");
  return `*m* = ${offsets}`;
}

function draw(
  runs: readonly CalibrationRun[],
  ranksOf: (run: CalibrationRun) => readonly RankSummary[],
  title: (name: string) => string,
  columns: number,
): string {
  return rankHistograms({
    histograms: runs.flatMap((run) =>
      ranksOf(run).map(({ name, histogram, pValue }) => ({
        title: title(name),
        counts: histogram,
        pValue,
      })),
    ),
    draws: runs[0].settings.draws,
    bandLevel,
    columns,
  });
}

/** Ranks of the true coefficients, a row for each run. */
export function drawCoefficientRanks(runs: readonly CalibrationRun[]): string {
  return draw(runs, ({ summary }) => summary.coefficients, coefficientTitle, 4);
}

/** Ranks of the true futures, a row for each run and step. */
export function drawCountRanks(runs: readonly CalibrationRun[]): string {
  return draw(
    runs,
    ({ summary }) => summary.counts,
    (name) => name,
    runs[0].settings.bins.length,
  );
}
