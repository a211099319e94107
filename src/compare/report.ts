import { formatCount, formatLevel, formatNumber } from "../plot/text.js";
import type { ReportRecord, ReportTable } from "../report/record.js";
import { samplingFloors } from "./floor.js";
import { type Comparison, type Contestant, hasScores, type StepComparison } from "./record.js";

/** A fraction as per cent, "–" where there is none. */
function percent(fraction: number | null): string {
  return fraction === null ? "–" : `${(100 * fraction).toFixed(1)} %`;
}

/** A number of three digits, "–" where there is none. */
function number(value: number | null): string {
  return value === null ? "–" : formatNumber(value);
}

/** First, middle and last of the steps, each once. */
function shownSteps(steps: number): number[] {
  const shown = [1, 2, 5, 10, 20, 50, 100].filter((step) => step < steps);
  return [...shown, steps];
}

function summaryTable(comparison: Comparison, scored: readonly Contestant[]): ReportTable {
  const columns = ["model", "fit", "terms", "error", "coverage", "width", "CRPS", "diverged"];
  const mean = (entry: Contestant, pick: (step: StepComparison) => number | null) => {
    const values = entry.steps.map(pick);
    return values.includes(null)
      ? null
      : values.reduce((sum: number, value) => sum + Number(value), 0) / values.length;
  };
  return {
    caption: `Means over ${formatCount(comparison.steps, "step")}: relative error of the mean density (median over ${formatCount(comparison.starts, "start")}), coverage and width of the ${formatLevel(comparison.level)} interval, CRPS; width and CRPS in units of the mean density. Diverged: draws of all starts that had left the finite numbers by the last step, of ${comparison.draws * comparison.starts}. Fit: seconds. Terms: coefficients in use, of all. “–”: some start had no draw left.`,
    columns: columns.map((title, i) => ({ title, number: i > 0 })),
    rows: scored.map((entry) => [
      entry.fit.converged ? entry.model : `${entry.model} (not converged)`,
      entry.fit.seconds.toFixed(2),
      entry.fit.coefficients === 0 ? "–" : `${entry.fit.active}/${entry.fit.coefficients}`,
      percent(mean(entry, (step) => step.relativeError)),
      percent(mean(entry, (step) => step.coverage)),
      number(mean(entry, (step) => step.width)),
      number(entry.crps),
      String(entry.steps[entry.steps.length - 1].diverged),
    ]),
  };
}

function stepTable(comparison: Comparison, scored: readonly Contestant[]): ReportTable {
  const steps = shownSteps(comparison.steps);
  const floors = samplingFloors(scored);
  return {
    caption: `By coarse step: relative error of the mean density (median over starts) / coverage of the ${formatLevel(comparison.level)} interval. The floor is the error to expect of a perfect forecast.`,
    columns: [
      { title: "model" },
      ...steps.map((step) => ({ title: `${step} Δ*t*`, number: true })),
    ],
    rows: [
      ...scored.map((entry) => [
        entry.model,
        ...steps.map((step) => {
          const { relativeError, coverage } = entry.steps[step - 1];
          return `${percent(relativeError)} / ${percent(coverage)}`;
        }),
      ]),
      ["floor", ...steps.map((step) => percent(floors[step - 1]))],
    ],
  };
}

function trainingSentence(comparison: Comparison): string {
  const { trainingSequences, trainingSteps, walkers, bins, draws } = comparison;
  const sequences = `the same ${trainingSequences} sequences of ${walkers} walkers on ${bins} bins`;
  const learned =
    trainingSteps === 1
      ? `Every model learned from ${sequences}, one coarse step each,`
      : `Every model was given ${sequences}, ${trainingSteps} coarse steps each, of which the regressions use the first,`;
  return `${learned} and drew ${draws} paths from each start with the same seeds.`;
}

function truthSentence({ simulated, runs, starts, steps }: Comparison): string {
  const ahead = steps === 1 ? "one coarse step" : `${steps} coarse steps`;
  return simulated
    ? `Each forecast of ${ahead} from ${formatCount(starts, "start")} is held against ${runs} fine-grained simulations from the same starting density.`
    : `Each forecast of ${ahead} from ${formatCount(starts, "start")} is held against the one sequence of the data that began there. Its walkers are one sample, so that even a perfect forecast has the relative error of the sampling floor. CRPS is not 0 for a perfect forecast either, but on average no other is lower.`;
}

/** What made a comparison. */
export interface ComparisonReceipt {
  readonly command: string;
  readonly hashes: ReportRecord["receipt"]["hashes"];
}

/**
 * Words, figure and tables of the report.
 *
 * @param figure as `comparisonFigure` draws it
 */
export function comparisonReport(
  comparison: Comparison,
  figure: string,
  { command, hashes }: ComparisonReceipt,
): ReportRecord {
  const { models, recommendation } = comparison;
  const scored = models.filter(hasScores);
  const failed = models.filter((entry) => !hasScores(entry));
  const given = scored.flatMap((entry) => (entry.given === null ? [] : [entry]));
  const notes = [
    ...failed.map(({ model, failure }) => `${model} failed. ${failure?.message}`),
    ...given.map((entry) => `${entry.model} is a reference: it is given ${entry.given}.`),
  ];
  return {
    title: `${models.length === 1 ? "One model" : `${models.length} models`} on the same data`,
    claim: recommendation.sentence,
    sections: [
      {
        title: "Error and coverage",
        paragraphs: [`${trainingSentence(comparison)} ${truthSentence(comparison)}`, ...notes],
        figures: [
          {
            svg: figure,
            caption: `(a) Relative error of the mean density, median over starts, and the sampling floor. (b) Coverage of the ${formatLevel(comparison.level)} interval, mean over starts, against its level. ${scored[0].model} with its range over the starts. A line that leaves its frame says so.`,
          },
        ],
      },
      {
        title: "Scores",
        tables: [summaryTable(comparison, scored), stepTable(comparison, scored)],
      },
    ],
    limits: [
      "The starts are those of the data: on densities unlike them the order of the models may be another.",
      "All models learned from one training set: another would give other scores. The sampling error that ties are judged by is that over the starts alone.",
      "Each model has the parameters of the receipt; none was tuned on the test data.",
      "Intervals of the models hold different things: the sampling of walkers in all, the noise of the law in those that learn one, the uncertainty of coefficients in those that have one.",
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
