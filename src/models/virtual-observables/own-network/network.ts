import { CoarsegrainError, isCoarsegrainError } from "../../../errors.js";
import { checkOutput, inputShape } from "./shapes.js";
import type {
  LayersModel,
  Tensorflow,
  TensorflowTensor,
  TensorflowVariable,
} from "./tensorflow.js";

type Numbers = Float32Array | Float64Array;

/** A model of TensorFlow.js on the tape's arrays, [bin][column]; weights come with every call. */
export interface Network {
  forward(input: Numbers, weights: readonly Numbers[], output: Numbers): void;
  /** Adds to the gradients of the input and the weights. */
  backward(
    input: Numbers,
    weights: readonly Numbers[],
    outputGradient: Numbers,
    inputGradient: Numbers,
    weightGradients: readonly Numbers[],
  ): void;
}

/** [bin][column] as [column][bin]. */
function byColumn(values: Numbers, bins: number, columns: number): Float32Array {
  const turned = new Float32Array(values.length);
  for (let j = 0; j < bins; j++) {
    for (let c = 0; c < columns; c++) turned[c * bins + j] = values[j * columns + c];
  }
  return turned;
}

/** Adds [column][bin] to [bin][column]. */
function addByBin(from: ArrayLike<number>, into: Numbers, bins: number, columns: number): void {
  for (let j = 0; j < bins; j++) {
    for (let c = 0; c < columns; c++) into[j * columns + c] += from[c * bins + j];
  }
}

function addTo(from: ArrayLike<number>, into: Numbers): void {
  for (let i = 0; i < into.length; i++) into[i] += from[i];
}

/** Errors of the other library, such as a gradient that its backend lacks, say what they are of. */
function guarded(tf: Tensorflow, f: () => void): void {
  try {
    tf.tidy(f);
  } catch (error) {
    if (isCoarsegrainError(error)) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new CoarsegrainError(
      "UnsupportedEngine",
      `TensorFlow.js could not run the network: ${message.split("\n")[0]} If its backend lacks an operation, try tf.setBackend("cpu").`,
      { feature: "the network in TensorFlow.js" },
      { cause: error },
    );
  }
}

/**
 * @param bins of a state
 * @param columns states side by side
 * @throws InvalidData unless the model maps bins to bins
 */
export function createNetwork(
  tf: Tensorflow,
  model: LayersModel,
  bins: number,
  columns: number,
): Network {
  const shape = inputShape(model, bins, columns);
  const variables = model.trainableWeights.map((weight) => weight.read() as TensorflowVariable);
  const assign = (weights: readonly Numbers[]) => {
    for (const [i, variable] of variables.entries()) {
      variable.assign(tf.tensor(Float32Array.from(weights[i]), [...variable.shape]));
    }
  };
  const tensorOf = (values: Numbers, of: readonly number[]) =>
    tf.tensor(byColumn(values, bins, columns), [...of]);
  const applied = (x: TensorflowTensor) => {
    const y = model.apply(x as never) as TensorflowTensor;
    checkOutput(y?.shape, bins, columns);
    return y;
  };
  return {
    forward(input, weights, output) {
      guarded(tf, () => {
        assign(weights);
        const y = applied(tensorOf(input, shape)).dataSync();
        output.fill(0);
        addByBin(y, output, bins, columns);
      });
    },
    backward(input, weights, outputGradient, inputGradient, weightGradients) {
      guarded(tf, () => {
        assign(weights);
        // A variable outlives the tidying of tensors.
        const x = tf.variable(tensorOf(input, shape));
        try {
          const { grads } = tf.variableGrads(() => {
            const y = applied(x);
            const g = tensorOf(outputGradient, y.shape);
            return tf.sum(tf.mul(y as never, g as never) as never);
          }, [x, ...variables]);
          // What the output does not depend on has none.
          const gradientOf = ({ name }: TensorflowVariable) => grads[name]?.dataSync();
          addByBin(gradientOf(x) ?? new Float32Array(input.length), inputGradient, bins, columns);
          for (const [i, variable] of variables.entries()) {
            const gradient = gradientOf(variable);
            if (gradient !== undefined) addTo(gradient, weightGradients[i]);
          }
        } finally {
          x.dispose();
        }
      });
    },
  };
}
