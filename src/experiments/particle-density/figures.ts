import { errorAgainstSize, errorOverTime, overTime } from "../../plot/figures.js";
import { seedFor } from "../walkers/plan.js";
import { mean, median } from "../walkers/summary.js";
import { type Data, snapshotNoise } from "./data.js";
import type { Evaluations } from "./evaluate.js";
import { illustrate } from "./illustrate.js";
import { baselines, forms, keyOf, type Law, sizeLaws } from "./laws.js";
import { type Mass, massOf } from "./mass.js";
import type { Settings } from "./settings.js";
import type { StateCoverages } from "./state-coverage.js";
import { summaries } from "./summary.js";

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

const roleOf = ({ form }: Law) => (form === undefined ? "baseline" : "model");

/** Mass of the shown start at each time, inferred and then predicted; shape [time]. */
export function massOverTime(
  settings: Settings,
  { evaluations, inferred, shown }: Evaluations,
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

const exponent = (value: number) => Math.floor(Math.log10(value));

function drawMass(settings: Settings, evaluations: Evaluations, seed: number): string {
  const masses = forms.map((law) => massOverTime(settings, evaluations, law, seed));
  const largest = masses.map((own) =>
    Math.max(...own.flatMap((mass) => (mass === null ? [] : mass.interval.map(Math.abs)))),
  );
  const power = exponent(Math.max(...largest, 1e-300));
  const unit = 10 ** power;
  const pick = (own: readonly (Mass | null)[], of: (mass: Mass) => number) =>
    own.map((mass) => (mass === null ? Number.NaN : of(mass) / unit));
  return overTime({
    times: Array.from({ length: settings.shownTime + 1 }, (_, time) => time),
    timeLabel,
    quantityLabel: `mass − 1, 10^{${`${power}`.replace("-", "−")}}`,
    panels: forms.map(({ label }, i) => ({
      title: label,
      note: `largest: ${largest[i].toExponential(0).replace("e-", "·10^{−").replace("e+", "·10^{")}}`,
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

/** Nothing to draw where every draw of more than half of the starts diverged. */
const drawable = (errors: readonly number[]) =>
  median(errors.map((error) => (Number.isNaN(error) ? Number.POSITIVE_INFINITY : error)));

function drawSizes(settings: Settings, { bySize }: Evaluations): string {
  const sizes = settings.sizes;
  return errorAgainstSize({
    sizes,
    sizeLabel: "training sequences *n*",
    errorLabel: `relative error at *t* = ${settings.sizeTime} Δ*t*`,
    series: sizeLaws.map((law) => {
      const own = bySize.filter(({ fit }) => keyOf(fit.law) === keyOf(law));
      return {
        label: law.label,
        role: roleOf(law),
        errors: own.map(({ errors }) => drawable(errors)),
        range: {
          lower: own.map(({ errors }) => Math.min(...errors)),
          upper: own.map(({ errors }) => Math.max(...errors)),
        },
      };
    }),
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

function drawErrors(settings: Settings, data: Data, { evaluations }: Evaluations): string {
  const laws = [...forms, ...baselines];
  const bySummary = laws.map((law) => summaries(evaluations, law, false));
  const { walkers } = data.system;
  const times = bySummary[0].map(({ time }) => time);
  return errorOverTime({
    times,
    timeLabel,
    level: settings.level,
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
  evaluations: Evaluations,
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
