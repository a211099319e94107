import { external } from "../../autodiff/external.js";
import type { Tensor } from "../../autodiff/tensor.js";

/** Rolls states round the periodic domain by a number of bins that can be changed from step to step. */
export interface Roll {
  /** Bins to roll by, at least 0 and less than the bins there are. */
  shift: number;
  /** Row j of the result is row j + shift of the states. */
  apply(states: Tensor): Tensor;
}

/** Random-shift augmentation: on a periodic domain a rolled sequence is as good a sequence. */
export function createRoll(): Roll {
  const roll: Roll = {
    shift: 0,
    apply: (states) => {
      const { rows, columns } = states;
      return external([states], rows, columns, {
        forward([input], output) {
          const at = roll.shift * columns;
          output.set(input.subarray(at));
          output.set(input.subarray(0, at), input.length - at);
        },
        backward(_, __, outputGradient, [gradient]) {
          const at = roll.shift * columns;
          const split = gradient.length - at;
          for (let i = 0; i < split; i++) gradient[at + i] += outputGradient[i];
          for (let i = 0; i < at; i++) gradient[i] += outputGradient[split + i];
        },
      });
    },
  };
  return roll;
}
