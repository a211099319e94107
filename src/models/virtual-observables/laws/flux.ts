import { add, subtract } from "../../../autodiff/arithmetic.js";
import { reshape } from "../../../autodiff/blocks.js";
import { affine } from "../../../autodiff/elementwise.js";
import { dense } from "../../../autodiff/products.js";
import { circularShift, stencil } from "../../../autodiff/stencil.js";
import { declareParameters, replaceValues } from "./declare.js";
import type { NamedArray, TransitionLaw } from "./law.js";
import { type Activation, applyLayers } from "./layers.js";

/** Offsets of the cells that the flux through the right face of a cell sees: `reach` to either side of the face. */
export function faceOffsets(reach: number): number[] {
  return Array.from({ length: 2 * reach }, (_, k) => k - reach + 1);
}

/**
 * The conservative law in flux form,
 *
 *     f(u)_j = u_j + F_{j-1/2} - F_{j+1/2},   F_{j+1/2} = sum_k g_k u_{j+k} + NN(u_{j-r+1} - 1, ..., u_{j+r} - 1),
 *
 * the same in every bin: what leaves a bin enters the next, so that mass is kept to rounding whatever the parameters.
 *
 * @param parameters g [1, 2 reach], then those of the network's layers, 2 reach to 1; g alone where there is none
 */
export function fluxLaw(
  parameters: readonly NamedArray[],
  activation: Activation,
  reach: number,
): TransitionLaw {
  const offsets = faceOffsets(reach);
  return {
    name: "flux",
    conserving: true,
    parameters,
    declare(tape) {
      const [linear, ...layers] = declareParameters(tape, parameters);
      return {
        parameters: [linear, ...layers],
        apply(states) {
          const { rows, columns } = states;
          const seen = stencil(affine(states, 1, -1), offsets);
          let flux = dense(linear, seen);
          if (layers.length > 0) {
            const network = applyLayers(layers, seen, activation, (weight, bias, x) =>
              dense(weight, x, bias),
            );
            flux = add(flux, network);
          }
          const right = reshape(flux, rows, columns);
          return add(states, subtract(circularShift(right, -1), right));
        },
      };
    },
    withValues: (values) => fluxLaw(replaceValues(parameters, values), activation, reach),
  };
}
