import { add, subtract } from "../../../autodiff/arithmetic.js";
import { affine } from "../../../autodiff/elementwise.js";
import { external } from "../../../autodiff/external.js";
import type { Tensor } from "../../../autodiff/tensor.js";
import { declareParameters, replaceValues } from "../laws/declare.js";
import type { NamedArray, TransitionLaw } from "../laws/law.js";
import { centred } from "./centred.js";
import { createNetwork } from "./network.js";
import type { LayersModel, Tensorflow } from "./tensorflow.js";

/** What a network is to a law. */
export interface LayersModelLawOptions {
  /** Takes the mean over the bins out of every change, so that mass is kept to rounding. By default false. */
  readonly conserving?: boolean;
  /** Whether the network gives the change of u from u - 1, or else the next u from u. By default true. */
  readonly change?: boolean;
}

/** A posterior's header holds the name, so that no law with other options is restored from it. */
const nameOf = (conserving: boolean, change: boolean) =>
  `own-network${change ? "" : "-next"}${conserving ? "-conserving" : ""}`;

/** Names count the weights, because those of layers differ from one making of a model to the next. */
function weightsOf(model: LayersModel): NamedArray[] {
  return model.trainableWeights.map((weight, i) => {
    const tensor = weight.read();
    const values = Float64Array.from(tensor.dataSync());
    const columns = tensor.shape.at(-1) ?? 1;
    const kind = weight.name.split("/").at(-1)?.replace(/\W/g, "_");
    return { name: `network_${i + 1}_${kind}`, rows: values.length / columns, columns, values };
  });
}

function withParameters(
  tf: Tensorflow,
  model: LayersModel,
  options: LayersModelLawOptions,
  parameters: readonly NamedArray[],
): TransitionLaw {
  const { conserving = false, change = true } = options;
  return {
    name: nameOf(conserving, change),
    conserving,
    parameters,
    declare(tape) {
      const tensors = declareParameters(tape, parameters);
      const applied = (input: Tensor) => {
        const { rows, columns } = input;
        const network = createNetwork(tf, model, rows, columns);
        return external([input, ...tensors], rows, columns, {
          forward: ([x, ...weights], output) => network.forward(x, weights, output),
          backward: ([x, ...weights], _, g, [dx, ...dw]) => network.backward(x, weights, g, dx, dw),
        });
      };
      return {
        parameters: tensors,
        apply(states) {
          if (!change && !conserving) return applied(states);
          const moved = change ? applied(affine(states, 1, -1)) : subtract(applied(states), states);
          return add(states, conserving ? centred(moved) : moved);
        },
      };
    },
    withValues: (values) => withParameters(tf, model, options, replaceValues(parameters, values)),
  };
}

/**
 * A model of TensorFlow.js as transition law, f(u) = u + model(u - 1), u the densities over the mean density; its trainable
 * weights are the law's parameters, learned with the rest. It computes in float32, on whatever backend `tf` is set to.
 *
 * The model is the law's workspace: it holds the weights that were used last. Weights that are not trainable stay as they
 * are, and no posterior keeps them; constraints and regularisers of layers are not used.
 *
 * @param model [batch, bins] -> [batch, bins], or with an axis of one channel behind
 * @throws InvalidData, when it is used, unless the model maps bins to bins; UnsupportedEngine if the backend lacks an operation
 *
 * @example
 * const model = tf.sequential();
 * model.add(tf.layers.dense({ inputShape: [24], units: 32, activation: "relu" }));
 * model.add(tf.layers.dense({ units: 24, kernelInitializer: "zeros" }));
 * virtualObservables({}, { law: layersModelLaw(tf, model) });
 */
export function layersModelLaw(
  tf: Tensorflow,
  model: LayersModel,
  options: LayersModelLawOptions = {},
): TransitionLaw {
  return withParameters(tf, model, options, weightsOf(model));
}
