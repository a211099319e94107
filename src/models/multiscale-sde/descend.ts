import { type Adam, createAdam } from "../../autodiff/adam.js";
import { type AdamMoments, restoreMoments } from "../../autodiff/adam-moments.js";
import type { Schedule } from "../../autodiff/schedules.js";
import type { Objective, Tape } from "../../autodiff/tensor.js";
import { isCoarsegrainError, throwIfAborted } from "../../errors.js";
import { breathe } from "../../parallel/breathe.js";
import type { RunControl } from "../../types.js";

/** A recorded objective, and how it is descended. */
export interface Descent extends RunControl {
  readonly tape: Tape;
  readonly objective: Objective;
  /** Names this part of the training for progress. */
  readonly phase: string;
  readonly schedule: Schedule;
  readonly steps: number;
  /** Largest norm of a gradient. */
  readonly clip: number;
  /** Steps that an earlier descent did, and the state of Adam after them. */
  readonly resume?: AdamMoments | undefined;
  /** Fills the inputs of a step. */
  before(step: number): void;
  /** Takes the value of the objective at a step, before its update was made. */
  after(step: number, value: number): void;
}

/** Steps between two looks at the signal, and between two copies of the last good state. */
const breath = 50;
const checkpointEvery = 500;

/**
 * Adam on all parameters of a tape.
 *
 * @param copy copies what was learned so far
 * @param onCheckpoint receives a copy from time to time, and the last good one when training fails or is interrupted
 * @throws NumericalFailure, naming step and parameter, if a gradient is not finite; Interrupted if the signal fires
 */
export async function descend<State>(
  descent: Descent,
  copy: (adam: Adam) => State,
  onCheckpoint?: (good: State) => void | Promise<void>,
): Promise<Adam> {
  const { tape, objective, phase, schedule, steps, clip, resume, signal, onProgress } = descent;
  const group = { parameters: tape.parameters, rate: schedule };
  const adam = createAdam([group], { beta1: 0.9, beta2: 0.99, clip });
  if (resume !== undefined) restoreMoments(adam, resume);
  const first = resume?.step ?? 0;
  let step = first;
  let last: number | undefined;
  let good = copy(adam);
  let kept = first;
  try {
    for (; step < steps; step++) {
      if (step % breath === 0) {
        throwIfAborted(signal, "the fit");
        const detail = last === undefined ? "" : `objective ${last.toFixed(3)}`;
        onProgress?.({ phase, done: step, total: steps, detail });
        await breathe();
      }
      descent.before(step);
      last = objective.differentiate();
      adam.step();
      descent.after(step, last);
      if ((step + 1) % checkpointEvery === 0) {
        good = copy(adam);
        kept = step + 1;
        await onCheckpoint?.(good);
      }
    }
  } catch (error) {
    if (isCoarsegrainError(error, "Interrupted")) {
      good = copy(adam);
      kept = step;
    }
    if (kept > 0) await onCheckpoint?.(good);
    throw error;
  }
  onProgress?.({ phase, done: steps, total: steps });
  return adam;
}
