import type { ReportTable } from "../../report/record.js";
import type { Evaluations } from "./evaluate.js";
import { medianError } from "./findings.js";
import { baselines, forms, keyOf, sizeLaws } from "./laws.js";
import { observedTimes } from "./metrics.js";
import type { Settings } from "./settings.js";
import type { StateCoverages } from "./state-coverage.js";
import { summaries } from "./summary.js";
import type { Fits } from "./train.js";
import { covered, percent, small } from "./words.js";

const numbers = (titles: readonly string[]) => titles.map((title) => ({ title, number: true }));
const atTimes = (times: readonly number[]) => numbers(times.map((time) => `${time} Δ*t*`));

/** Relative errors and coverages of every law from known starting densities. */
export function errorTable(settings: Settings, { evaluations }: Evaluations): ReportTable {
  const times = settings.reportedTimes;
  return {
    caption: `Forecasts from ${settings.starts} known starting densities: relative error of the mean density, median over starts, against the exact density.`,
    columns: [{ title: "law" }, ...atTimes(times)],
    rows: [...forms, ...baselines].map((law) => [
      law.label,
      ...summaries(evaluations, law, false, times).map(({ relativeError }) =>
        percent(relativeError),
      ),
    ]),
  };
}

/** The same for coverage. */
export function coverageTable(settings: Settings, { evaluations }: Evaluations): ReportTable {
  const times = settings.reportedTimes;
  return {
    caption: `The same forecasts: share of the counts of ${settings.runs} fine-grained simulations of each start inside the 95 % interval, mean over starts.`,
    columns: [{ title: "law" }, ...atTimes(times)],
    rows: [...forms, ...baselines].map((law) => [
      law.label,
      ...summaries(evaluations, law, false, times).map(({ coverage }) => covered(coverage)),
    ]),
  };
}

/** Errors and coverages of forecasts from observed snapshots. */
export function observedTable(settings: Settings, { evaluations }: Evaluations): ReportTable {
  const times = observedTimes(settings);
  return {
    caption: `The same starts observed for ${settings.observedSteps + 1} snapshots and then predicted: relative error of the mean density (median over starts) / coverage of the 95 % interval (mean). The deep forms start from what they infer of the last snapshot, the others from its walkers alone.`,
    columns: [{ title: "law" }, ...atTimes(times)],
    rows: [...forms, ...baselines].map((law) => [
      law.label,
      ...summaries(evaluations, law, true, times).map(
        ({ relativeError, coverage }) => `${percent(relativeError)} / ${covered(coverage)}`,
      ),
    ]),
  };
}

/** Mass of the predicted states. */
export function massTable(settings: Settings, { evaluations }: Evaluations): ReportTable {
  const times = observedTimes(settings);
  return {
    caption:
      "Mass of the states predicted from observed snapshots: mean over starts and draws less 1, ± the standard deviation over draws (mean over starts).",
    columns: [{ title: "form" }, ...atTimes(times)],
    rows: forms.map((law) => [
      law.label,
      ...summaries(evaluations, law, true, times).map(
        ({ massBias, massSd }) => `${small(massBias)} ± ${small(massSd)}`,
      ),
    ]),
  };
}

/** Errors by amounts of data. */
export function sizeTable(settings: Settings, { bySize }: Evaluations): ReportTable {
  return {
    caption: `Relative error of the mean density at *t* = ${settings.sizeTime} Δ*t* from known starting densities (median over ${settings.starts} starts), by the number of training sequences.`,
    columns: [{ title: "law" }, ...numbers(settings.sizes.map((size) => `*n* = ${size}`))],
    rows: sizeLaws.map((law) => [
      law.label,
      ...bySize
        .filter(({ fit }) => keyOf(fit.law) === keyOf(law))
        .map((one) => percent(medianError(one))),
    ]),
  };
}

/** Coverage of the exact densities by the inferred states. */
export function stateTable({ stateLevels }: Settings, coverages: StateCoverages): ReportTable {
  return {
    caption:
      "Share of the exact densities of the training sequences, over all snapshots and bins, inside the intervals of the inferred states.",
    columns: [
      { title: "form" },
      ...numbers(stateLevels.map((level) => `${Math.round(100 * level)} %`)),
    ],
    rows: forms.map(({ label, form }) => [
      label,
      ...(coverages.get(form) ?? []).map(({ coverage }) => covered(coverage)),
    ]),
  };
}

/** How long the fits took. */
export function fitTable({ deep, linear }: Fits): ReportTable {
  return {
    caption: "The fits that forecast: updates.",
    columns: [{ title: "law" }, ...numbers(["sequences", "updates", "bound, nats"])],
    rows: [...deep, ...linear].map(({ law, sequences, posterior }) => [
      law.label,
      `${sequences}`,
      posterior.bound.length === 0 ? "–" : `${posterior.bound.length}`,
      posterior.bound.length === 0 ? "–" : small(posterior.bound[posterior.bound.length - 1], 6),
    ]),
  };
}
