import type { Json } from "../../types.js";
import type { ExperimentContext } from "../experiment.js";
import type { FitMetrics, ForecastMetrics, Metrics } from "../metrics.js";
import type { Data } from "./data.js";
import type { Judged, Results } from "./evaluate.js";
import type { FieldProblem, Sizes } from "./problem.js";
import { type StepScore, scoreTo } from "./score.js";
import { noiseFloor, type Summary, summaryOf } from "./summary.js";
import type { Fit, Fits } from "./train.js";

const finite = (value: number) => (Number.isFinite(value) ? value : null);

function named({ posterior: { model, form }, seed }: Fit) {
  return form === undefined ? { model } : { model, form, seed };
}

function fitRow(fit: Fit): FitMetrics {
  const { posterior, sequences, seed, seconds } = fit;
  const { micro, decoder } = posterior.provenance.parameters as { [name: string]: unknown };
  return {
    ...named(fit),
    ...(posterior.form !== undefined && { micro: Number(micro), decoder: String(decoder) }),
    ...{ sequences, seed, seconds },
    bound: posterior.bound.at(-1) ?? null,
    iterations: posterior.bound.length,
    coefficients: [],
  };
}

/** Rows of one trajectory: over all times to each horizon, and at the shown times. */
function trajectoryRows(
  problem: FieldProblem,
  judged: Judged<Fit>,
  name: (horizon: number) => string | number,
  steps: readonly StepScore[],
): ForecastMetrics[] {
  const common = { ...named(judged.fit), quantity: "field" as const };
  const { errorTimes } = problem;
  const bins = judged.fit.posterior.grid.points.reduce((product, n) => product * n, 1);
  const whole = steps.length / errorTimes;
  const horizons = whole > 1 ? [1, whole] : [1];
  const spans = horizons.map((horizon): ForecastMetrics => {
    const to = Math.round(errorTimes * horizon);
    const { noisy, clean, interval, diverged } = scoreTo(steps, to);
    return {
      ...common,
      bins,
      start: name(horizon),
      step: to,
      time: steps[to - 1].time,
      from: 0,
      relativeError: finite(noisy),
      relativeErrorClean: finite(clean),
      coverage: interval?.coverage ?? null,
      width: interval?.width ?? null,
      crps: interval?.crps ?? null,
      diverged,
    };
  });
  const shown = problem.shownTimes.map((time): ForecastMetrics => {
    const at = steps[Math.round(errorTimes * time) - 1];
    const { step, time: t, noisy, clean, interval, diverged } = at;
    return {
      ...common,
      bins,
      start: name(1),
      ...{ step, time: t, relativeError: finite(noisy), relativeErrorClean: finite(clean) },
      coverage: interval?.coverage ?? null,
      width: interval?.width ?? null,
      crps: interval?.crps ?? null,
      diverged,
    };
  });
  return [...spans, ...shown];
}

function forecastRows(problem: FieldProblem, judged: Judged<Fit>): ForecastMetrics[] {
  return judged.sets.flatMap(({ family, trajectories }) =>
    trajectories.flatMap((steps, i) => {
      const name = (horizon: number) => {
        if (family.name === "original") return horizon > 1 ? `longer-${i}` : i;
        return `${family.name}${horizon > 1 ? "-longer" : ""}-${i}`;
      };
      return trajectoryRows(problem, judged, name, steps);
    }),
  );
}

function summaryRow(summary: Summary): { [key: string]: Json } {
  const { noisy, clean, noisyRange, cleanRange, ...rest } = summary;
  return {
    relativeError: finite(noisy),
    relativeErrorClean: finite(clean),
    relativeErrorRange: noisyRange.map(finite),
    relativeErrorCleanRange: cleanRange.map(finite),
    ...rest,
  };
}

/** Medians of a kind of fit, by family of starts and horizon. */
function medians(
  problem: FieldProblem,
  name: { readonly [key: string]: Json },
  judged: readonly Judged<Fit>[],
): Json[] {
  return problem.starts.flatMap(({ name: starts }) =>
    [1, problem.horizon].flatMap((horizon) => {
      const found = summaryOf(problem, judged, starts, horizon);
      return found === undefined ? [] : [{ ...name, starts, horizon, ...summaryRow(found) }];
    }),
  );
}

/** The content of metrics.json. */
export function buildMetrics(
  { seed, version }: ExperimentContext,
  problem: FieldProblem,
  sizes: Sizes,
  data: Data,
  fits: Fits,
  results: Results,
  seconds: Metrics["seconds"],
): Metrics {
  const { main, sweep, budgets, baselines } = results;
  const all: Fit[] = [...fits.main, ...fits.sweep, ...fits.budgets, ...fits.baselines];
  return {
    experiment: problem.name,
    version,
    seed,
    seconds,
    fit: all.map(fitRow),
    forecast: [...main, ...baselines].flatMap((one) => forecastRows(problem, one)),
    extra: {
      error:
        "root of the mean over time of squared relative errors of the ensemble's mean; rows without from are of one time",
      interval: `central ${Math.round(100 * problem.level)} % at each point, against the truth without noise`,
      observedCoverage: "of the noisy truth, by the band of ensemble and observation noise",
      noise: data.source.noise ?? null,
      noiseFloors: data.tests.flatMap((set) =>
        [1, problem.horizon].map((horizon) => ({
          starts: set.family.name,
          horizon,
          relativeError: noiseFloor(problem, set, horizon),
        })),
      ),
      aims: { ...problem.aims },
      published: { ...problem.published },
      sizes: { training: sizes.training, validation: sizes.validation, tests: sizes.tests },
      medians: [
        ...sizes.forms.flatMap(({ form }) =>
          medians(
            problem,
            { model: "multiscale-sde", form },
            main.filter((one) => one.fit.plan.form === form),
          ),
        ),
        ...baselines.flatMap((one) =>
          medians(problem, { model: one.fit.plan.model, knows: one.fit.plan.knows }, [one]),
        ),
      ],
      microscale: sweep.flatMap((one) =>
        medians(problem, { form: "pod", decoder: one.fit.decoder, micro: one.fit.micro }, [one]),
      ),
      trainingCost: budgets.flatMap((one) =>
        medians(problem, { form: one.fit.plan.form, steps: one.fit.steps }, [one]),
      ),
    },
  };
}
