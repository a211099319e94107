import type { ReportTable } from "../../report/record.js";
import { percents } from "../particle-density/words.js";
import type { Judged } from "./evaluate.js";
import { noiseFloor, summaryOf } from "./summary.js";
import type { Told } from "./told.js";
import type { Fit } from "./train.js";

const numbers = (titles: readonly string[]) => titles.map((title) => ({ title, number: true }));
const share = (value: number | null | undefined) =>
  value === null || value === undefined ? "–" : (100 * value).toFixed(1);
const error = (value: number | undefined) => (value === undefined ? "–" : percents(value));

function ofForm({ results }: Told, form: string): readonly Judged<Fit>[] {
  return results.main.filter(({ fit }) => fit.plan.form === form);
}

/** The forms beside what is published and what they are meant to reach. */
export function aimTable(told: Told): ReportTable {
  const { problem, sizes, data, results } = told;
  const { published, aims } = problem;
  const most = Math.max(...results.sweep.map(({ fit }) => fit.micro));
  const linear = results.sweep.filter(({ fit }) => fit.decoder === "linear" && fit.micro === most);
  const closure = results.sweep.filter(({ fit }) => fit.decoder === "linear" && fit.micro === 0);
  const row = (label: string, judged: readonly Judged<Fit>[]) => {
    const at = summaryOf(problem, judged);
    return [
      label,
      error(at?.noisy),
      error(at?.clean),
      share(at?.coverage),
      share(at?.observedCoverage),
    ];
  };
  const floor = percents(noiseFloor(problem, data.tests[0], 1));
  return {
    caption: `Errors to *t* = 1 in percent, median over ${sizes.tests} unseen trajectories, and coverage of ${Math.round(100 * problem.level)} % intervals in percent: of the truth without noise, and of the noisy one with the noise added to the band.`,
    columns: [
      { title: "" },
      ...numbers(["noisy truth", "clean truth", "coverage", "coverage, noisy"]),
    ],
    rows: [
      ...sizes.forms.map(({ form, label }) => row(label, ofForm(told, form))),
      ...(linear.length ? [row(`linear decoder, ${most} microscale numbers`, linear)] : []),
      ...(closure.length ? [row("linear decoder, none", closure)] : []),
      ["published, 5 microscale numbers", percents(published.multiscale), "–", "–", "–"],
      ["published, none", percents(published.closure), "–", "–", "–"],
      ["aim of this package", percents(aims.noisy), percents(aims.clean), "90–99", "–"],
      ...(aims.linear ? [["aim, linear decoder", percents(aims.linear), "–", "–", "–"]] : []),
      ["noise of the data", floor, "0", "–", "–"],
    ],
  };
}

/** The forms beside the baselines, with what each knows. */
export function baselineTable(told: Told): ReportTable {
  const { problem, sizes, results } = told;
  const columns = problem.starts.flatMap(({ name }) =>
    (name === "original" ? [1, problem.horizon] : [1]).map((to) => ({ name, to })),
  );
  const row = (label: string, knows: string, judged: readonly Judged<Fit>[]) => [
    label,
    knows,
    `${judged[0].fit.posterior.dimension}`,
    ...columns.map(({ name, to }) => error(summaryOf(problem, judged, name, to)?.clean)),
  ];
  const starts = columns.map(({ name, to }) => `${name} starts to *t* = ${to}`).join(", ");
  return {
    caption: `Errors against the truth without noise in percent: ${starts}. What each model knows beside ${sizes.training} training trajectories, and the length of its state; median over ${sizes.tests} trajectories.`,
    columns: [
      { title: "model" },
      { title: "knows" },
      ...numbers(["state", ...columns.map(({ name, to }) => `${name.slice(0, 4)}. ${to}`)]),
    ],
    rows: [
      ...sizes.forms.map(({ form, label }) => row(label, "data", ofForm(told, form))),
      ...results.baselines.map((one) => {
        const { label, knows } = one.fit.plan;
        return row(label, knows === "equation" ? "equation" : "data", [one]);
      }),
    ],
  };
}

/** Errors and coverage of the forms by starts and last time. */
export function startTable(told: Told): ReportTable {
  const { problem, sizes } = told;
  return {
    caption: `The forms by starts and last time: median error in percent against the noisy and the clean truth, and mean coverage of the clean one by ${Math.round(100 * problem.level)} % intervals, in percent. ${problem.starts.map(({ name, label }) => `${name[0].toUpperCase()}${name.slice(1)}: ${label}.`).join(" ")}`,
    columns: [
      { title: "form" },
      { title: "starts" },
      ...numbers(["to *t*", "noisy", "clean", "coverage"]),
    ],
    rows: sizes.forms.flatMap(({ form, label }) =>
      problem.starts.flatMap(({ name }) =>
        [1, problem.horizon].flatMap((to) => {
          const at = summaryOf(problem, ofForm(told, form), name, to);
          if (at === undefined) return [];
          return [[label, name, `${to}`, error(at.noisy), error(at.clean), share(at.coverage)]];
        }),
      ),
    ),
  };
}
