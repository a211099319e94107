import { invalidData, invalidParameter, numericalFailure } from "../errors.js";
import { adamUpdate } from "../kernel/network/adam.js";
import { sumOfSquares } from "../kernel/network/reductions.js";
import { reserveValues, type Values } from "../kernel/network/values.js";
import { power } from "./exact.js";
import { nodeOf, type TensorNode } from "./node.js";
import { functionsOf } from "./record.js";
import type { Schedule } from "./schedules.js";
import type { Tensor } from "./tensor.js";

/** Parameters that are learnt at the same rate. */
export interface AdamGroup {
  readonly parameters: readonly Tensor[];
  readonly rate: Schedule;
}

/** The constants of Adam, with the defaults of its authors. */
export interface AdamOptions {
  /** By default 0.9. */
  readonly beta1?: number;
  /** By default 0.999. */
  readonly beta2?: number;
  /** By default 1e-8. */
  readonly epsilon?: number;
  /** The largest norm of the whole gradient: a longer one is shortened to it. By default none. */
  readonly clip?: number;
}

/** What has to be kept for training to go on as if it had not been interrupted. */
export interface AdamState {
  /** Updates done. */
  readonly step: number;
  /** First moments, by parameter in the order of the groups. */
  readonly first: readonly (Float32Array | Float64Array)[];
  /** Second moments. */
  readonly second: readonly (Float32Array | Float64Array)[];
}

/** A stochastic gradient method with moments (Kingma & Ba 2015). */
export interface Adam {
  /**
   * One update with the gradients there are.
   *
   * @returns the norm of the whole gradient, before any clipping
   * @throws NumericalFailure for a gradient that is not finite; nothing is updated then
   */
  step(): number;
  state(): AdamState;
  /** @throws InvalidData for a state of other parameters */
  restore(state: AdamState): void;
}

interface Slot {
  readonly node: TensorNode;
  readonly gradients: Values;
  readonly rate: Schedule;
  readonly first: Values;
  readonly second: Values;
}

function slotsOf(groups: readonly AdamGroup[]): Slot[] {
  const slots = groups.flatMap(({ parameters, rate }) =>
    parameters.map((parameter) => {
      const node = nodeOf(parameter);
      if (node.kind !== "parameter") {
        throw invalidData("Adam", "parameters", "a tensor that is none");
      }
      const functions = functionsOf(node);
      const n = node.values.length;
      return {
        node,
        gradients: node.gradients,
        rate,
        first: reserveValues(functions, n),
        second: reserveValues(functions, n),
      };
    }),
  );
  if (slots.length === 0) throw invalidData("Adam", "at least one parameter", "none");
  if (new Set(slots.map(({ node }) => node)).size < slots.length) {
    throw invalidData("Adam", "each parameter once", "one of them twice");
  }
  return slots;
}

function checkOptions(options: Required<Pick<AdamOptions, "beta1" | "beta2" | "epsilon">>): void {
  for (const name of ["beta1", "beta2"] as const) {
    const value = options[name];
    if (!(value >= 0 && value < 1)) throw invalidParameter(name, "from 0 to below 1", value);
  }
  if (!(options.epsilon > 0)) throw invalidParameter("epsilon", "positive", options.epsilon);
}

/** Adam on groups of parameters, each with its rate. @throws InvalidData, InvalidParameter */
export function createAdam(groups: readonly AdamGroup[], options: AdamOptions = {}): Adam {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, clip = Infinity } = options;
  checkOptions({ beta1, beta2, epsilon });
  if (!(clip > 0)) throw invalidParameter("clip", "positive", clip);
  const slots = slotsOf(groups);
  let done = 0;

  const gradientNorm = () => {
    let squares = 0;
    for (const { node, gradients } of slots) {
      const part = sumOfSquares(functionsOf(node), gradients);
      if (!Number.isFinite(part)) {
        throw numericalFailure(
          "Adam",
          done,
          `the gradient of parameter ${node.name} is not finite`,
          "Lower the learning rate, or clip the gradient.",
        );
      }
      squares += part;
    }
    return Math.sqrt(squares);
  };

  return {
    step() {
      const norm = gradientNorm();
      const update = {
        scale: norm > clip ? clip / norm : 1,
        beta1,
        beta2,
        correction1: 1 - power(beta1, done + 1),
        correction2: 1 - power(beta2, done + 1),
        epsilon,
      };
      for (const { node, gradients, rate, first, second } of slots) {
        adamUpdate(functionsOf(node), node.values, gradients, first, second, rate(done), update);
      }
      done++;
      return norm;
    },
    state: () => ({
      step: done,
      first: slots.map(({ first }) => first.view.slice()),
      second: slots.map(({ second }) => second.view.slice()),
    }),
    restore({ step, first, second }) {
      for (const moments of [first, second]) {
        const lengths = moments.map(({ length }) => length).join();
        const expected = slots.map(({ node }) => node.values.length).join();
        if (lengths !== expected) throw invalidData("state of Adam", expected, lengths);
      }
      if (!Number.isSafeInteger(step) || step < 0) {
        throw invalidData("state of Adam", "a number of updates", String(step));
      }
      for (const [i, slot] of slots.entries()) {
        slot.first.view.set(first[i]);
        slot.second.view.set(second[i]);
      }
      done = step;
    },
  };
}
