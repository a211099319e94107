import { relu, silu, tanh } from "../../../autodiff/elementwise.js";
import type { Tensor } from "../../../autodiff/tensor.js";
import type { Kernel } from "../../../kernel/load.js";
import { fillUniform, openStream } from "../../../kernel/random.js";
import type { NamedArray } from "./law.js";

/** Activation of the hidden layers. */
export type Activation = "relu" | "silu" | "tanh";

const activations = { relu, silu, tanh };

/** Layers of a network: the widths from input to output, and how they begin. */
export interface Layers {
  readonly name: string;
  readonly widths: readonly number[];
  /** Columns of the first layer's weights, where they are more than its inputs (taps of a convolution). */
  readonly taps?: number;
  readonly activation: Activation;
  /** Factor on the weights of the last layer: 0 begins with a network that gives 0. */
  readonly lastScale: number;
  readonly seed: number;
}

/** Purpose of the streams that draw weights. */
const weightStream = 7;

/**
 * Weights W_k [out, in] by Glorot & Bengio 2010, uniform within sqrt(6 / (in + out)), and biases b_k [out, 1].
 * Hidden biases of rectifiers begin at 1, because on centred inputs half of them would be dead at 0.
 */
export function layerParameters(kernel: Kernel, layers: Layers): NamedArray[] {
  const { name, widths, taps = 1, activation, lastScale, seed } = layers;
  const parameters: NamedArray[] = [];
  for (let k = 1; k < widths.length; k++) {
    const last = k === widths.length - 1;
    const rows = widths[k];
    const columns = widths[k - 1] * (k === 1 ? taps : 1);
    const mark = kernel.arena.mark();
    const uniform = kernel.arena.f64(rows * columns);
    fillUniform(kernel, openStream(kernel, seed, k, weightStream), uniform);
    const bound = Math.sqrt(6 / (rows + columns)) * (last ? lastScale : 1);
    const values = uniform.view.map((u) => bound * (2 * u - 1));
    kernel.arena.release(mark);
    const bias = !last && activation === "relu" ? 1 : 0;
    parameters.push(
      { name: `${name}_weight_${k}`, rows, columns, values },
      { name: `${name}_bias_${k}`, rows, columns: 1, values: new Float64Array(rows).fill(bias) },
    );
  }
  return parameters;
}

/**
 * y = W_K a(... a(W_1 x + b_1) ...) + b_K.
 *
 * @param tensors weights and biases in turn, as {@link layerParameters} lists them
 * @param layer what a layer does with its weight, bias and input
 */
export function applyLayers(
  tensors: readonly Tensor[],
  input: Tensor,
  activation: Activation,
  layer: (weight: Tensor, bias: Tensor, x: Tensor, k: number) => Tensor,
): Tensor {
  let x = input;
  for (let k = 0; k < tensors.length; k += 2) {
    if (k > 0) x = activations[activation](x);
    x = layer(tensors[k], tensors[k + 1], x, k / 2);
  }
  return x;
}
