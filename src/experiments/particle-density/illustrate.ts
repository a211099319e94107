import type { Ensemble } from "../../forecast/ensemble.js";
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
import type { CoarseStates } from "./stand-in.js";

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

function stateEstimate(
  { settings, data, illustration }: Shown,
  states: CoarseStates,
  time: number,
): ProfileEstimate {
  const { grid } = data.system;
  const row = illustration.start * (settings.observedSteps + 1) + time;
  const density = (values: ArrayLike<number>) => rowOf(values, row, grid.bins, 1 / binWidth(grid));
  const [interval50, interval95] = [0.5, 0.95].map((level) => {
    const { lower, upper } = states.interval(level);
    return { lower: density(lower), upper: density(upper) };
  });
  return { mean: density(states.mean), interval50, interval95 };
}

function forecastEstimates(ensemble: Ensemble, steps: readonly number[]): ProfileEstimate[] {
  const { bins } = ensemble;
  const mean = ensemble.mean();
  const [half, most] = [0.5, 0.95].map((level) => ensemble.interval(level));
  return steps.map((step) => {
    const density = (values: ArrayLike<number>) => rowOf(values, step - 1, bins, 1);
    const [interval50, interval95] = [half, most].map(({ lower, upper }) => ({
      lower: density(lower),
      upper: density(upper),
    }));
    return { mean: density(mean), interval50, interval95 };
  });
}

const stateOf = ({ inferred }: Shown, { form }: Form) => inferred.get(form) as CoarseStates;

const forecastOf = ({ illustration }: Shown, { form }: Form) =>
  illustration.forecasts.get(form) as Ensemble;

/** A figure of profiles at some times, with an estimate of each form at each of them. */
function drawProfiles(
  shown: Shown,
  times: readonly number[],
  dataLabel: string,
  estimates: readonly (readonly ProfileEstimate[])[],
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
    rows: times.map((time, i) => ({
      title: at(time),
      truth: rowOf(data.exact[illustration.start][time], 0, grid.bins, 1 / binWidth(grid)),
      data: countsAt(shown, time),
      estimates: estimates.map((own) => own[i]),
    })),
  });
}

/** Inferred states at some of the observed snapshots. */
export function drawInferred(shown: Shown): string {
  const times = shown.settings.inferredTimes;
  const estimates = forms.map((form) =>
    times.map((time) => stateEstimate(shown, stateOf(shown, form), time)),
  );
  return drawProfiles(shown, times, "walkers observed", estimates);
}

/** Densities predicted from the observed snapshots. */
export function drawPredicted(shown: Shown): string {
  const { predictedTimes: times, observedSteps } = shown.settings;
  const steps = times.map((time) => time - observedSteps);
  const estimates = forms.map((form) => forecastEstimates(forecastOf(shown, form), steps));
  return drawProfiles(shown, times, "walkers of one simulation", estimates);
}

/** The shown start in space and time: inferred up to the last snapshot observed, predicted from there. */
export function drawSpaceTime(shown: Shown): string {
  const { settings, data, illustration } = shown;
  const { grid } = data.system;
  const { shownTime, observedSteps } = settings;
  const times = Array.from({ length: shownTime + 1 }, (_, time) => time);
  const perBin = 1 / binWidth(grid);
  const field = (row: (time: number) => ArrayLike<number>) =>
    Float64Array.from(times.flatMap((time) => Array.from(row(time))));
  const estimates = forms.map((form) => {
    const { mean } = stateOf(shown, form);
    const predicted = forecastOf(shown, form).mean();
    const first = illustration.start * (observedSteps + 1);
    return {
      title: form.label,
      values: field((time) =>
        time <= observedSteps
          ? rowOf(mean, first + time, grid.bins, perBin)
          : rowOf(predicted, time - observedSteps - 1, grid.bins, 1),
      ),
    };
  });
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
    estimates,
  });
}
