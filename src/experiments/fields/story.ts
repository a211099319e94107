import type { ReportRecord, ReportSection } from "../../report/record.js";
import { percent, small } from "../particle-density/words.js";
import type { Judged } from "./evaluate.js";
import type { FormPlan } from "./problem.js";
import { noiseFloor, summaryOf } from "./summary.js";
import { aimTable, baselineTable, startTable } from "./tables.js";
import type { Told } from "./told.js";
import type { Fit } from "./train.js";

const fitsOf = ({ results }: Told, { form }: FormPlan) =>
  results.main.filter(({ fit }) => fit.plan.form === form);

function claimOf(told: Told): string {
  const { problem, sizes, data } = told;
  const found = sizes.forms.map((plan) => {
    const at = summaryOf(problem, fitsOf(told, plan));
    if (at === undefined) return plan.label;
    const held = at.coverage === null ? "" : `, its intervals holding ${percent(at.coverage)}`;
    return `${percent(at.noisy)} by the ${plan.label} (${percent(at.clean)} against the truth without noise${held})`;
  });
  const floor = noiseFloor(problem, data.tests[0], 1);
  return `From ${sizes.training} noisy trajectories, unseen ones are forecast from their first snapshot with a median error of ${found.join(" and ")}; noise alone makes ${percent(floor)}, and ${percent(problem.published.multiscale)} is published.`;
}

/** What the equivariant form does beyond the others, in words: a part of its training solves an equation after all. */
function solved({ results }: Told): string {
  const fit = results.main.map((one) => one.fit).find(({ plan }) => plan.form === "equivariant");
  const { pushforward = 0, steps = 0, recognition = 0 } = fit?.posterior.parameters ?? {};
  if (fit === undefined) return "";
  const { label } = fit.plan;
  const paths = ` The ${label} alone follows its ${steps} such steps with ${pushforward} through short stretches of paths that are solved for.`;
  const who = pushforward > 0 ? "It" : `The ${label}`;
  const starts = ` ${who} starts from what a network of its own, trained for ${recognition} steps, recognises in a noisy snapshot; other forms start from the snapshot itself.`;
  return `${pushforward > 0 ? paths : ""}${recognition > 0 ? starts : ""}`;
}

function sections(told: Told): ReportSection[] {
  const { problem, sizes, data, drawings } = told;
  const { tests } = sizes;
  const first = told.shown;
  const startsOf = ({ starts }: FormPlan) =>
    data.tests
      .filter(({ family }) => starts?.includes(family.name) ?? true)
      .map(({ family }) => `${family.name}: ${family.label}`)
      .join("; ");
  const level = `${Math.round(100 * problem.level)} %`;
  const maps = drawings["space-time"];
  const cost = drawings["error-by-cost"];
  return [
    {
      title: "The model",
      paragraphs: [
        `The field obeys the equation below from ${problem.family}; the model is not told. Its latent state *z* holds averages over coarse cells and a few microscale numbers that they leave out. Training solves no equation: the path of *z* is a Gaussian about the encoded data, and the bound compares its slope with the drift.${solved(told)}`,
      ],
      equation: `${problem.equation};   d*z* = *f*(*z*) d*t* + *Ψ* d*β*`,
    },
    {
      title: "Forecasts of an unseen trajectory",
      figures: [
        {
          svg: drawings["truth-and-forecast"],
          caption: `Truth without noise and forecast of the ${first.label} from one noisy snapshot at *t* = 0, for a trajectory that no fit has seen${maps ? `; the ${level} intervals at each point are as thin as the lines` : ""}. The unit of length is the domain’s, that of time the span of the training data.`,
        },
        ...(maps
          ? [
              {
                svg: drawings.deviations,
                caption: `The same forecast less the truth, with its ${level} intervals at each point. Standard deviation of the noise of the data: ${small(data.source.noise ?? 0)}.`,
              },
              {
                svg: maps,
                caption: `The same trajectory over space and time: (a) truth without noise, (b) mean of the forecast by the ${first.label}, on one scale, and (c) their difference on a scale of its own.`,
              },
            ]
          : []),
        {
          svg: drawings.latent,
          caption: `Latent coordinates of the same forecast: the three averages of cells and the three microscale numbers that move most, scaled over the training data; mean and ${level} interval over draws, and the encoded truth.`,
        },
      ],
    },
    {
      title: "Errors",
      paragraphs: [
        "Errors are the root of the mean over time of the squared relative error of the ensemble’s mean, as in the paper; medians over test trajectories.",
      ],
      figures: [
        {
          svg: drawings["error-over-time"],
          caption: `Relative error against the truth without noise at each time, median over ${tests} unseen trajectories from the training family’s starts; band: their range for the ${sizes.forms[0].label}. Training ends at *t* = 1. Dashed: error of the data themselves by their noise.`,
        },
      ],
      tables: [aimTable(told), baselineTable(told)],
    },
    {
      title: "What the microscale numbers and the training bring",
      figures: [
        {
          svg: drawings["error-by-dimension"],
          caption: `Relative error to *t* = 1 against noisy data by the number of microscale numbers of the form on modes, median and range over ${tests} trajectories, for a decoder by least squares and one with a network.`,
        },
        ...(cost === undefined
          ? []
          : [
              {
                svg: cost,
                caption: `Relative error to *t* = 1 of the form on modes by the steps of its training, median over ${tests} trajectories, against data with noise (with their range) and without. Both axes are logarithmic. The seconds of each fit are in metrics.json.`,
              },
            ]),
      ],
    },
    {
      title: "Longer times and other starts",
      figures: sizes.forms.map((plan) => ({
        svg: drawings[`starts-${plan.form}`],
        caption: `Error of the ${plan.label} against the truth without noise at each time, by where trajectories start (${startsOf(plan)}); median over ${tests} trajectories, band: range from original starts. All fits are from starts of the training family to *t* = 1.`,
      })),
      tables: [startTable(told)],
    },
  ];
}

