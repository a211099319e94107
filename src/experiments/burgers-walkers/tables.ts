import type { ReportTable } from "../../report/record.js";
import type { Evaluation } from "../walkers/evaluate.js";
import { decimal, percent, sumOfTerms, term } from "../walkers/law-text.js";
import { mean, onCoarse, onFine, referenceError, summarise } from "../walkers/summary.js";
import { withSortedNames } from "./products.js";
import { courantNumber, laxFriedrichs, upwind } from "./schemes.js";
import type { Settings } from "./settings.js";
import type { Evaluations } from "./starts.js";
import type { Trainings } from "./train.js";

const time = { title: "*t* / Δ*t*" };
const numbers = (titles: readonly string[]) => titles.map((title) => ({ title, number: true }));

/** Coefficients that a fit keeps or a scheme has. */
export function lawTable({ bySize, system }: Trainings): ReportTable {
  const a = courantNumber(system);
  const schemes = [upwind(a), laxFriedrichs(a)];
  const fits = bySize.map(({ posterior }) => withSortedNames(posterior.coefficients));
  const known = new Set(schemes.flatMap(({ coefficients }) => [...coefficients.keys()]));
  const names = fits[0]
    .map(({ name }) => name)
    .filter(
      (name) =>
        known.has(name) || fits.some((fit) => fit.find((c) => c.name === name)?.active === true),
    );
  return {
    caption:
      "Every coefficient that a fit keeps or a scheme has: mean ± standard deviation, with the coarse states integrated out; a dash where there is none. Schemes: their expansions to second order in log density around even spread.",
    columns: [
      { title: "term" },
      ...numbers(bySize.map(({ sequences }) => `*N* = ${sequences}`)),
      ...numbers(schemes.map(({ label }) => label)),
    ],
    rows: names.map((name) => [
      term(name),
      ...fits.map((fit) => {
        const found = fit.find((c) => c.name === name);
        return found?.active ? `${decimal(found.mean)} ± ${found.sd.toFixed(3)}` : "–";
      }),
      ...schemes.map(({ coefficients }) => {
        const value = coefficients.get(name);
        return value === undefined ? "–" : decimal(value);
      }),
    ]),
  };
}

/** What a law from other data would be, and how it forecasts the shock. */
export function otherDataTable(
  { others, chosen }: Trainings,
  { shock }: Evaluations,
  { steps }: Settings,
): ReportTable {
  const laws = [
    { name: "", label: "as above: *σ* = .5, *ℓ* = 1 bin", posterior: chosen.posterior },
    ...others,
  ];
  return {
    caption: `Laws from ${chosen.sequences} bursts of other data, everything else the same, and the relative error of their forecasts of the shock-forming start after ${steps} coarse steps. *σ* and *ℓ*: standard deviation and correlation length of the starting log densities.`,
    columns: [{ title: "data" }, { title: "law" }, { title: `error, ${steps} Δ*t*`, number: true }],
    rows: laws.map(({ name, label, posterior }) => {
      const scores = name === "" ? shock.evaluation.coarseScores : shock.evaluation.rivals[name];
      const error = scores === undefined ? "–" : percent(scores[steps - 1].relativeError);
      return [label, sumOfTerms(withSortedNames(posterior.coefficients)), error];
    }),
  };
}

/** Errors and coverages of the named starts and of those of the training family. */
export function scoreTable(evaluations: Evaluations, settings: Settings): ReportTable {
  const { smooth, shock, wave, random, rough } = evaluations;
  const kinds = [[smooth.evaluation], [shock.evaluation], [wave.evaluation], random, rough];
  const titles = ["smooth", "shock", "high wave", "random", "rough"];
  return {
    caption: `In percent: relative error of the mean density on 24 bins / coverage of the 95 % interval on 24 / on ${settings.fineBins} bins. Random: ${random.length} smooth densities (*σ* = .4, *ℓ* = 4 bins); rough: ${rough.length} starts from the training family; median error and mean coverage.`,
    columns: [time, ...numbers(titles)],
    rows: settings.reportedSteps.map((step) => [
      `${step}`,
      ...kinds.map((members: readonly Evaluation[]) => {
        const { relativeError, coverage } = summarise(members, onCoarse, step);
        const fine = summarise(members, onFine, step).coverage;
        return [relativeError, coverage, fine].map((value) => (100 * value).toFixed(1)).join(" / ");
      }),
    ]),
  };
}

/** Forecasts of the shock-forming start by the law and by what it can be compared with. */
export function comparisonTable({ shock }: Evaluations, settings: Settings): ReportTable {
  const { evaluation } = shock;
  return {
    caption:
      "The shock-forming start on 24 bins beside other forecasts: relative error of the mean. All terms: the learned law with none eliminated. Upwind, Lax–Friedrichs: one step of the scheme on the 24 bins for each coarse step; 2nd order: the upwind scheme expanded in log density as in Table 1. Equation: finite volumes, 8 cells to a bin. Persistence keeps the starting density.",
    columns: [
      time,
      ...numbers([
        "learned",
        "all terms",
        "2nd order",
        "upwind",
        "Lax–Friedrichs",
        "equation",
        "persistence",
      ]),
    ],
    rows: settings.reportedSteps.map((step) => [
      `${step}`,
      percent(evaluation.coarseScores[step - 1].relativeError),
      percent(evaluation.rivals.unabridged[step - 1].relativeError),
      percent(referenceError([evaluation], "upwind-second-order", step)),
      percent(referenceError([evaluation], "upwind", step)),
      percent(referenceError([evaluation], "lax-friedrichs", step)),
      percent(evaluation.rivals["finite-volume"][step - 1].relativeError),
      percent(referenceError([evaluation], "persistence", step)),
    ]),
  };
}

/** Coverage of the two-bin probabilities of the shock-forming start. */
export function twoBinTable({ shock }: Evaluations, settings: Settings): ReportTable {
  const { twoBinCoarse, twoBinFine } = shock.evaluation;
  const covered = (scores: typeof twoBinCoarse, step: number) =>
    percent(mean(scores.filter((s) => s.step === step - 1).map(({ coverage }) => coverage)));
  return {
    caption: `Coverage of the 95 % intervals of the two-bin probabilities, mean over the ${settings.twoBinPairs.length} pairs of the figure and ${settings.runs} simulations.`,
    columns: [time, ...numbers(["24 bins", `${settings.fineBins} bins`])],
    rows: settings.twoBinSteps.map((step) => [
      `${step}`,
      covered(twoBinCoarse, step),
      covered(twoBinFine, step),
    ]),
  };
}
