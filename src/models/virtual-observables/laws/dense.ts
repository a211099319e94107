import { add } from "../../../autodiff/arithmetic.js";
import { affine } from "../../../autodiff/elementwise.js";
import { dense } from "../../../autodiff/products.js";
import { declareParameters, replaceValues } from "./declare.js";
import type { NamedArray, TransitionLaw } from "./law.js";
import { type Activation, applyLayers } from "./layers.js";

/**
 * f(u) = u + NN(u - 1), NN from all bins to all bins: Eq. 4 of Kaltenbach & Koutsourelakis 2020, in relative
 * densities. Nothing in it keeps mass.
 *
 * @param parameters of its layers, bins to bins
 */
export function denseLaw(parameters: readonly NamedArray[], activation: Activation): TransitionLaw {
  return {
    name: "dense",
    conserving: false,
    parameters,
    declare(tape) {
      const tensors = declareParameters(tape, parameters);
      return {
        parameters: tensors,
        apply: (states) =>
          add(
            states,
            applyLayers(tensors, affine(states, 1, -1), activation, (weight, bias, x) =>
              dense(weight, x, bias),
            ),
          ),
      };
    },
    withValues: (values) => denseLaw(replaceValues(parameters, values), activation),
  };
}
