import { checkBound } from "../../diagnose/check-bound.js";
import { normalHalfWidth } from "../../diagnose/normal.js";
import type { SparseBayesPosterior } from "../../models/sparse-bayes/posterior.js";
import type { Synthetic } from "../../simulate/synthetic.js";
import type { Training, Trainings } from "./train.js";
import { nextState, trueCoefficients } from "./true-law.js";

/** A coefficient that is truly zero counts as found if its mean is larger than this. */
export const negligible = 0.01;

/** How near a fit came to the law that made the data. */
export interface Recovery {
  readonly sequences: number;
  /** Root mean square error of the coefficients that are not zero. */
  readonly rmse: number;
  /** Root mean square of their errors over their marginal standard deviations. */
  readonly z: number;
  /** Truly zero coefficients with a mean beyond {@link negligible}, of how many. */
  readonly spurious: number;
  readonly zeros: number;
  /** 1/<v>, truly 0. */
  readonly noise: number;
}

/** How near a fit came to the law that made the data. */
export function recovery(system: Synthetic, { sequences, posterior }: Training): Recovery {
  const { coefficients } = posterior;
  const truth = trueCoefficients(
    system,
    coefficients.map(({ name }) => name),
  );
  const errors = coefficients.map(({ name, mean, sd }) => {
    const value = truth.get(name) as number;
    return { value, error: mean - value, z: (mean - value) / sd };
  });
  const present = errors.filter(({ value }) => value !== 0);
  const square = (values: readonly number[]) =>
    Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
  const zeros = errors.filter(({ value }) => value === 0);
  return {
    sequences,
    rmse: square(present.map(({ error }) => error)),
    z: square(present.map(({ z }) => z)),
    spurious: zeros.filter(({ error }) => Math.abs(error) > negligible).length,
    zeros: zeros.length,
    noise: 1 / posterior.state.precision[0],
  };
}

/** An inferred state after the coarse step beside the true one, all centred; [bin] each. */
export interface InferredState {
  readonly mean: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly truth: Float64Array;
}

function centred(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return values.map((x) => x - mean);
}

/** The state of a training sequence under q(X), with 95 % intervals. */
export function inferredState(
  { system, chosen }: Trainings,
  { state }: SparseBayesPosterior,
  sequence: number,
): InferredState {
  const { bins } = system.grid;
  const at = (values: Float64Array) => values.subarray(sequence * bins, (sequence + 1) * bins);
  const mean = centred(at(state.mu));
  // Of the centred state where all covariances are kept.
  const variance =
    state.covariance.length > 0
      ? Float64Array.from({ length: bins }, (_, j) => {
          return state.covariance[(sequence * bins + j) * bins + j];
        })
      : at(state.variance);
  const half = variance.map((s2) => normalHalfWidth(0.95) * Math.sqrt(s2));
  return {
    mean,
    lower: mean.map((x, j) => x - half[j]),
    upper: mean.map((x, j) => x + half[j]),
    truth: centred(nextState(system, at(chosen.data.initialState as Float64Array))),
  };
}

/** Fraction of the true states of all training sequences within their 95 % intervals. */
export function stateCoverage(trainings: Trainings, posterior: SparseBayesPosterior): number {
  const { sequences } = trainings.chosen;
  let inside = 0;
  let count = 0;
  for (let i = 0; i < sequences; i++) {
    const { truth, lower, upper } = inferredState(trainings, posterior, i);
    truth.forEach((x, j) => {
      if (x >= lower[j] && x <= upper[j]) inside++;
      count++;
    });
  }
  return inside / count;
}

/** Root mean squares over all training sequences and bins. */
export interface StateErrors {
  /** Of the inferred means less the true states. */
  readonly error: number;
  /** Of the posterior standard deviations. */
  readonly deviation: number;
}

/** How far the inferred states are from the true ones, and how far they believe to be. */
export function stateErrors(trainings: Trainings, posterior: SparseBayesPosterior): StateErrors {
  const { sequences } = trainings.chosen;
  let squares = 0;
  let variances = 0;
  let count = 0;
  for (let i = 0; i < sequences; i++) {
    const { mean, lower, upper, truth } = inferredState(trainings, posterior, i);
    truth.forEach((x, j) => {
      const deviation = (upper[j] - lower[j]) / (2 * normalHalfWidth(0.95));
      squares += (mean[j] - x) * (mean[j] - x);
      variances += deviation * deviation;
      count++;
    });
  }
  return { error: Math.sqrt(squares / count), deviation: Math.sqrt(variances / count) };
}

/** Whether the bound never fell while the features stayed the same. */
export function boundAscends({ bound, boundSegments }: SparseBayesPosterior): boolean {
  return checkBound(bound, { segments: boundSegments }).monotone;
}
