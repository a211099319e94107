import { copyMoments } from "../../autodiff/adam-moments.js";
import { cosine, warmUp } from "../../autodiff/schedules.js";
import { createTape } from "../../autodiff/tape.js";
import type { Tape } from "../../autodiff/tensor.js";
import { drawUniforms, reserveStream } from "../../kernel/network/draw.js";
import type { NetworkKernel } from "../../kernel/network/load.js";
import { networkFunctions } from "../../kernel/network/values.js";
import { descend } from "./descend.js";
import type { LearnOptions } from "./form.js";
import { parametersOf, setParameters } from "./latent.js";
import type { Learned } from "./learned.js";
import { type ObjectiveParts, recordObjective } from "./objective.js";

/** A batch of a form, recorded on a tape. */
export interface RecordedBatch extends Omit<ObjectiveParts, "weight"> {
  /** log s and log Psi of a whole latent state as they are learned now, [d] each. */
  scales(): { readonly logScale: Float64Array; readonly logDispersion: Float64Array };
  /** Fills the inputs of a step; `uniforms` gives as many numbers of [0, 1) as it is asked for, once a step. */
  fill(uniforms: (count: number) => ArrayLike<number>): void;
}

/** What to learn from, and how. */
export interface TrainingProblem {
  readonly network: NetworkKernel;
  /** Records drift, decoder, posterior and inputs of a batch. */
  record(tape: Tape): RecordedBatch;
  /** Variance of an observed number to begin with. */
  readonly variance: number;
  /** What that variance is never taken below; 0 where the noise is not known. */
  readonly leastVariance?: number | undefined;
  readonly precision: "float32" | "float64";
  readonly steps: number;
  readonly rate: number;
  readonly warmUp: number;
  /** Share of the steps in which the path term rises to its weight. */
  readonly ramp: number;
  /** Weight of the path term, in units of time. */
  readonly weight: number;
  readonly clip: number;
}

/** Share of a new batch in the running variance. */
const forgetting = 0.02;
/** Stream of the batches: beyond those of noise and of first values. */
const batchStream = 4294967295;

/**
 * Stochastic variational inference: Adam on drift, decoder, s and Psi together; the variance of the observations is a running mean
 * square beside it.
 *
 * @throws NumericalFailure, naming step and parameter, if a gradient is not finite (the last good state goes to
 *   `onCheckpoint`); Interrupted if the signal fires (likewise)
 */
export async function train(problem: TrainingProblem, options: LearnOptions): Promise<Learned> {
  const { network, steps, rate, ramp, clip, weight, precision, leastVariance = 0 } = problem;
  const { seed, resume, signal, onProgress, onCheckpoint } = options;
  const tape = createTape(network, { precision, seed });
  const batch = problem.record(tape);
  const parts = recordObjective(tape, { ...batch, weight });
  const objective = tape.minimise(parts.terms);
  if (resume !== undefined) setParameters(tape, resume.arrays);
  const functions = networkFunctions(network, precision);
  const stream = reserveStream(functions);
  const rising = Math.max(1, Math.round(ramp * steps));
  const bound = Array.from(resume?.bound ?? []);
  let variance = resume?.variance ?? problem.variance;
  const copied = (): Learned => ({
    arrays: parametersOf(tape),
    ...batch.scales(),
    variance,
    bound: Float64Array.from(bound),
  });
  await descend(
    {
      ...{ tape, objective, phase: "fit", steps, clip, signal, onProgress },
      schedule: warmUp(cosine(rate, steps), Math.max(1, Math.min(problem.warmUp, steps))),
      resume: resume?.training,
      before: (step) => {
        batch.fill((count) => drawUniforms(functions, stream, seed, batchStream, step, count));
        tape.redraw(step);
        parts.precision.set([1 / variance]);
        parts.warmth.set([Math.min(1, (step + 1) / rising)]);
      },
      after: (_, value) => {
        bound.push(-value);
        const error = parts.squaredError.value[0] / (parts.columns * batch.observed.rows);
        variance += forgetting * (error - variance);
        variance = Math.max(variance, leastVariance);
      },
    },
    (adam): Learned => ({ ...copied(), training: copyMoments(adam) }),
    onCheckpoint,
  );
  return copied();
}
