import type { ReportTable } from "../../report/record.js";
import { median } from "../walkers/summary.js";
import { baselines, forms, keyOf, type Law, sizeLaws } from "./laws.js";
import { observedTimes } from "./metrics.js";
import type { Results } from "./results.js";
import { family, rougherFamily, type Settings } from "./settings.js";
import type { StateCoverages } from "./state-coverage.js";
import { summaries } from "./summary.js";
import { covered, percent, percents, small } from "./words.js";

const numbers = (titles: readonly string[]) => titles.map((title) => ({ title, number: true }));
const atTimes = (times: readonly number[]) => numbers(times.map((time) => `${time} Δ*t*`));

/** Relative errors and coverages of every law from known starting densities. */
export function errorTable(settings: Settings, { evaluations }: Results): ReportTable {
  const times = settings.reportedTimes;
  return {
    caption: `Forecasts from ${settings.starts} known starting densities: relative error of the mean density in percent, median over starts.`,
    columns: [{ title: "law" }, ...atTimes(times)],
    rows: [...forms, ...baselines].map((law) => [
      law.label,
      ...summaries(evaluations, law, false, times).map(({ relativeError }) =>
        percents(relativeError),
      ),
    ]),
  };
}

/** The same for coverage. */
export function coverageTable(settings: Settings, { evaluations }: Results): ReportTable {
  const times = settings.reportedTimes;
  return {
    caption: `The same forecasts: share of the counts of ${settings.runs} fine-grained simulations of each start inside the 95 % interval, in percent, mean over starts.`,
    columns: [{ title: "law" }, ...atTimes(times)],
    rows: [...forms, ...baselines].map((law) => [
      law.label,
      ...summaries(evaluations, law, false, times).map(({ coverage }) =>
        (100 * coverage).toFixed(1),
      ),
    ]),
  };
}

/** Errors and coverages of forecasts from observed snapshots. */
export function observedTable(settings: Settings, { evaluations }: Results): ReportTable {
  const times = observedTimes(settings);
  return {
    caption: `The same starts observed for ${settings.observedSteps + 1} snapshots and then predicted, in percent: relative error of the mean density (median over starts) / coverage of the 95 % interval (mean). The deep forms start from what they infer of the last snapshot, the others from its walkers alone.`,
    columns: [{ title: "law" }, ...atTimes(times)],
    rows: [...forms, ...baselines].map((law) => [
      law.label,
      ...summaries(evaluations, law, true, times).map(
        ({ relativeError, coverage }) =>
          `${percents(relativeError)} / ${(100 * coverage).toFixed(1)}`,
      ),
    ]),
  };
}

/** Mass of the predicted states. */
export function massTable(settings: Settings, { evaluations }: Results): ReportTable {
  const times = observedTimes(settings);
  const found = forms.map((law) => summaries(evaluations, law, true, times));
  return {
    caption:
      "Mass of the states predicted from observed snapshots: mean over starts and draws less 1, ± the standard deviation over draws (mean over starts).",
    columns: [{ title: "*t* / Δ*t*" }, ...numbers(forms.map(({ label }) => label))],
    rows: times.map((time, k) => [
      `${time}`,
      ...found.map((own) => `${small(own[k].massBias)} ± ${small(own[k].massSd)}`),
    ]),
  };
}

/** Errors by amounts of data. */
export function sizeTable(settings: Settings, { bySize }: Results): ReportTable {
  return {
    caption: `Relative error of the mean density at *t* = ${settings.sizeTime} Δ*t*, predicted from observed snapshots (median over ${settings.starts} starts), by the number of training sequences.`,
    columns: [{ title: "law" }, ...numbers(settings.sizes.map((size) => `*n* = ${size}`))],
    rows: sizeLaws.map((law) => [
      law.label,
      ...bySize
        .filter(({ fit }) => keyOf(fit.law) === keyOf(law))
        .map((one) => percent(median(one.errors))),
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

/** Errors where starting densities are rougher. */
export function rougherTable(settings: Settings, { rougher, bySize }: Results): ReportTable {
  const { sizeTime, sequences, rougherStarts } = settings;
  const here = (law: Law) =>
    bySize.find(({ fit }) => fit.law === law && fit.sequences === sequences)?.errors ?? [];
  return {
    caption: `Relative error at *t* = ${sizeTime} Δ*t*, predicted from observed snapshots, of laws learned from ${sequences} sequences of the family above and of a rougher one (median over ${settings.starts} and ${rougherStarts} starts of the same family).`,
    columns: [
      { title: "law" },
      ...numbers(
        [family, rougherFamily].map(({ sigma, length }) => `*σ* = ${sigma}, *ℓ* = ${length} bins`),
      ),
    ],
    rows: rougher.map(({ law, errors }) => [
      law.label,
      percent(median(here(law))),
      percent(median(errors)),
    ]),
  };
}
