import type { Dataset } from "../../dataset/dataset.js";
import { normalHalfWidth } from "../../diagnose/normal.js";
import type { Ensemble } from "../../forecast/ensemble.js";
import type { Posterior } from "../../models/model.js";
import {
  boundTrace,
  calibration,
  coefficients,
  errorOverTime,
  type Profile,
  profiles,
  spaceTime,
  twoBin,
} from "../../plot/figures.js";
import { binWidth } from "../../types.js";
import type { Evaluation, Illustration } from "./evaluate.js";
import { stateDensityInterval } from "./law-density.js";
import type { Plan } from "./plan.js";
import { onCoarse, referenceError, summarise } from "./summary.js";

/** Half widths of 50 % and 95 % intervals of a normal, in standard deviations. */
const [normal50, normal95] = [normalHalfWidth(0.5), normalHalfWidth(0.95)];

/** The evidence lower bound of several fits; the first one is the one meant. */
export function drawBound(fits: readonly Pick<Posterior, "bound" | "converged">[]): string {
  return boundTrace({
    runs: fits.map(({ bound, converged }) => ({ bound, converged })),
    main: 0,
  });
}

/** Coefficients to compare with, by name. */
export interface KnownCoefficients {
  readonly label: string;
  readonly values: ReadonlyMap<string, number>;
}

const listed = ({ label, values }: KnownCoefficients) => ({
  label,
  values: Array.from(values, ([name, value]) => ({ name, value })),
});

/** The coefficients for each amount of data, beside those of a reference and of another law. */
export function drawCoefficients(
  fits: readonly {
    readonly sequences: number;
    readonly posterior: Pick<Posterior, "coefficients">;
  }[],
  reference?: KnownCoefficients,
  rival?: KnownCoefficients,
): string {
  return coefficients({
    fits: fits.map(({ sequences, posterior }) => ({
      sequences,
      coefficients: posterior.coefficients.map(({ name, mean, sd, active }) => ({
        name,
        mean,
        active,
        interval50: [mean - normal50 * sd, mean + normal50 * sd],
        interval95: [mean - normal95 * sd, mean + normal95 * sd],
      })),
    })),
    ...(reference && { reference: listed(reference) }),
    ...(rival && { rival: listed(rival) }),
  });
}

function rowOf(values: Float64Array, step: number, bins: number): Float64Array {
  return values.subarray((step - 1) * bins, step * bins);
}

/** Mean density of the reference simulations, or the density of the first of them. */
function truthDensity(
  truth: Dataset,
  step: number,
  bins: number,
  runs = truth.sequences,
): Float64Array {
  const factor = truth.grid.bins / bins;
  const scale = 1 / (runs * truth.walkers * binWidth({ ...truth.grid, bins }));
  const density = new Float64Array(bins);
  for (let run = 0; run < runs; run++) {
    truth.countsAt(run, step).forEach((count, j) => {
      density[Math.floor(j / factor)] += count * scale;
    });
  }
  return density;
}

function profilesOf(
  ensemble: Ensemble,
  truth: Dataset,
  steps: readonly number[],
  level: number,
): Profile[] {
  const { bins } = ensemble;
  const median = ensemble.median();
  const half = ensemble.interval(0.5);
  const most = ensemble.interval(level);
  return steps.map((step) => {
    const band = ({ lower, upper }: typeof half) => ({
      lower: rowOf(lower, step, bins),
      upper: rowOf(upper, step, bins),
    });
    return {
      median: rowOf(median, step, bins),
      interval50: band(half),
      interval95: band(most),
      law95: stateDensityInterval(ensemble, step - 1, level),
      reference: truthDensity(truth, step, bins),
      realisation: truthDensity(truth, step, bins, 1),
    };
  });
}

/** Density profiles at some steps, on the coarse bins and on the fine ones. */
export function drawProfiles(
  { level }: Plan,
  { truth, coarse, fine }: Illustration,
  steps: readonly number[],
): string {
  return profiles({
    domain: coarse.grid.domain,
    spaceLabel: "position *y*",
    quantityLabel: "walker density *ρ*",
    times: steps.map((step) => `*t* = ${step} Δ*t*`),
    columns: [coarse, fine].map((ensemble) => ({
      title: `${ensemble.bins} bins`,
      profiles: profilesOf(ensemble, truth, steps, level),
    })),
    simulations: truth.sequences,
  });
}

