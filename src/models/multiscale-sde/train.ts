import { type Adam, createAdam } from "../../autodiff/adam.js";
import { cosine, warmUp } from "../../autodiff/schedules.js";
import { createTape } from "../../autodiff/tape.js";
import type { Objective, Tape, Tensor } from "../../autodiff/tensor.js";
import { isCoarsegrainError, throwIfAborted } from "../../errors.js";
import { drawUniforms, reserveStream } from "../../kernel/network/draw.js";
import type { NetworkKernel } from "../../kernel/network/load.js";
import { networkFunctions } from "../../kernel/network/values.js";
import { breathe } from "../../parallel/breathe.js";
import type { RunControl } from "../../types.js";
import { type LatentModel, type NamedArray, parametersOf } from "./latent.js";
import { type RecordedObjective, recordObjective } from "./objective.js";
import type { TrainingTables } from "./tables.js";

/** What to learn from, and how. */
export interface TrainingProblem {
  readonly network: NetworkKernel;
  readonly model: LatentModel;
  readonly tables: TrainingTables;
  /** log s and log Psi to begin with, [d]. */
  readonly logScale: Float64Array;
  readonly logDispersion: Float64Array;
  /** Variance of an observed number to begin with. */
  readonly variance: number;
  readonly precision: "float32" | "float64";
  readonly steps: number;
  /** Draws in each step: two for each time. */
  readonly batch: number;
  readonly rate: number;
  readonly warmUp: number;
  /** Share of the steps in which the path term rises to its weight. */
  readonly ramp: number;
  readonly weight: number;
  readonly clip: number;
  readonly seed: number;
}

/** What was learned. */
export interface Learned {
  /** Parameters of the model. */
  readonly arrays: readonly NamedArray[];
  /** log s and log Psi, [d]. */
  readonly logScale: Float64Array;
  readonly logDispersion: Float64Array;
  /** Variance sigma^2 of an observed number. */
  readonly variance: number;
  /** The bound of each step, averaged over times, estimated from its batch. */
  readonly bound: Float64Array;
}

/** Options of {@link train}. */
export interface TrainOptions extends RunControl {
  /** Receives what was learned so far, from time to time and when training fails or is interrupted. */
  readonly onCheckpoint?: ((learned: Learned) => void | Promise<void>) | undefined;
}

/** Steps between two looks at the signal, and between two copies of the last good state. */
const breath = 50;
const checkpointEvery = 500;
/** Share of a new batch in the running variance. */
const forgetting = 0.02;
/** Stream of the batches: beyond those of noise and of first values. */
const batchStream = 4294967295;

/** The recorded problem. */
export interface RecordedTraining {
  readonly tape: Tape;
  readonly objective: Objective;
  readonly parts: RecordedObjective;
  readonly inputs: { readonly mean: Tensor; readonly rate: Tensor; readonly observed: Tensor };
  readonly logScale: Tensor;
  readonly logDispersion: Tensor;
}

const [scaleName, dispersionName] = ["log_scale", "log_dispersion"];

/** Records the objective for batches of `batch` / 2 times. */
export function recordTraining(problem: TrainingProblem): RecordedTraining {
  const { network, model, batch, weight, precision, seed } = problem;
  const { dimension: d, outputs } = model;
  const times = Math.max(1, Math.floor(batch / 2));
  const tape = createTape(network, { precision, seed });
  const latent = model.declare(tape);
  const logScale = tape.parameter(scaleName, d, 1, problem.logScale);
  const logDispersion = tape.parameter(dispersionName, d, 1, problem.logDispersion);
  const inputs = {
    mean: tape.input(d, times),
    rate: tape.input(d, times),
    observed: tape.input(outputs, times),
  };
  const { mean, rate, observed } = inputs;
  const posterior = { mean, rate, logScale };
  const parts = recordObjective(tape, { latent, posterior, logDispersion, observed, weight });
  return { tape, objective: tape.minimise(parts.terms), parts, inputs, logScale, logDispersion };
}

/** Fills the inputs with the times that `chosen` names. */
export function fillBatch(
  { mean, rate, observed }: RecordedTraining["inputs"],
  tables: TrainingTables,
  chosen: ArrayLike<number>,
): void {
  for (const [tensor, table] of [
    [mean, tables.mean],
    [rate, tables.rate],
    [observed, tables.observed],
  ] as const) {
    const { rows, columns, value } = tensor;
    for (let c = 0; c < columns; c++) {
      const from = chosen[c] * rows;
      for (let i = 0; i < rows; i++) value[i * columns + c] = table[from + i];
    }
  }
}

function copyLearned(recorded: RecordedTraining, variance: number, bound: number[]): Learned {
  const { tape, logScale, logDispersion } = recorded;
  return {
    arrays: parametersOf(tape).filter(({ name }) => name !== scaleName && name !== dispersionName),
    logScale: Float64Array.from(logScale.value),
    logDispersion: Float64Array.from(logDispersion.value),
    variance,
    bound: Float64Array.from(bound),
  };
}

/**
 * Stochastic variational inference on independent times: Adam on drift, decoder, s and Psi together; the variance of the
 * observations is a running mean square beside it.
 *
 * @throws NumericalFailure, naming step and parameter, if a gradient is not finite (the last good state goes to
 *   `onCheckpoint`); Interrupted if the signal fires (likewise)
 */
export async function train(
  problem: TrainingProblem,
  { signal, onProgress, onCheckpoint }: TrainOptions = {},
): Promise<Learned> {
  const { network, model, tables, steps, rate, ramp, clip, seed } = problem;
  const recorded = recordTraining(problem);
  const { tape, objective, parts, inputs } = recorded;
  const functions = networkFunctions(network, problem.precision);
  const stream = reserveStream(functions);
  const schedule = warmUp(cosine(rate, steps), Math.max(1, Math.min(problem.warmUp, steps)));
  const group = { parameters: tape.parameters, rate: schedule };
  const adam: Adam = createAdam([group], { beta1: 0.9, beta2: 0.99, clip });
  const rising = Math.max(1, Math.round(ramp * steps));
  const bound: number[] = [];
  let { variance } = problem;
  let good = copyLearned(recorded, variance, bound);
  try {
    for (let step = 0; step < steps; step++) {
      if (step % breath === 0) {
        throwIfAborted(signal, "the fit");
        const detail = bound.length > 0 ? `bound ${bound[bound.length - 1].toFixed(1)}` : "";
        onProgress?.({ phase: "fit", done: step, total: steps, detail });
        await breathe();
      }
      const { columns } = inputs.mean;
      const drawn = drawUniforms(functions, stream, seed, batchStream, step, columns);
      fillBatch(
        inputs,
        tables,
        drawn.map((u) => Math.floor(u * tables.times)),
      );
      tape.redraw(step);
      parts.precision.set([1 / variance]);
      parts.warmth.set([Math.min(1, (step + 1) / rising)]);
      const value = objective.differentiate();
      adam.step();
      bound.push(-value);
      const error = parts.squaredError.value[0] / (parts.columns * model.outputs);
      variance += forgetting * (error - variance);
      if ((step + 1) % checkpointEvery === 0) {
        good = copyLearned(recorded, variance, bound);
        await onCheckpoint?.(good);
      }
    }
  } catch (error) {
    if (isCoarsegrainError(error, "Interrupted") && bound.length > 0) {
      good = copyLearned(recorded, variance, bound);
    }
    if (bound.length > 0) await onCheckpoint?.(good);
    throw error;
  }
  onProgress?.({ phase: "fit", done: steps, total: steps });
  return copyLearned(recorded, variance, bound);
}
