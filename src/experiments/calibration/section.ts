import type { ReportSection, ReportTable } from "../../report/record.js";
import { bandLevel, coefficientTitle } from "./figures.js";
import type { CalibrationRun } from "./summary.js";

/** Significance at which ranks count as uniform. */
const significance = 0.01;

const percent = (fraction: number) => `${(100 * fraction).toFixed(1)} %`;
const p = (value: number) => (value < 0.001 ? "*p* < .001" : `*p* = ${value.toFixed(3).slice(1)}`);
const plainP = (value: number) => (value >= 1 ? "*p* = 1" : p(value));
const minus = (value: number) => value.toFixed(2).replace("-", "−");

function lawOf({ settings: { noise } }: CalibrationRun): string {
  return noise === 0 ? "no noise, as in the paper" : `noise of ${noise}`;
}

function errorTable(runs: readonly CalibrationRun[]): ReportTable {
  return {
    caption:
      "Root mean square of (true coefficient − posterior mean) / standard deviation over the data sets, which is 1 where the widths are right, with the coarse states integrated out and with the mean-field posterior; and the mean with the former.",
    columns: [
      { title: "law" },
      { title: "coefficient" },
      { title: "marginal", number: true },
      { title: "mean-field", number: true },
      { title: "mean", number: true },
    ],
    rows: runs.flatMap((run) =>
      run.summary.errors.map(({ name, marginal, meanField, bias }, row) => [
        row === 0 ? lawOf(run) : "",
        name === "all" ? "all" : coefficientTitle(name),
        marginal.toFixed(2),
        meanField.toFixed(2),
        minus(bias),
      ]),
    ),
  };
}

function verdict(run: CalibrationRun): string {
  const { settings, summary } = run;
  const all = summary.errors[summary.errors.length - 1];
  const uniform = (value: number) =>
    value >= significance
      ? `no departure from uniform (${plainP(value)})`
      : `a departure from uniform (${plainP(value)})`;
  const missed =
    all.missed > 0 ? `, and ${all.missed} true coefficients left a law and count in neither` : "";
  const diverged =
    summary.diverged > 0
      ? ` In ${summary.diverged} data sets a forecast draw diverged; they are left out of the latter.`
      : "";
  return (
    `With ${lawOf(run)}: true coefficients differ from their means by ${all.marginal.toFixed(2)} standard deviations (root mean square) with the coarse states integrated out, and by ${all.meanField.toFixed(2)} of the mean-field posterior's${missed}. ` +
    `Ranks of coefficients show ${uniform(summary.coefficientsPValue)}, ranks of future counts ${uniform(summary.countsPValue)}.${diverged} ` +
    `A coefficient that is truly zero is kept in ${summary.spurious} of ${settings.dataSets} data sets (${percent(summary.spurious / settings.dataSets)}).`
  );
}

/** The section on simulation-based calibration. */
export function tellCalibration(
  runs: readonly CalibrationRun[],
  drawings: {
    readonly "calibration-coefficients": string;
    readonly "calibration-forecasts": string;
  },
): ReportSection {
  const [{ settings }] = runs;
  const { dataSets, sequences, spread, range, draws, cells } = settings;
  const rows = `from above: ${runs.map(lawOf).join(", then ")}`;
  const caption = (what: string) =>
    `${what}, over ${dataSets} data sets each; ${rows}. Dashed: the pointwise ${100 * bandLevel} % band of uniform ranks in ${cells} cells; *p*: of the chi-square test of each histogram alone.`;
  return {
    title: "Are the intervals right?",
    paragraphs: [
      `Simulation-based calibration: ${dataSets} times, the law's coefficients are drawn from normals of standard deviation ${spread} about the paper's values, ${sequences} bursts are simulated and fitted with a range of ${range} bins, and the true coefficients, and the walkers of a true future in bins ${settings.bins.join(", ")} after ${settings.steps.join(" and ")} steps, are ranked among ${draws} draws of posterior and forecast. If the posterior is right, every rank is equally likely.`,
      ...runs.map(verdict),
      "The model's own prior is nearly flat over the coefficients that are drawn, which makes no difference where the data say much more than the prior, as here. The p-values of the text are of all histograms of a kind together (Bonferroni).",
    ],
    figures: [
      {
        svg: drawings["calibration-coefficients"],
        caption: caption("Ranks of the true coefficients among posterior draws"),
      },
      {
        svg: drawings["calibration-forecasts"],
        caption: caption("Ranks of a true future's walkers among forecast draws"),
      },
    ],
    tables: [errorTable(runs)],
  };
}