/** Two-bin probabilities of one start. */
export function drawTwoBin(plan: Plan, evaluation: Evaluation): string {
  const columns = [
    { bins: evaluation.coarseScores[0].bins, scores: evaluation.twoBinCoarse },
    { bins: plan.fineBins, scores: evaluation.twoBinFine },
  ];
  return twoBin({
    times: plan.twoBinSteps.map((step) => `*t* = ${step} Δ*t*`),
    columns: columns.map(({ bins, scores }) => ({
      title: `${bins} bins`,
      entries: plan.twoBinSteps.map((step) =>
        scores
          .filter((score) => score.step === step - 1)
          .map(({ pair, median, interval, interval50, reference, referenceInterval }) => ({
            pair: [pair[0] + 1, pair[1] + 1] as const,
            median,
            interval50,
            interval95: interval,
            reference,
            referenceInterval,
          })),
      ),
    })),
    simulations: plan.runs,
  });
}

/** Density in space and time: truth, median forecast, their difference, and the interval's width. */
export function drawSpaceTime({ level }: Plan, { truth, coarse }: Illustration): string {
  const { bins, steps } = coarse;
  const { lower, upper } = coarse.interval(level);
  const initial = truthDensity(truth, 0, bins);
  const rows = Array.from({ length: steps }, (_, k) => truthDensity(truth, k + 1, bins));
  const withStart = (row: ArrayLike<number>, values: Float64Array) =>
    Float64Array.from([...Array.from(row), ...values]);
  const none = new Float64Array(bins).fill(Number.NaN);
  return spaceTime({
    domain: coarse.grid.domain,
    times: Float64Array.from({ length: steps + 1 }, (_, k) => k),
    truth: Float64Array.from([initial, ...rows].flatMap((row) => Array.from(row))),
    median: withStart(none, coarse.median()),
    width: withStart(
      none,
      upper.map((value, k) => value - lower[k]),
    ),
    level,
    spaceLabel: "position *y*",
    timeLabel: "time *t* / Δ*t*",
    quantityLabel: "walker density *ρ*",
  });
}

/** Values of the pooled transform at even ranks of its distribution function. */
function pooledTransform(evaluations: readonly Evaluation[], count: number): Float64Array {
  const ecdfs = evaluations.flatMap(({ coarseScores }) => coarseScores.map(({ pit }) => pit.ecdf));
  const cells = ecdfs[0].length - 1;
  const pooled = Array.from(
    { length: cells + 1 },
    (_, k) => ecdfs.reduce((sum, ecdf) => sum + ecdf[k], 0) / ecdfs.length,
  );
  let cell = 0;
  return Float64Array.from({ length: count }, (_, i) => {
    const target = (i + 0.5) / count;
    while (cell < cells - 1 && pooled[cell + 1] < target) cell++;
    return (cell + (target - pooled[cell]) / (pooled[cell + 1] - pooled[cell])) / cells;
  });
}

/** Steps ahead that a panel of the calibration figure pools. */
export interface Horizon {
  readonly title: string;
  readonly from: number;
  readonly to: number;
}

/**
 * PIT and coverage over several starts. The runs of a start and the steps of a forecast share the error of the
 * law, so no more than one value for each start and bin counts as independent.
 */
export function drawCalibration(
  evaluations: readonly Evaluation[],
  horizons: readonly Horizon[],
): string {
  const independent = evaluations.length * evaluations[0].coarseScores[0].bins;
  return calibration({
    pit: pooledTransform(evaluations, 2000),
    effectiveCount: independent,
    bandLevel: 0.95,
    coverage: horizons.map(({ title, from, to }) => ({
      title,
      points: evaluations[0].levels.map(({ level: nominal }, i) => {
        const covered = evaluations.flatMap(({ levels }) =>
          Array.from(levels[i].coverage.slice(from - 1, to)),
        );
        const share = covered.reduce((sum, value) => sum + value, 0) / covered.length;
        return { nominal, hits: Math.round(share * independent), count: independent };
      }),
    })),
  });
}

/** Relative error and coverage against time, beside references that need no learning. */
export function drawErrorOverTime(
  { steps, level }: Plan,
  evaluations: readonly Evaluation[],
  references: readonly { readonly name: string; readonly label: string }[],
): string {
  const times = Array.from({ length: steps }, (_, k) => k + 1);
  const rows = times.map((step) => summarise(evaluations, onCoarse, step));
  return errorOverTime({
    times,
    timeLabel: "time *t* / Δ*t*",
    level,
    samplingFloor: rows.map((row) => row.samplingFloor),
    series: [
      {
        label: "learned law",
        role: "model",
        median: rows.map((row) => row.relativeError),
        range: {
          lower: rows.map((row) => row.relativeErrorRange[0]),
          upper: rows.map((row) => row.relativeErrorRange[1]),
        },
        coverage: rows.map((row) => row.coverage),
        coverageRange: {
          lower: rows.map((row) => row.coverageRange[0]),
          upper: rows.map((row) => row.coverageRange[1]),
        },
      },
      ...references.map(({ name, label }) => ({
        label,
        role: "baseline" as const,
        median: times.map((step) => referenceError(evaluations, name, step)),
      })),
    ],
  });
}
