import { type ErrorSeries, errorByParameter, errorOverTime } from "../../plot/figures.js";
import { median } from "../walkers/summary.js";
import type { Data } from "./data.js";
import type { Judged, Results } from "./evaluate.js";
import { drawDeviations, drawLatent, drawMaps, drawTimes, type Shown } from "./illustrate.js";
import type { FieldProblem, FormPlan, Sizes, StartFamily } from "./problem.js";
import type { StepScore } from "./score.js";
import { noiseErrors, noiseFloor, summaryOf } from "./summary.js";
import type { Fit, FormFit } from "./train.js";

/** Drawings of the report, by the names of their files, in its order. */
export interface Drawings {
  readonly [file: string]: string;
}

/** Median, range and coverage over the trajectories of a family of starts at each time. */
function overTime(
  judged: readonly Judged<Fit>[],
  family: StartFamily["name"],
): Pick<ErrorSeries, "median" | "range"> {
  const all: (readonly StepScore[])[] = judged.flatMap(({ sets }) =>
    sets.filter((set) => set.family.name === family).flatMap(({ trajectories }) => trajectories),
  );
  // Fits of further seeds end earlier.
  const longest = Math.max(...all.map((steps) => steps.length));
  const at = (pick: (values: number[]) => number) =>
    Array.from({ length: longest }, (_, k) => pick(all.flatMap((steps) => steps[k]?.clean ?? [])));
  return {
    median: at(median),
    range: { lower: at((v) => Math.min(...v)), upper: at((v) => Math.max(...v)) },
  };
}

/** Errors against time to the last time of the original starts, of forms and baselines. */
function drawErrors(problem: FieldProblem, sizes: Sizes, data: Data, results: Results): string {
  const original = data.tests[0];
  const errors = noiseErrors(original);
  const forms = sizes.forms.map(
    ({ form, label }): ErrorSeries => ({
      label,
      role: "model",
      ...overTime(
        results.main.filter(({ fit }) => fit.plan.form === form),
        "original",
      ),
    }),
  );
  const baselines = results.baselines.map(
    (one): ErrorSeries => ({
      label: one.fit.plan.label,
      role: "baseline",
      ...overTime([one], "original"),
    }),
  );
  return errorOverTime({
    times: original.time.slice(1),
    timeLabel: "time *t*",
    level: problem.level,
    errorScale: "log",
    samplingFloor: Array.from(original.time.slice(1), (_, k) =>
      median(errors.map((one) => one[k])),
    ),
    floorLabel: "noise of data",
    series: [...forms, ...baselines],
  });
}

/** The same of the forms from every family of starts. */
function drawStarts(problem: FieldProblem, plan: FormPlan, data: Data, results: Results): string {
  const own = results.main.filter(({ fit }) => fit.plan.form === plan.form);
  const sets = data.tests.filter(({ family }) => plan.starts?.includes(family.name) ?? true);
  return errorOverTime({
    times: data.tests[0].time.slice(1),
    timeLabel: "time *t*",
    level: problem.level,
    errorScale: "log",
    series: sets.map(
      ({ family }): ErrorSeries => ({
        label: family.name,
        role: family.name === "original" ? "model" : "baseline",
        ...overTime(own, family.name),
      }),
    ),
  });
}

function drawDimensions(problem: FieldProblem, data: Data, { sweep }: Results): string {
  const dimensions = [...new Set(sweep.map(({ fit }) => fit.micro))].sort((a, b) => a - b);
  return errorByParameter({
    parameter: dimensions,
    parameterLabel: "microscale numbers",
    errorLabel: "relative error",
    floor: noiseFloor(problem, data.tests[0], 1),
    series: (["linear", "nonlinear"] as const).map((decoder, i) => {
      const found = dimensions.map((micro) =>
        summaryOf(
          problem,
          sweep.filter(({ fit }) => fit.decoder === decoder && fit.micro === micro),
        ),
      );
      return {
        label: `${decoder} decoder`,
        role: i === 0 ? ("baseline" as const) : ("model" as const),
        median: found.map((one) => one?.noisy ?? Number.NaN),
        range: {
          lower: found.map((one) => one?.noisyRange[0] ?? Number.NaN),
          upper: found.map((one) => one?.noisyRange[1] ?? Number.NaN),
        },
      };
    }),
  });
}

/** Errors by the steps of training, of the first form that was trained for fewer; none if no form was. */
function drawCost(problem: FieldProblem, sizes: Sizes, data: Data, { budgets, main }: Results) {
  const plan = sizes.forms.find((form) => form.budgets.length > 0);
  if (plan === undefined) return {};
  const ofPlan = <F extends FormFit>({ fit }: Judged<F>) => fit.plan === plan;
  const fits = [...budgets.filter(ofPlan), ...main.filter(ofPlan)];
  const stepsOf = ({ fit }: Judged<FormFit>) => fit.posterior.bound.length;
  const steps = [...new Set(fits.map(stepsOf))].sort((a, b) => a - b);
  const found = steps.map((count) =>
    summaryOf(
      problem,
      fits.filter((one) => stepsOf(one) === count),
    ),
  );
  const drawn = errorByParameter({
    parameter: steps,
    parameterLabel: "steps of training",
    logParameter: true,
    errorLabel: "relative error",
    floor: noiseFloor(problem, data.tests[0], 1),
    series: [
      {
        label: "noisy truth",
        role: "model",
        median: found.map((one) => one?.noisy ?? Number.NaN),
        range: {
          lower: found.map((one) => one?.noisyRange[0] ?? Number.NaN),
          upper: found.map((one) => one?.noisyRange[1] ?? Number.NaN),
        },
      },
      {
        label: "clean truth",
        role: "model",
        median: found.map((one) => one?.clean ?? Number.NaN),
      },
    ],
  });
  return { "error-by-cost": drawn };
}

/** The drawings of the report. */
export function draw(
  problem: FieldProblem,
  sizes: Sizes,
  data: Data,
  results: Results,
  shown: Shown,
): Drawings {
  const line = shown.ensemble.grid.points.length === 1;
  return {
    "truth-and-forecast": drawTimes(shown),
    ...(line && { deviations: drawDeviations(shown), "space-time": drawMaps(shown) }),
    "error-over-time": drawErrors(problem, sizes, data, results),
    "error-by-dimension": drawDimensions(problem, data, results),
    ...drawCost(problem, sizes, data, results),
    latent: drawLatent(shown),
    ...Object.fromEntries(
      sizes.forms.map((plan) => [`starts-${plan.form}`, drawStarts(problem, plan, data, results)]),
    ),
  };
}
