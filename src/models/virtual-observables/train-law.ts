import { createAdam } from "../../autodiff/adam.js";
import { multiply, subtract } from "../../autodiff/arithmetic.js";
import { affine, square } from "../../autodiff/elementwise.js";
import { geometric } from "../../autodiff/schedules.js";
import { createTape } from "../../autodiff/tape.js";
import { isCoarsegrainError, throwIfAborted } from "../../errors.js";
import type { Kernel } from "../../kernel/load.js";
import type { NetworkKernel } from "../../kernel/network/load.js";
import { fillUniform, openStream } from "../../kernel/random.js";
import { breathe } from "../../parallel/breathe.js";
import type { RunControl } from "../../types.js";
import type { Term } from "./families/family.js";
import type { TransitionLaw } from "./laws/law.js";
import { recordObservable, type VirtualObservable } from "./observable.js";
import type { VirtualObservablesParameters } from "./parameters.js";
import { createRoll } from "./roll.js";
import type { Pairs } from "./snapshots.js";
import { copyTraining, restoreTraining, type TrainingState } from "./training-state.js";

/** What a law is learned from where walkers live on: pairs of snapshots, each given the walkers before it. */
export interface LawProblem {
  readonly kernel: Kernel;
  readonly network: NetworkKernel;
  readonly pairs: Pairs;
  /** Inverse variance of each value after, [bin][pair]. */
  readonly weights: Float64Array;
  readonly law: TransitionLaw;
  /** Leading parameters of the law that stay as they are. */
  readonly frozen: number;
  readonly observables: readonly VirtualObservable[];
  readonly parameters: VirtualObservablesParameters;
  readonly seed: number;
  /** Where an earlier training stopped, of which `law` is what it had learned. */
  readonly resume?: Pick<LearnedLaw, "bound" | "training"> | undefined;
}

/** A law and the trace of its learning. */
export interface LearnedLaw {
  readonly law: TransitionLaw;
  /** Quasi-log-likelihood of all pairs after each step, estimated from those of the step, up to a constant. */
  readonly bound: Float64Array;
  /** What goes on from here. */
  readonly training?: TrainingState | undefined;
}

/** Options of {@link trainLaw}. */
export interface TrainLawOptions extends RunControl {
  readonly phase?: string;
  readonly onCheckpoint?: ((learned: LearnedLaw) => void | Promise<void>) | undefined;
}

/** Pairs of one step, where the parameters do not say. */
const pairsOfStep = 128;
/** Steps between two looks at the signal, and between two copies of the last good law. */
const breath = 100;
const checkpointEvery = 500;
/** Purpose of the stream that picks pairs. */
const batchStream = 8;

/** Picks the pairs of a step, with replacement, and lays their columns side by side. */
function batchMaker({ kernel, pairs, weights, seed }: LawProblem, size: number) {
  const { bins } = pairs;
  const rows = () => new Float64Array(bins * size);
  const batch = { before: rows(), after: rows(), weights: rows() };
  const all = pairs.pairs;
  return (step: number) => {
    const mark = kernel.arena.mark();
    const uniform = kernel.arena.f64(size);
    fillUniform(kernel, openStream(kernel, seed, step, batchStream), uniform);
    const chosen = Int32Array.from(uniform.view, (u, i) =>
      size === all ? i : Math.floor(u * all),
    );
    kernel.arena.release(mark);
    for (let j = 0; j < bins; j++) {
      for (let i = 0; i < size; i++) {
        const from = j * all + chosen[i];
        batch.before[j * size + i] = pairs.before[from];
        batch.after[j * size + i] = pairs.after[from];
        batch.weights[j * size + i] = weights[from];
      }
    }
    return batch;
  };
}

/**
 * Learns a law by the quasi-likelihood of each snapshot given the walkers of the one before,
 * sum over bins of (u' - f(u))^2 / (2 Var u'), with the virtual observables of the predicted states beside it.
 *
 * @throws NumericalFailure, naming step and parameter, if a gradient is not finite (the last good law goes to `onCheckpoint`);
 *   Interrupted if the signal fires (likewise)
 */
export async function trainLaw(
  problem: LawProblem,
  { signal, onProgress, onCheckpoint, phase = "fit" }: TrainLawOptions = {},
): Promise<LearnedLaw> {
  const { network, pairs, parameters, seed, observables, resume } = problem;
  const { steps, rateLaw, clip, augment, batch, precision } = parameters;
  const { bins } = pairs;
  const size = Math.min(pairs.pairs, batch > 0 ? batch : pairsOfStep);
  const tape = createTape(network, { precision: precision as "float32" | "float64", seed });
  const [before, after, weights] = [0, 1, 2].map(() => tape.input(bins, size));
  const law = problem.law.declare(tape);
  const roll = augment ? createRoll() : undefined;
  // Rolling before and back after is rolling the whole pair.
  const back = augment ? createRoll() : undefined;
  const predicted = law.apply(roll ? roll.apply(before) : before);
  const expected = back ? back.apply(predicted) : predicted;
  const scale = pairs.pairs / size;
  const terms: Term[] = [
    { of: multiply(square(subtract(after, expected)), weights), weight: scale / 2 },
    ...observables.map((observable): Term => {
      const shares = [before, expected].map((u) => affine(u, 1 / bins, 0));
      const c =
        observable.of === "step"
          ? recordObservable(observable, shares[0], shares[1])
          : recordObservable(observable, shares[1]);
      return { of: square(c), weight: scale / (2 * observable.tolerance) };
    }),
  ];
  const objective = tape.minimise(terms);
  const adam = createAdam(
    [
      {
        parameters: law.parameters.slice(problem.frozen),
        rate: geometric(rateLaw, rateLaw / 1000, steps),
      },
    ],
    clip > 0 ? { clip } : {},
  );
  const pick = batchMaker(problem, size);
  const bound = Array.from(resume?.bound ?? []);
  const begin = bound.length;
  if (resume?.training !== undefined) restoreTraining(adam, resume.training);
  const copy = (): LearnedLaw => ({
    law: problem.law.withValues(law.parameters.map((tensor) => Float64Array.from(tensor.value))),
    bound: Float64Array.from(bound),
    training: copyTraining(adam, 0),
  });
  let good = copy();
  try {
    for (let step = begin; step < steps; step++) {
      if (step % breath === 0) {
        throwIfAborted(signal, "the fit");
        onProgress?.({ phase, done: step, total: steps });
        await breathe();
      }
      if (step === begin || size < pairs.pairs) {
        const picked = pick(step);
        before.set(picked.before);
        after.set(picked.after);
        weights.set(picked.weights);
      }
      if (roll && back) {
        roll.shift = Math.floor(bins * (((step + 1) * 0.6180339887498949) % 1));
        back.shift = (bins - roll.shift) % bins;
      }
      bound.push(-objective.differentiate());
      adam.step();
      if ((step + 1) % checkpointEvery === 0) {
        good = copy();
        await onCheckpoint?.(good);
      }
    }
  } catch (error) {
    if (isCoarsegrainError(error, "Interrupted")) good = copy();
    if (bound.length > 0) await onCheckpoint?.(good);
    throw error;
  }
  onProgress?.({ phase, done: steps, total: steps });
  return copy();
}
