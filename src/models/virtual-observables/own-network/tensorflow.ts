/** What is used of TensorFlow.js and of its models: their own types fit, and none of them is needed to compile. */

/** An array of TensorFlow.js. */
export interface TensorflowTensor {
  readonly shape: readonly number[];
  dataSync(): ArrayLike<number>;
}

/** An array that can be assigned to. */
export interface TensorflowVariable extends TensorflowTensor {
  readonly name: string;
  assign(value: TensorflowTensor): void;
  dispose(): void;
}

/** The module `@tensorflow/tfjs`, or `@tensorflow/tfjs-node`. */
export interface Tensorflow {
  tensor(values: Float32Array, shape: number[]): TensorflowTensor;
  variable(initial: TensorflowTensor): TensorflowVariable;
  variableGrads(
    f: () => TensorflowTensor,
    variables?: TensorflowVariable[],
  ): { readonly grads: { readonly [name: string]: TensorflowTensor } };
  /** Takes its own tensors, as do the others that say never. */
  mul(a: never, b: never): TensorflowTensor;
  sum(x: never): TensorflowTensor;
  tidy(f: () => void): void;
}

/** A weight of a layer. */
export interface LayerWeight {
  readonly name: string;
  /** The variable itself. */
  read(): TensorflowTensor;
}

/** A `tf.LayersModel`: of one input and one output. */
export interface LayersModel {
  readonly inputs: readonly { readonly shape: readonly (number | null)[] }[];
  readonly outputs: readonly { readonly shape: readonly (number | null)[] }[];
  readonly trainableWeights: readonly LayerWeight[];
  /** Takes one of its own tensors. */
  apply(x: never): unknown;
}
