import { type Adam, createAdam } from "../../autodiff/adam.js";
import { geometric } from "../../autodiff/schedules.js";
import { createTape } from "../../autodiff/tape.js";
import type { Objective, Tape, Tensor } from "../../autodiff/tensor.js";
import { isCoarsegrainError, throwIfAborted } from "../../errors.js";
import type { Kernel } from "../../kernel/load.js";
import { log } from "../../kernel/math.js";
import type { NetworkKernel } from "../../kernel/network/load.js";
import { breathe } from "../../parallel/breathe.js";
import type { RunControl } from "../../types.js";
import type { FirstStates } from "./begin.js";
import type { StatesOnTape } from "./families/family.js";
import { recordStates } from "./families/record.js";
import type { GaussianStates } from "./gaussian-states.js";
import { createLawNoise, type LawNoise } from "./law-noise.js";
import type { LawOnTape, NamedArray, TransitionLaw } from "./laws/law.js";
import { type RecordedObjective, recordObjective } from "./objective.js";
import type { VirtualObservable } from "./observable.js";
import type { VirtualObservablesParameters } from "./parameters.js";
import type { Snapshots } from "./snapshots.js";
import { copyTraining, restoreTraining, type TrainingState } from "./training-state.js";

/** What is learned together: q(X), the law, its noise. */
export interface LearnedStates {
  /** Parameters of q(X) by name; see `recordStates`. */
  readonly states: readonly NamedArray[];
  /** q(X) itself. */
  readonly gaussian: GaussianStates;
  readonly law: TransitionLaw;
  readonly noise: Pick<LawNoise, "level" | "shape">;
  /** Evidence lower bound after each step, estimated from one draw of the states, up to a constant. */
  readonly bound: Float64Array;
  /** What goes on from here; none where nothing is learned. */
  readonly training?: TrainingState | undefined;
}

/** What to learn from, and how. */
export interface StatesProblem {
  readonly kernel: Kernel;
  readonly network: NetworkKernel;
  readonly snapshots: Snapshots;
  readonly parameters: VirtualObservablesParameters;
  readonly law: TransitionLaw;
  /** Whether the law is learned, or taken as it is. */
  readonly learnLaw: boolean;
  /** Whether q(X) is learned. */
  readonly learnStates: boolean;
  /** sigma_r to begin with, where it is not the parameters'. */
  readonly noiseLevel?: number | undefined;
  readonly states: readonly NamedArray[];
  readonly first: FirstStates;
  readonly observables: readonly VirtualObservable[];
  readonly seed: number;
  /** Where an earlier training stopped, of which `states`, `law` and `noiseLevel` are what it had learned. */
  readonly resume?: Pick<LearnedStates, "bound" | "training"> | undefined;
}

/** Options of {@link trainStates}. */
export interface TrainOptions extends RunControl {
  /** Receives what was learned so far, from time to time and when training fails or is interrupted. */
  readonly onCheckpoint?: ((learned: LearnedStates) => void | Promise<void>) | undefined;
}

/** Steps between two looks at the signal, and between two copies of the last good state. */
const breath = 50;
const checkpointEvery = 500;

/** The recorded problem. */
interface Recorded {
  readonly tape: Tape;
  readonly states: StatesOnTape;
  readonly law: LawOnTape;
  readonly objective: Objective;
  readonly parts: RecordedObjective;
  /** None where nothing is learned. */
  readonly adam: Adam | undefined;
}

/** Records the negative bound and its descent. */
export function recordTraining(problem: StatesProblem): Recorded {
  const { parameters, snapshots, observables, seed } = problem;
  const { steps, rateStates, rateLaw, precision, clip } = parameters;
  const tape = createTape(problem.network, { precision: precision as "float32" | "float64", seed });
  const states = recordStates(tape, snapshots, problem.first, problem.states, parameters);
  const law = problem.law.declare(tape);
  const parts = recordObjective(tape, snapshots, states, law, observables, parameters);
  const groups = [
    ...(problem.learnStates
      ? [{ parameters: states.parameters, rate: geometric(rateStates, rateStates / 100, steps) }]
      : []),
    ...(problem.learnLaw
      ? [{ parameters: law.parameters, rate: geometric(rateLaw, rateLaw / 1000, steps) }]
      : []),
  ];
  const adam = groups.length > 0 ? createAdam(groups, clip > 0 ? { clip } : {}) : undefined;
  return { tape, states, law, objective: tape.minimise(parts.terms), parts, adam };
}

