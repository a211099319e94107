import type { Ensemble } from "../../forecast/ensemble.js";
import type { CoarseStates } from "../../models/virtual-observables/coarse-states.js";
import {
  type ProfileEstimate,
  profileDeviations,
  spaceTimeComparison,
} from "../../plot/figures.js";
import { binWidth } from "../../types.js";
import type { Data } from "./data.js";
import type { Evaluations, Illustration } from "./evaluate.js";
import { type Form, forms } from "./laws.js";
import type { Settings } from "./settings.js";

/** What the figures of one start are drawn from. */
interface Shown {
  readonly settings: Settings;
  readonly data: Data;
  readonly inferred: Evaluations["inferred"];
  readonly illustration: Illustration;
}

const at = (time: number) => `*t* = ${time} Δ*t*`;

/** A row [bin] of an array [row, bin], scaled. */
function rowOf(values: ArrayLike<number>, row: number, bins: number, scale: number) {
  return Float64Array.from({ length: bins }, (_, j) => values[row * bins + j] * scale);
}

/** Density of the walkers of the shown start: observed, and at later times of the first of the runs. */
function countsAt({ settings, data, illustration }: Shown, time: number): Float64Array {
  const { heldOut, system } = data;
  const seen = time <= settings.observedSteps;
  const counts = seen
    ? heldOut.countsAt(illustration.start, time)
    : illustration.runs.countsAt(0, time);
  return rowOf(counts, 0, counts.length, 1 / (system.walkers * binWidth(system.grid)));
}

/** What the states that were inferred say at each snapshot. */
function stateEstimates(
  { settings, data, illustration }: Shown,
  states: CoarseStates,
): ProfileEstimate[] {
  const { grid } = data.system;
  const times = settings.observedSteps + 1;
  const density = (values: ArrayLike<number>, time: number) =>
    rowOf(values, illustration.start * times + time, grid.bins, 1 / binWidth(grid));
  const [half, most] = states.intervals([0.5, 0.95]);
  return Array.from({ length: times }, (_, time) => {
    const [interval50, interval95] = [half, most].map(({ lower, upper }) => ({
      lower: density(lower, time),
      upper: density(upper, time),
    }));
    return { mean: density(states.mean, time), interval50, interval95 };
  });
}

/** What a forecast says at each step that draws are left at. */
function forecastEstimates(ensemble: Ensemble): ProfileEstimate[] {
  const { bins, survivingSteps } = ensemble;
  if (survivingSteps === 0) return [];
  const living = ensemble.truncate(survivingSteps);
  const mean = living.mean();
  const [half, most] = [0.5, 0.95].map((level) => living.interval(level));
  return Array.from({ length: survivingSteps }, (_, step) => {
    const density = (values: ArrayLike<number>) => rowOf(values, step, bins, 1);
    const [interval50, interval95] = [half, most].map(({ lower, upper }) => ({
      lower: density(lower),
      upper: density(upper),
    }));
    return { mean: density(mean), interval50, interval95 };
  });
}

/** Of a forecast that left the finite numbers. */
function nothing(bins: number): ProfileEstimate {
  const mean = new Float64Array(bins).fill(Number.NaN);
  return {
    mean,
    interval50: { lower: mean, upper: mean },
    interval95: { lower: mean, upper: mean },
  };
}

/** What one form says of the shown start: inferred at the times observed, predicted at later ones. */
export type Estimates = (time: number) => ProfileEstimate;

function estimatesOf(shown: Shown, { form }: Form): Estimates {
  const inferred = stateEstimates(shown, shown.inferred.get(form) as CoarseStates);
  const predicted = forecastEstimates(shown.illustration.forecasts.get(form) as Ensemble);
  const none = nothing(shown.data.system.grid.bins);
  return (time) => inferred[time] ?? predicted[time - inferred.length] ?? none;
}

/** A figure of profiles at some times, with an estimate of each form at each of them. */
function drawProfiles(
  shown: Shown,
  times: readonly number[],
  dataLabel: string,
  estimates: readonly Estimates[],
): string {
  const { data, illustration } = shown;
  const { grid } = data.system;
  return profileDeviations({
    domain: grid.domain,
    spaceLabel: "position *s*",
    quantityLabel: "density *ρ*",
    models: forms.map(({ label }) => label),
    truthLabel: "exact density",
    dataLabel,
    rows: times.map((time) => ({
      title: at(time),
      truth: rowOf(data.exact[illustration.start][time], 0, grid.bins, 1 / binWidth(grid)),
      data: countsAt(shown, time),
      estimates: estimates.map((own) => own(time)),
    })),
  });
}

/** The shown start in space and time: inferred up to the last snapshot observed, predicted from there. */
function drawSpaceTime(shown: Shown, estimates: readonly Estimates[]): string {
  const { settings, data, illustration } = shown;
  const { grid } = data.system;
  const { shownTime, observedSteps } = settings;
  const times = Array.from({ length: shownTime + 1 }, (_, time) => time);
  const perBin = 1 / binWidth(grid);
  const field = (row: (time: number) => ArrayLike<number>) =>
    Float64Array.from(times.flatMap((time) => Array.from(row(time))));
  return spaceTimeComparison({
    domain: grid.domain,
    times,
    forecastStart: observedSteps + 1,
    sides: { before: "inferred", after: "predicted" },
    spaceLabel: "position *s*",
    timeLabel: "time *t* / Δ*t*",
    quantityLabel: "density *ρ*",
    truth: {
      title: "exact",
      values: field((time) => rowOf(data.exact[illustration.start][time], 0, grid.bins, perBin)),
    },
    sample: { title: "walkers", values: field((time) => countsAt(shown, time)) },
    estimates: forms.map(({ label }, i) => ({
      title: label,
      values: field((time) => estimates[i](time).mean),
    })),
  });
}

/** The figures of the shown start. */
export function illustrate(shown: Shown) {
  const { inferredTimes, predictedTimes } = shown.settings;
  const estimates = forms.map((form) => estimatesOf(shown, form));
  return {
    spaceTime: drawSpaceTime(shown, estimates),
    inferred: drawProfiles(shown, inferredTimes, "walkers observed", estimates),
    predicted: drawProfiles(shown, predictedTimes, "walkers of one simulation", estimates),
  };
}