/** How the best solver of the equation that needs no data compares with the best form, in words; nothing where none was run. */
function knownEquation(told: Told): string[] {
  const { problem, sizes, results } = told;
  const errorOf = (judged: readonly Judged<Fit>[]) => summaryOf(problem, judged)?.clean ?? Infinity;
  const solvers = results.baselines
    // Galerkin's equations are those of modes, which are made of data.
    .filter(({ fit }) => fit.plan.knows === "equation" && fit.plan.model !== "pod-galerkin")
    .map((one) => ({ label: one.fit.plan.label, error: errorOf([one]) }))
    .sort((a, b) => a.error - b.error);
  if (solvers.length === 0) return [];
  const [{ label, error }] = solvers;
  const own = Math.min(...sizes.forms.map((plan) => errorOf(fitsOf(told, plan))));
  const verdict =
    error < own
      ? "it is better than any of the forms, needs no training, and should be used"
      : "here the forms are better, yet it needs no training and holds for any start";
  return [
    `Where the equation is known it can be solved without any data: to *t* = 1 the best solution (${label}) is ${percent(error)} off, the best form ${percent(own)} (against the truth without noise); ${verdict}.`,
  ];
}

function limitsOf(told: Told): string[] {
  const { problem, sizes, quick } = told;
  const pod = sizes.forms.find(({ form }) => form === "pod");
  const failures = pod
    ? problem.starts.flatMap(({ name, label }) => {
        const { horizon } = problem;
        const at = summaryOf(problem, fitsOf(told, pod), name, horizon);
        return at === undefined ? [] : [`${percent(at.clean)} to *t* = ${horizon} from ${label}`];
      })
    : [];
  return [
    ...(quick
      ? [
          "This is a quick run: few trajectories and short fits. Its figures are not those to quote.",
        ]
      : []),
    `Modes are tied to where the training data were: the form on modes has errors of ${failures.join(", ")}, where it is of no use once they exceed a few percent.`,
    "The data are a family of two random numbers, height and width: a nonlinear decoder needs no microscale number to tell its members apart, and errors here say little of richer families.",
    ...knownEquation(told),
    `Coverage is of the truth without noise, pooled over times and points of ${sizes.tests} trajectories, which are not independent; the size of the noise was set on ${sizes.validation} more.`,
    "One set of training data for each run: another --seed draws another.",
  ];
}

/** Words, tables and figures of the report. */
export function tellStory(told: Told): ReportRecord {
  return {
    title: told.problem.title,
    claim: claimOf(told),
    sections: sections(told),
    limits: limitsOf(told),
    receipt: told.receipt,
  };
}
