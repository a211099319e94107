import { formatCount, formatLevel, formatNumber } from "../../plot/text.js";
import type { ReportRecord, ReportTable } from "../../report/record.js";
import type { ComparisonReceipt } from "../report.js";
import { median } from "../summarise.js";
import { type FieldComparison, type FieldContestant, hasFieldScores, labelOf } from "./record.js";

/** A fraction as per cent, "–" where there is none. */
function percent(fraction: number | null): string {
  return fraction === null ? "–" : `${(100 * fraction).toFixed(2)} %`;
}

/** A number of three digits, "–" where there is none. */
function number(value: number | null): string {
  return value === null ? "–" : formatNumber(value);
}

/** Median over starts; null where one is missing. */
export function medianOrNull(values: readonly (number | null)[]): number | null {
  return values.includes(null) ? null : median(values as number[]);
}

/** Mean over steps; null where one is missing. */
export function meanOfSteps(values: readonly (number | null)[]): number | null {
  if (values.includes(null)) return null;
  return values.reduce((sum: number, value) => sum + Number(value), 0) / values.length;
}

/** How a scored model is called in tables: with the form that it took, asked for or not, `multiscale-sde (pod)`. */
export const titleOf = ({ model, form }: FieldContestant) =>
  form === null ? model : `${model} (${form})`;

function summaryTable(comparison: FieldComparison, scored: readonly FieldContestant[]) {
  const { scored: steps, starts, level, draws } = comparison;
  const columns = ["model", "fit", "state", "draws", "error, noisy", "error, clean"];
  columns.push("coverage", "width", "CRPS", "diverged");
  const table: ReportTable = {
    caption: `Errors of whole trajectories, sqrt(mean over ${formatCount(steps, "time")} of the squared relative error of the mean field), median over ${formatCount(starts, "start")}, against the truth with its noise and without; means over times and starts of the coverage and width of the ${formatLevel(level)} interval and of the CRPS, the last two in units of the truth’s root mean square. Diverged: draws of all starts that had left the finite numbers by the last time, of ${draws} for each start. Fit: seconds. State: numbers that a forecast integrates. “–”: not known, or some start had no draw left.`,
    columns: columns.map((title, i) => ({ title, number: i > 0 })),
    rows: scored.map((entry) => [
      entry.fit.converged ? titleOf(entry) : `${titleOf(entry)} (not converged)`,
      entry.fit.seconds.toFixed(1),
      String(entry.fit.dimension),
      String(entry.draws),
      percent(medianOrNull(entry.errorOfStart)),
      percent(medianOrNull(entry.cleanErrorOfStart)),
      percent(meanOfSteps(entry.steps.map(({ coverage }) => coverage))),
      number(meanOfSteps(entry.steps.map(({ width }) => width))),
      number(entry.crps),
      String(entry.steps[entry.steps.length - 1].diverged),
    ]),
  };
  return table;
}

function truthSentence({ starts, steps, scored, against }: FieldComparison): string {
  const times =
    scored === steps ? `all ${steps} steps` : `${scored} of ${steps} steps, evenly spread,`;
  const held = `Each forecast of ${formatCount(starts, "start")} is scored at ${times} against the trajectory that began there.`;
  return against === "clean"
    ? `${held} The trajectories are known without their noise, and errors of the figure, coverage and CRPS are against that; the noise floor is the error that the noise alone gives against the noisy ones, below which no forecast could be told apart with them.`
    : `${held} The trajectories are known with their noise only: even a perfect forecast has an error, and intervals, which hold no observation noise, cover less than their level.`;
}

/**
 * Words, figure and table of the report.
 *
 * @param figure as `fieldComparisonFigure` draws it
 */
export function fieldComparisonReport(
  comparison: FieldComparison,
  figure: string,
  { command, hashes }: ComparisonReceipt,
): ReportRecord {
  const { models, recommendation, trainingSequences, points, draws, level, against } = comparison;
  const scored = models.filter(hasFieldScores);
  const given = scored.filter((entry) => entry.given !== null);
  const learned = `Every model learned from the same ${trainingSequences} ${trainingSequences === 1 ? "trajectory" : "trajectories"} on ${points.join(" × ")} points and drew ${draws} paths from each start with the same seeds, or one path where it has no noise.`;
  const truth = against === "clean" ? "the truth without noise" : "the noisy truth";
  return {
    title: `${models.length === 1 ? "One model" : `${models.length} models`} of fields on the same data`,
    claim: recommendation.sentence,
    sections: [
      {
        title: "Error and coverage",
        paragraphs: [
          `${learned} ${truthSentence(comparison)}`,
          ...models.flatMap((entry) =>
            hasFieldScores(entry) ? [] : [`${labelOf(entry)} failed. ${entry.failure.message}`],
          ),
          ...given.map((entry) => `${entry.model} is a reference: it is given ${entry.given}.`),
        ],
        figures: [
          {
            svg: figure,
            caption: `(a) Relative error of the mean field against ${truth}, median over starts. (b) Coverage of the ${formatLevel(level)} interval, mean over starts, against its level. ${titleOf(scored[0])} with its range over the starts. A line that leaves its frame says so.`,
          },
        ],
      },
      { title: "Scores", tables: [summaryTable(comparison, scored)] },
    ],
    limits: [
      "The starts are those of the data: from fields unlike them the order of the models may be another.",
      "All models learned from one training set: another would give other scores. The sampling error that ties are judged by is that over the starts alone.",
      "Each model has the parameters of the receipt; none was tuned on the test data.",
      "A model without noise has one path: its interval has no width, and its CRPS is its mean absolute error.",
    ],
    receipt: {
      version: comparison.version,
      command,
      seed: comparison.seed,
      facts: models.map(({ model, parameters }) => ({
        name: model,
        value: JSON.stringify(parameters),
      })),
      hashes,
    },
  };
}
