import { add } from "../../../autodiff/arithmetic.js";
import { circularConvolution } from "../../../autodiff/circular-convolution.js";
import { affine } from "../../../autodiff/elementwise.js";
import { declareParameters, replaceValues } from "./declare.js";
import type { NamedArray, TransitionLaw } from "./law.js";
import { type Activation, applyLayers } from "./layers.js";

/**
 * f(u) = u + NN(u - 1), NN a network of circular convolutions, so that f is the same in every bin; the first layer sees
 * `reach` bins to either side, the others one. Nothing in it keeps mass.
 *
 * @param parameters of its layers, 1 channel to 1
 */
export function convolutionLaw(
  parameters: readonly NamedArray[],
  activation: Activation,
  reach: number,
): TransitionLaw {
  return {
    name: "convolution",
    conserving: false,
    parameters,
    declare(tape) {
      const tensors = declareParameters(tape, parameters);
      return {
        parameters: tensors,
        apply(states) {
          const cells = states.rows;
          const change = applyLayers(
            tensors,
            affine(states, 1, -1),
            activation,
            (weight, bias, x, k) =>
              circularConvolution(weight, x, { cells, taps: k === 0 ? 2 * reach + 1 : 1, bias }),
          );
          return add(states, change);
        },
      };
    },
    withValues: (values) => convolutionLaw(replaceValues(parameters, values), activation, reach),
  };
}