function copyLearned(
  problem: StatesProblem,
  { states, law, objective, adam }: Recorded,
  noise: LawNoise,
  bound: readonly number[],
): LearnedStates {
  // An encoder's states are those of the parameters as they are now.
  objective.evaluate();
  const { mean, logScale, below } = states.gaussian;
  const copied = (tensor: Tensor) => Float64Array.from(tensor.value);
  return {
    gaussian: {
      mean: copied(mean),
      logScale: copied(logScale),
      ...(below && { below: copied(below) }),
    },
    states: problem.states.map((array, i) => ({
      ...array,
      values: copied(states.parameters[i]),
    })),
    law: problem.law.withValues(law.parameters.map(copied)),
    noise: { level: noise.level, shape: noise.shape },
    bound: Float64Array.from(bound),
    training: adam && copyTraining(adam, noise.residual),
  };
}

/** Random shifts of the augmentation, from the seed and the step alone (a Weyl sequence: evenly spread). */
const shiftAt = (step: number, seed: number, bins: number) =>
  Math.floor(bins * (((step + 1) * 0.6180339887498949 + seed * 0.7548776662466927) % 1));

/**
 * Stochastic variational inference: Adam on the states' posterior and the law together (section 2.5 of Kaltenbach &
 * Koutsourelakis 2020), sigma_r in closed form beside it.
 *
 * @throws NumericalFailure, naming step and parameter, if a gradient is not finite (the last good state goes to
 *   `onCheckpoint`); Interrupted if the signal fires (likewise)
 */
export async function trainStates(
  problem: StatesProblem,
  { signal, onProgress, onCheckpoint }: TrainOptions = {},
): Promise<LearnedStates> {
  const { parameters, snapshots, seed, resume } = problem;
  const { bins } = snapshots;
  const recorded = recordTraining(problem);
  const { tape, objective, parts, adam } = recorded;
  const steps = adam === undefined ? 0 : parameters.steps;
  const values = snapshots.from.length * (parameters.states === "simplex" ? bins - 1 : bins);
  const { training, bound: earlier = [] } = resume ?? {};
  const noise = createLawNoise(parameters, values, problem.noiseLevel, training?.residual);
  const bound = Array.from(earlier);
  if (adam !== undefined && training !== undefined) restoreTraining(adam, training);
  let good = copyLearned(problem, recorded, noise, bound);
  try {
    for (let step = bound.length; step < steps; step++) {
      if (step % breath === 0) {
        throwIfAborted(signal, "the fit");
        const detail = bound.length > 0 ? `bound ${bound[bound.length - 1].toFixed(0)}` : "";
        onProgress?.({ phase: "fit", done: step, total: steps, detail });
        await breathe();
      }
      tape.redraw(step);
      if (parts.roll) parts.roll.shift = shiftAt(step, seed, bins);
      parts.precision.set(Float64Array.of(noise.precision));
      const value = objective.differentiate();
      adam?.step();
      // The normaliser of the transition belongs to the bound, because sigma_r changes.
      bound.push(-value - values * log(problem.kernel, noise.level));
      noise.update(parts.squaredResidual.value[0]);
      if ((step + 1) % checkpointEvery === 0) {
        good = copyLearned(problem, recorded, noise, bound);
        await onCheckpoint?.(good);
      }
    }
  } catch (error) {
    if (isCoarsegrainError(error, "Interrupted") && bound.length > 0) {
      good = copyLearned(problem, recorded, noise, bound);
    }
    if (bound.length > 0) await onCheckpoint?.(good);
    throw error;
  }
  onProgress?.({ phase: "fit", done: steps, total: steps });
  return copyLearned(problem, recorded, noise, bound);
}
