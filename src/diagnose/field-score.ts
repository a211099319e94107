import { fieldSize } from "../dataset/field-grid.js";
import type { FieldSequence } from "../dataset/field-source.js";
import { invalidData, invalidParameter } from "../errors.js";
import type { FieldEnsemble } from "../forecast/field-ensemble.js";
import { quantileIndex, tails } from "../forecast/order-statistics.js";
import { crpsSum } from "./crps.js";
import { trajectoryError } from "./field-error.js";
import { relativeError } from "./relative-error.js";

/** How well a forecast of a field does at one time. */
export interface FieldStepScore {
  /** Step of the ensemble's arrays, from 0. */
  readonly step: number;
  readonly time: number;
  /** ||mean forecast - truth||_2 / ||truth||_2, the truth as observed, with its noise. */
  readonly noisyError: number;
  /** The same against the truth without noise, where that is known. */
  readonly cleanError?: number;
  /** Fraction of points whose truth lies in the central interval, its ends included. */
  readonly coverage: number;
  /** Mean width of the interval over the root mean square of the truth. */
  readonly width: number;
  /** Mean CRPS over points, over the root mean square of the truth. */
  readonly crps: number;
  /** Draws that have left the finite numbers, in no other figure here. */
  readonly diverged: number;
}

/** Scores of a forecast of one trajectory. */
export interface FieldScore {
  readonly steps: readonly FieldStepScore[];
  /** Error of the whole trajectory against the noisy truth; see {@link trajectoryError}. */
  readonly noisyError: number;
  /** The same against the clean truth, where that is known. */
  readonly cleanError?: number;
  /** Error of the clean truth against the noisy one: what a perfect forecast shows, where it is known. */
  readonly noiseFloor?: number;
  /** Mean coverage over the steps. */
  readonly coverage: number;
  /** What coverage, width and CRPS are measured against. */
  readonly against: "clean" | "noisy";
}

/** How {@link fieldScore} compares. */
export interface FieldScoreOptions {
  /** Level of the interval; .95 by default. */
  readonly level?: number | undefined;
  /**
   * Truth for coverage, width and CRPS: the clean one by default where it is known. The ensemble has no
   * observation noise, so against noisy data its intervals cover less than their level.
   */
  readonly against?: "clean" | "noisy" | undefined;
  /** Times from here to there alone count for the errors and the coverage of the trajectory. */
  readonly span?: readonly [number, number] | undefined;
}

/** Index of the truth's snapshot at each of the ensemble's times. @throws InvalidData if one is missing */
function snapshots(ensemble: FieldEnsemble, time: Float64Array): number[] {
  const spacing = time.length > 1 ? time[1] - time[0] : 1;
  let at = 0;
  return Array.from(ensemble.time, (wanted) => {
    while (at < time.length && time[at] < wanted - 1e-6 * spacing) at++;
    if (Math.abs(time[at] - wanted) <= 1e-6 * spacing) return at;
    throw invalidData(
      "times of the truth",
      `a snapshot at ${wanted}`,
      `${time[0]} to ${time[time.length - 1]}, ${spacing} apart`,
      "Forecast the times of the truth, or simulate a longer one.",
    );
  });
}

/** Steps within a span of times. @throws InvalidParameter if there are none */
function stepsWithin(time: Float64Array, span: readonly [number, number] | undefined) {
  if (span === undefined) return [0, time.length] as const;
  const slack = 1e-9 * (span[1] - span[0]);
  const from = time.findIndex((t) => t >= span[0] - slack);
  const to = time.findLastIndex((t) => t <= span[1] + slack) + 1;
  if (from < 0 || to <= from) {
    throw invalidParameter("span", `times of ${time[0]}..${time[time.length - 1]}`, `${span}`);
  }
  return [from, to] as const;
}

/**
 * Scores a forecast of a field against the trajectory that came true.
 *
 * @param truth the trajectory, and its times, shape [time]
 * @throws InvalidData if shapes or times do not fit, or a truth without noise is asked for and not known;
 *   InvalidParameter for the level or the span; NumericalFailure if no draw is left at a step
 */
export function fieldScore(
  ensemble: FieldEnsemble,
  truth: FieldSequence & { readonly time: Float64Array },
  options: FieldScoreOptions = {},
): FieldScore {
  const [low, high] = tails(options.level ?? 0.95);
  const { field, clean, time } = truth;
  const size = fieldSize(ensemble.grid);
  for (const values of clean === undefined ? [field] : [field, clean]) {
    if (values.length === time.length * size) continue;
    throw invalidData("truth", `${time.length * size} values`, `${values.length}`);
  }
  const against = options.against ?? (clean === undefined ? "noisy" : "clean");
  const reference = against === "clean" ? clean : field;
  if (reference === undefined) {
    throw invalidData("truth without noise", "values", "none", 'Score against: "noisy".');
  }
  const at = snapshots(ensemble, time);
  const floors: number[] = [];
  const steps = at.map((snapshot, step): FieldStepScore => {
    const part = (values: Float32Array) => values.subarray(snapshot * size, (snapshot + 1) * size);
    const sorted = ensemble.sortedAt(step);
    const living = sorted.length / size;
    const [first, last] = [quantileIndex(low, living), quantileIndex(high, living)];
    const observed = part(reference);
    const mean = new Float64Array(size);
    let [inside, width, crps, squares] = [0, 0, 0, 0];
    for (let j = 0; j < size; j++) {
      const members = sorted.subarray(j * living, (j + 1) * living);
      for (let i = 0; i < living; i++) mean[j] += members[i] / living;
      const [lower, upper] = [members[first], members[last]];
      if (observed[j] >= lower && observed[j] <= upper) inside++;
      width += upper - lower;
      crps += crpsSum(members, observed.subarray(j, j + 1));
      squares += observed[j] * observed[j];
    }
    const scale = Math.sqrt(squares / size);
    if (clean !== undefined) floors.push(relativeError(part(clean), part(field)));
    return {
      step,
      time: ensemble.time[step],
      noisyError: relativeError(mean, part(field)),
      ...(clean !== undefined && { cleanError: relativeError(mean, part(clean)) }),
      coverage: inside / size,
      width: width / size / scale,
      crps: crps / size / scale,
      diverged: ensemble.divergedBy(step),
    };
  });
  const [from, to] = stepsWithin(ensemble.time, options.span);
  const over = (values: readonly number[]) => trajectoryError(values, from, to);
  const spanned = steps.slice(from, to);
  return {
    steps,
    noisyError: over(steps.map(({ noisyError }) => noisyError)),
    ...(clean !== undefined && {
      cleanError: over(steps.map(({ cleanError }) => cleanError as number)),
      noiseFloor: over(floors),
    }),
    coverage: spanned.reduce((sum, { coverage }) => sum + coverage, 0) / spanned.length,
    against,
  };
}
