import { invalidData, invalidParameter } from "../errors.js";
import { drawUniforms, reserveStream } from "../kernel/network/draw.js";
import { nodeOf } from "./node.js";
import { dense } from "./products.js";
import { functionsOf } from "./record.js";
import type { Parameter, Tape, Tensor } from "./tensor.js";

/** Initial values of a network. */
export interface InitialLayers {
  /** By default the tape's. Networks of one tape start from different numbers anyway. */
  readonly seed?: number;
  /** Of the biases of the hidden layers; by default 0. */
  readonly hiddenBias?: number;
  /** A factor of the last layer's weights; by default 1. With 0 the network starts as the zero function. */
  readonly lastScale?: number;
}

/** What a network is made of. */
export interface DenseNetworkOptions {
  /** Numbers of features, of the input first and of the output last. */
  readonly widths: readonly number[];
  /** After every layer but the last. */
  readonly activation: (x: Tensor) => Tensor;
  readonly initial?: InitialLayers;
}

/** Dense layers with an activation between them. */
export interface DenseNetwork {
  /** Weight and bias of every layer in turn: `name.weight0`, `name.bias0`, `name.weight1` ... */
  readonly parameters: readonly Parameter[];
  /** Records the network's application; it may be applied to many tensors. [in, c] -> [out, c] */
  apply(x: Tensor): Tensor;
}

/** Streams of initial values: beyond those of any noise. */
const firstInitial = 2 ** 31;

/** Uniform on +-scale sqrt(6 / (in + out)), of variance 2 / (in + out) (Glorot & Bengio 2010). */
function drawWeights(weight: Parameter, which: number, seed: number, scale: number): void {
  const node = nodeOf(weight);
  const functions = functionsOf(node);
  const { rows, columns } = weight;
  const bound = scale * Math.sqrt(6 / (rows + columns));
  const mark = functions.arena.mark();
  const stream = reserveStream(functions);
  const drawn = drawUniforms(functions, stream, seed, firstInitial + which, 0, rows * columns);
  functions.arena.release(mark);
  weight.set(drawn.map((u) => bound * (2 * u - 1)));
}

/**
 * A network of dense layers, its parameters on the tape.
 *
 * @throws InvalidData unless there are at least two widths
 */
export function denseNetwork(
  tape: Tape,
  name: string,
  { widths, activation, initial = {} }: DenseNetworkOptions,
): DenseNetwork {
  if (widths.length < 2) throw invalidData("widths", "at least two", `${widths.length}`);
  const { seed = tape.seed, hiddenBias = 0, lastScale = 1 } = initial;
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw invalidParameter("seed", "a non-negative safe integer", seed);
  }
  for (const [what, value] of Object.entries({ hiddenBias, lastScale })) {
    if (!Number.isFinite(value)) throw invalidParameter(what, "a finite number", value);
  }
  const last = widths.length - 2;
  const layers = widths.slice(1).map((out, i) => {
    const which = tape.parameters.length;
    const weight = tape.parameter(`${name}.weight${i}`, out, widths[i]);
    drawWeights(weight, which, seed, i === last ? lastScale : 1);
    const bias = tape.parameter(`${name}.bias${i}`, out, 1);
    if (i < last) bias.set(new Float64Array(out).fill(hiddenBias));
    return { weight, bias };
  });
  return {
    parameters: layers.flatMap(({ weight, bias }) => [weight, bias]),
    apply: (x) =>
      layers.reduce((input, { weight, bias }, i) => {
        const output = dense(weight, input, bias);
        return i < last ? activation(output) : output;
      }, x),
  };
}
