import { errorAgainstSize, errorOverTime, overTime } from "../../plot/figures.js";
import { seedFor } from "../walkers/plan.js";
import { mean, median } from "../walkers/summary.js";
import { type Data, snapshotNoise } from "./data.js";
import { illustrate } from "./illustrate.js";
import { baselines, forms, isDeep, keyOf, type Law, sizeLaws } from "./laws.js";
import { type Mass, massOf } from "./mass.js";
import type { Results } from "./results.js";
import type { Settings } from "./settings.js";
import type { StateCoverages } from "./state-coverage.js";
import { summaries, summaryAt } from "./summary.js";
import { powerOfTen, small } from "./words.js";

/** The drawings of the report. */
export interface Drawings {
  readonly spaceTime: string;
  readonly inferred: string;
  readonly predicted: string;
  readonly mass: string;
  readonly size: string;
  readonly stateCalibration: string;
  readonly errorOverTime: string;
}

const timeLabel = "time *t* / Δ*t*";

const roleOf = (law: Law) => (isDeep(law) ? "model" : "baseline");

/** Mass of the shown start at each time, inferred and then predicted; shape [time]. */
export function massOverTime(
  settings: Settings,
  { evaluations, inferred, shown }: Results,
  law: Law,
  seed: number,
): (Mass | null)[] {
  const { draws, level, observedSteps, shownTime } = settings;
  const states = law.form && inferred.get(law.form);
  if (states === undefined) return [];
  const bins = shown.runs.grid.bins;
  const before = Array.from({ length: observedSteps + 1 }, (_, time) => {
    const drawn = states.sample(shown.start, time, draws, seedFor(seed, "forecast", 2000 + time));
    return massOf(drawn, bins, level);
  });
  const after = evaluations.find(
    (one) => keyOf(one.law) === keyOf(law) && one.observed && one.start === shown.start,
  );
  return [...before, ...(after?.scores ?? []).map(({ mass }) => mass)].slice(0, shownTime + 1);
}

function drawMass(settings: Settings, evaluations: Results, seed: number): string {
  const masses = forms.map((law) => massOverTime(settings, evaluations, law, seed));
  const largest = masses.map((own) =>
    Math.max(...own.flatMap((mass) => (mass === null ? [] : mass.interval.map(Math.abs)))),
  );
  const power = powerOfTen(Math.max(...largest, Number.MIN_VALUE));
  const unit = Number(`1e${power}`);
  const pick = (own: readonly (Mass | null)[], of: (mass: Mass) => number) =>
    own.map((mass) => (mass === null ? Number.NaN : of(mass) / unit));
  return overTime({
    times: Array.from({ length: settings.shownTime + 1 }, (_, time) => time),
    timeLabel,
    quantityLabel: `mass − 1, 10^{${`${power}`.replace("-", "−")}}`,
    panels: forms.map(({ label }, i) => ({
      title: label,
      note: `at most ${small(largest[i], 1)}`,
      lines: [
        {
          values: pick(masses[i], ({ bias }) => bias),
          band: {
            lower: pick(masses[i], ({ interval }) => interval[0]),
            upper: pick(masses[i], ({ interval }) => interval[1]),
          },
        },
      ],
    })),
    references: [0],
    key: { line: "mean over draws", band: "95 % interval", reference: "mass 1" },
    division: { time: settings.observedSteps + 0.5, before: "inferred", after: "predicted" },
  });
}

function drawSizes(settings: Settings, { bySize, evaluations }: Results): string {
  const { sizes, sizeTime } = settings;
  const spectral = { model: "spectral" };
  return errorAgainstSize({
    sizes,
    sizeLabel: "training sequences *n*",
    errorLabel: `relative error at *t* = ${settings.sizeTime} Δ*t*`,
    series: sizeLaws.map((law) => {
      const own = bySize.filter(({ fit }) => keyOf(fit.law) === keyOf(law));
      return {
        label: law.label,
        role: roleOf(law),
        errors: own.map(({ errors }) => median(errors)),
        range: {
          lower: own.map(({ errors }) => Math.min(...errors)),
          upper: own.map(({ errors }) => Math.max(...errors)),
        },
      };
    }),
    reference: {
      value: summaryAt(evaluations, spectral, true, sizeTime).relativeError,
      label: "equation known (spectral)",
    },
  });
}

function drawStates({ observedSteps, stateLevels }: Settings, coverages: StateCoverages): string {
  return overTime({
    times: Array.from({ length: observedSteps + 1 }, (_, time) => time),
    timeLabel,
    quantityLabel: "coverage of the exact density",
    panels: forms.map(({ label, form }) => ({
      title: label,
      lines: (coverages.get(form) ?? []).map(({ level, byTime }) => ({
        label: `${Math.round(100 * level)} %`,
        values: byTime,
      })),
    })),
    references: stateLevels,
    key: { line: "coverage of intervals of these levels", reference: "nominal levels" },
    limits: [0, 1],
  });
}

function drawErrors(settings: Settings, data: Data, { evaluations }: Results): string {
  const laws = [...forms, ...baselines];
  const bySummary = laws.map((law) => summaries(evaluations, law, false));
  const { walkers } = data.system;
  const times = bySummary[0].map(({ time }) => time);
  return errorOverTime({
    times,
    timeLabel,
    level: settings.level,
    errorScale: "log",
    samplingFloor: times.map(
      (time) =>
        mean(data.exact.map((exact) => snapshotNoise(exact[time], walkers))) /
        Math.sqrt(settings.draws),
    ),
    series: laws.map((law, i) => ({
      label: law.label,
      role: roleOf(law),
      median: bySummary[i].map(({ relativeError }) => relativeError),
      range: {
        lower: bySummary[i].map(({ relativeErrorRange }) => relativeErrorRange[0]),
        upper: bySummary[i].map(({ relativeErrorRange }) => relativeErrorRange[1]),
      },
      coverage: bySummary[i].map(({ coverage }) => coverage),
      coverageRange: {
        lower: bySummary[i].map(({ coverageRange }) => coverageRange[0]),
        upper: bySummary[i].map(({ coverageRange }) => coverageRange[1]),
      },
    })),
  });
}

/** The drawings of the report. */
export function draw(
  settings: Settings,
  data: Data,
  evaluations: Results,
  coverages: StateCoverages,
  seed: number,
): Drawings {
  const { inferred, shown: illustration } = evaluations;
  return {
    ...illustrate({ settings, data, inferred, illustration }),
    mass: drawMass(settings, evaluations, seed),
    size: drawSizes(settings, evaluations),
    stateCalibration: drawStates(settings, coverages),
    errorOverTime: drawErrors(settings, data, evaluations),
  };
}
