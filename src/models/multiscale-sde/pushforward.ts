import { copyMoments } from "../../autodiff/adam-moments.js";
import { add, divide, subtract } from "../../autodiff/arithmetic.js";
import { affine, square } from "../../autodiff/elementwise.js";
import { sum } from "../../autodiff/reductions.js";
import { cosine, warmUp } from "../../autodiff/schedules.js";
import { createTape } from "../../autodiff/tape.js";
import type { Tape, Tensor, Term } from "../../autodiff/tensor.js";
import { numericalFailure } from "../../errors.js";
import { drawUniforms, reserveStream } from "../../kernel/network/draw.js";
import type { NetworkKernel } from "../../kernel/network/load.js";
import { networkFunctions } from "../../kernel/network/values.js";
import { descend } from "./descend.js";
import type { LearnOptions } from "./form.js";
import { type LatentOnTape, parametersOf, setParameters } from "./latent.js";
import type { Learned } from "./learned.js";

/** Short stretches of trajectories on a tape. */
export interface RecordedStretch {
  readonly latent: LatentOnTape;
  /** Latent states at the beginning, [d, n]. */
  readonly start: Tensor;
  /** Observations after each step, [q, n]. */
  readonly targets: readonly Tensor[];
  /** Variance of each observed number, by which errors are divided, [q, 1]. */
  readonly variance: Tensor;
  fill(uniforms: (count: number) => ArrayLike<number>): void;
}

/** What to learn from, and how. */
export interface PushforwardProblem {
  readonly network: NetworkKernel;
  record(tape: Tape): RecordedStretch;
  readonly precision: "float32" | "float64";
  readonly steps: number;
  readonly rate: number;
  readonly clip: number;
  /** Length of a step of the path, in units of time. */
  readonly timeStep: number;
}

/** Steps in which the learning rate rises, and the stream of the batches. */
const rising = 30;
const batchStream = 4294967294;

/** Growth of the errors beyond which the paths are taken as unstable. */
const mostGrowth = 100;

/** @throws NumericalFailure if the errors of the last tenth of the steps are many times those of the first */
function checkStable(errors: readonly number[]): void {
  const tenth = Math.max(1, Math.floor(errors.length / 10));
  const mean = (part: readonly number[]) => part.reduce((total, x) => total + x, 0) / tenth;
  const [first, last] = [mean(errors.slice(0, tenth)), mean(errors.slice(-tenth))];
  if (last < mostGrowth * first) return;
  throw numericalFailure(
    "Training along paths",
    errors.length,
    `the error of the paths grew from ${first.toPrecision(3)} to ${last.toPrecision(3)}`,
    "Train longer before it (steps), or set pushforward=0.",
  );
}

/** A step of the classical method of Runge and Kutta on a tape, from a state and the drift there. */
function advance(latent: LatentOnTape, state: Tensor, k1: Tensor, h: number): Tensor {
  const drift = (z: Tensor) => latent.apply(z).drift;
  const after = (k: Tensor, by: number) => add(state, affine(k, by, 0));
  const k2 = drift(after(k1, h / 2));
  const k3 = drift(after(k2, h / 2));
  const k4 = drift(after(k3, h));
  const middle = affine(add(k2, k3), 2, 0);
  return add(state, affine(add(add(k1, k4), middle), h / 6, 0));
}

/** Mean squared error of the decoded paths from the starts, in units of the variances. */
export function recordPushforward(stretch: RecordedStretch, timeStep: number): readonly Term[] {
  const { latent, start, targets, variance } = stretch;
  const weight = 1 / (targets.length * start.columns * variance.rows);
  let state = start;
  let { drift } = latent.apply(start);
  return targets.map((target) => {
    state = advance(latent, state, drift, timeStep);
    // The next step begins with what is recorded here.
    const outputs = latent.apply(state);
    drift = outputs.drift;
    const error = subtract(outputs.decoded, target);
    return { of: sum(divide(square(error), variance)), weight };
  });
}

/**
 * Goes on with what variational inference has learned, by stepping through the drift: paths of a few steps are to end where the
 * trajectories do. Errors that inference without a solver does not see, since it looks at one time only, add up along a path; here
 * they show. Noise and its scales stay as they are.
 *
 * @throws NumericalFailure, Interrupted as `train` does; NumericalFailure too if the paths are unstable, since the drift is too stiff
 *   for their steps
 */
export async function pushForward(
  problem: PushforwardProblem,
  begun: Learned,
  { seed, resume, signal, onProgress, onCheckpoint }: LearnOptions,
): Promise<Learned> {
  const { network, steps, rate, clip, precision, timeStep } = problem;
  const tape = createTape(network, { precision, seed });
  const stretch = problem.record(tape);
  const objective = tape.minimise(recordPushforward(stretch, timeStep));
  setParameters(tape, begun.arrays);
  const functions = networkFunctions(network, precision);
  const stream = reserveStream(functions);
  const errors = Array.from(begun.pushforward ?? []);
  const copied = (): Learned => {
    const now = new Map(parametersOf(tape).map((array) => [array.name, array]));
    return {
      ...begun,
      arrays: begun.arrays.map((array) => now.get(array.name) ?? array),
      pushforward: Float64Array.from(errors),
    };
  };
  await descend(
    {
      ...{ tape, objective, phase: "pushforward", steps, clip, signal, onProgress },
      schedule: warmUp(cosine(rate, steps), Math.min(rising, steps)),
      resume: resume?.pushforward && resume.training,
      before: () => {
        const step = errors.length;
        stretch.fill((count) => drawUniforms(functions, stream, seed, batchStream, step, count));
      },
      after: (_, value) => {
        errors.push(value);
      },
    },
    (adam): Learned => ({ ...copied(), training: copyMoments(adam) }),
    onCheckpoint,
  );
  checkStable(errors);
  const { training: _, ...learned } = copied();
  return learned;
}
