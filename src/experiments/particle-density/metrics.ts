import type { Json } from "../../types.js";
import type { ExperimentContext } from "../experiment.js";
import type { FitMetrics, ForecastMetrics, Metrics } from "../metrics.js";
import { fitMetrics } from "../walkers/forecast-metrics.js";
import { median } from "../walkers/summary.js";
import type { SizeErrors } from "./compare-sizes.js";
import { type Data, snapshotNoise } from "./data.js";
import type { Evaluation } from "./evaluate.js";
import { baselines, forms, isDeep, type Law, recommended } from "./laws.js";
import type { Results } from "./results.js";
import { family, rougherFamily, type Settings } from "./settings.js";
import type { StateCoverages } from "./state-coverage.js";
import { summaries } from "./summary.js";
import type { Fit, Fits } from "./train.js";

const named = ({ model, form }: Law) => (form === undefined ? { model } : { model, form });

function fitRow({ law, sequences, posterior, seconds }: Fit, seed: number): FitMetrics {
  return { ...named(law), ...fitMetrics(posterior, { sequences, seed, seconds }) };
}

/** Times at which forecasts from observed snapshots are reported: well after the last of them. */
export function observedTimes({ reportedTimes, predictedTimes }: Settings): number[] {
  return reportedTimes.filter((time) => time >= Math.min(...predictedTimes));
}

function forecastRows(settings: Settings, data: Data, evaluation: Evaluation): ForecastMetrics[] {
  const { law, start, observed, scores } = evaluation;
  const times = observed ? observedTimes(settings) : settings.reportedTimes;
  return scores
    .filter(({ time }) => times.includes(time))
    .map(
      ({ time, step, relativeError, coverage, width, crps, diverged }): ForecastMetrics => ({
        ...named(law),
        start: observed ? `observed-${start}` : start,
        bins: data.system.grid.bins,
        step,
        time,
        relativeError,
        coverage,
        width,
        crps,
        diverged,
        quantity: "density",
      }),
    );
}

/** Mass of every predicted state, by form, start and time. */
function massRows(settings: Settings, evaluations: readonly Evaluation[]): Json[] {
  return evaluations
    .filter(({ law }) => isDeep(law))
    .flatMap(({ law, start, observed, scores }) => {
      const times = observed ? observedTimes(settings) : settings.reportedTimes;
      return scores
        .filter(({ time }) => times.includes(time))
        .map(({ time, mass }) => ({
          form: law.form ?? null,
          start: observed ? `observed-${start}` : start,
          time,
          bias: mass?.bias ?? null,
          sd: mass?.sd ?? null,
        }));
    });
}

const finite = (value: number) => (Number.isFinite(value) ? value : null);

function sizeRow({ fit, errors }: SizeErrors, time: number): Json {
  const { law, sequences } = fit;
  return {
    ...named(law),
    sequences,
    time,
    relativeError: finite(median(errors)),
    relativeErrorRange: [finite(Math.min(...errors)), finite(Math.max(...errors))],
    starts: errors.length,
  };
}

/** Summary over starts of the forms and the baselines, from known densities and from observed snapshots. */
function summaryRows(settings: Settings, evaluations: readonly Evaluation[]): Json[] {
  return [...forms, ...baselines].flatMap((law) =>
    [false, true].flatMap((observed) =>
      summaries(
        evaluations,
        law,
        observed,
        observed ? observedTimes(settings) : settings.reportedTimes,
      ).map((summary) => ({
        ...named(law),
        observed,
        time: summary.time,
        relativeError: finite(summary.relativeError),
        relativeErrorRange: summary.relativeErrorRange.map(finite),
        coverage: summary.coverage,
        coverageRange: [...summary.coverageRange],
        width: finite(summary.width),
        crps: finite(summary.crps),
        massBias: finite(summary.massBias),
        massSd: finite(summary.massSd),
        diverged: summary.diverged,
      })),
    ),
  );
}

/** Errors where starting densities are rougher; null where that is left out. */
function rougherRows({ sizeTime: time }: Settings, { rougher }: Results): Json {
  if (rougher.length === 0) return null;
  const rows = rougher.map(({ law, errors }) => ({
    ...named(law),
    time,
    relativeError: finite(median(errors)),
  }));
  return { ...rougherFamily, rows };
}

/** Whether the recommended form kept its network, and the gain on held-out sequences that decided it. */
function networkOf({ deep }: Fits): Json {
  const trial = deep.find(({ law }) => law === recommended)?.posterior.trial;
  return trial === undefined ? null : { ...trial };
}

/** Rows of the recommended form first, then of the published one, then others in their own order. */
function byForm<T extends { readonly law: Law }>(rows: readonly T[]): T[] {
  const rank = ({ law: { form } }: T) => {
    const found = forms.findIndex((one) => one.form === form);
    return found < 0 ? forms.length : found;
  };
  return rows.toSorted((a, b) => rank(a) - rank(b));
}

/** The content of metrics.json. */
export function buildMetrics(
  { seed, version }: ExperimentContext,
  settings: Settings,
  data: Data,
  fits: Fits,
  evaluations: Results,
  stateCoverage: StateCoverages,
  seconds: Metrics["seconds"],
): Metrics {
  const all = [...new Set([...fits.deep, ...fits.linear, ...fits.bySize])];
  const rows = byForm(evaluations.evaluations);
  const { walkers } = data.system;
  return {
    experiment: "particle-density",
    version,
    seed,
    seconds,
    fit: byForm(all).map((fit) => fitRow(fit, seed)),
    forecast: rows.flatMap((row) => forecastRows(settings, data, row)),
    extra: {
      interval: "central 95 %, ends included",
      trainingFamily: { ...family },
      truth: "relative errors against the exact density; coverage of counts of fine-grained runs",
      time: "coarse steps since the first snapshot",
      runs: settings.runs,
      draws: settings.draws,
      snapshotNoise: median(data.exact.map(([shares]) => snapshotNoise(shares, walkers))),
      summary: summaryRows(settings, evaluations.evaluations),
      mass: massRows(settings, rows),
      stateCoverage: Object.fromEntries(
        [...stateCoverage].map(([form, levels]) => [
          form,
          levels.map(({ level, coverage, byTime }) => ({ level, coverage, byTime: [...byTime] })),
        ]),
      ),
      rougherFamily: rougherRows(settings, evaluations),
      network: networkOf(fits),
      errorAgainstSequences: evaluations.bySize.map((one) => sizeRow(one, settings.sizeTime)),
    },
  };
}
