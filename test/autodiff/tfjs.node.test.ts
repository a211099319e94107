import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { add, divide, multiply, subtract } from "../../src/autodiff/arithmetic.js";
import { concatColumns, concatRows, reshape, slice } from "../../src/autodiff/blocks.js";
import { circularConvolution } from "../../src/autodiff/circular-convolution.js";
import {
  affine,
  exp,
  log,
  reciprocal,
  relu,
  sigmoid,
  silu,
  softplus,
  sqrt,
  square,
  tanh,
} from "../../src/autodiff/elementwise.js";
import { gatherColumns, gatherRows, scatterColumns } from "../../src/autodiff/indices.js";
import { lowerTriangularProduct } from "../../src/autodiff/lower-triangular.js";
import { dense, matmul } from "../../src/autodiff/products.js";
import {
  logSumExpRows,
  softmaxRows,
  sum,
  sumColumns,
  sumRows,
} from "../../src/autodiff/reductions.js";
import { circularShift, stencil } from "../../src/autodiff/stencil.js";
import { createTape } from "../../src/autodiff/tape.js";
import type { Tensor } from "../../src/autodiff/tensor.js";
import { instantiateNetworkKernel } from "../../src/kernel/network/load.js";
import { normRelative } from "./norm.js";

/** The same operation on our tape and in TensorFlow.js, which computes in float32. */
interface Pair {
  readonly name: string;
  readonly shapes: readonly (readonly [number, number])[];
  readonly range?: readonly [number, number];
  readonly ours: (...inputs: Tensor[]) => Tensor;
  readonly theirs: (...inputs: tf.Tensor2D[]) => tf.Tensor;
}

await tf.setBackend("cpu");
const kernel = await instantiateNetworkKernel();
const one = [[5, 9]] as const;
const two = [
  [5, 9],
  [5, 9],
] as const;
const positive = [0.3, 3] as const;
const spreads = [
  [5, 9],
  [5, 1],
  [1, 9],
  [1, 1],
] as const;

const pairs: Pair[] = [
  { name: "relu", shapes: one, ours: relu, theirs: (x) => tf.relu(x) },
  {
    name: "silu",
    shapes: one,
    ours: silu,
    theirs: (x) => tf.mul(x, tf.sigmoid(x)),
  },
  { name: "tanh", shapes: one, ours: tanh, theirs: (x) => tf.tanh(x) },
  { name: "softplus", shapes: one, ours: softplus, theirs: (x) => tf.softplus(x) },
  { name: "sigmoid", shapes: one, ours: sigmoid, theirs: (x) => tf.sigmoid(x) },
  { name: "exp", shapes: one, ours: exp, theirs: (x) => tf.exp(x) },
  {
    name: "log",
    shapes: one,
    range: positive,
    ours: log,
    theirs: (x) => tf.log(x),
  },
  { name: "square", shapes: one, ours: square, theirs: (x) => tf.square(x) },
  {
    name: "sqrt",
    shapes: one,
    range: positive,
    ours: sqrt,
    theirs: (x) => tf.sqrt(x),
  },
  {
    name: "reciprocal",
    shapes: one,
    range: positive,
    ours: reciprocal,
    theirs: (x) => tf.reciprocal(x),
  },
  {
    name: "affine",
    shapes: one,
    ours: (x) => affine(x, 2, -3),
    theirs: (x) => tf.add(tf.mul(x, 2), -3),
  },
  ...spreads.flatMap((shape): Pair[] => {
    const common = { shapes: [[5, 9] as const, shape], range: positive };
    const name = `with [${shape}]`;
    return [
      { ...common, name: `add ${name}`, ours: add, theirs: (a, b) => tf.add(a, b) },
      { ...common, name: `subtract ${name}`, ours: subtract, theirs: (a, b) => tf.sub(a, b) },
      { ...common, name: `multiply ${name}`, ours: multiply, theirs: (a, b) => tf.mul(a, b) },
      { ...common, name: `divide ${name}`, ours: divide, theirs: (a, b) => tf.div(a, b) },
    ];
  }),
  {
    name: "dense",
    shapes: [
      [7, 5],
      [5, 19],
      [7, 1],
    ],
    ours: dense,
    theirs: (w, x, b) => tf.add(tf.matMul(w, x), b),
  },
  ...[false, true].flatMap((transposeA) =>
    [false, true].map(
      (transposeB): Pair => ({
        name: `matmul ${transposeA} ${transposeB}`,
        shapes: [transposeA ? [6, 7] : [7, 6], transposeB ? [11, 6] : [6, 11]],
        ours: (a, b) => matmul(a, b, { transposeA, transposeB }),
        theirs: (a, b) => tf.matMul(a, b, transposeA, transposeB),
      }),
    ),
  ),
  { name: "sumRows", shapes: one, ours: sumRows, theirs: (x) => tf.sum(x, 0, true) },
  { name: "sumColumns", shapes: one, ours: sumColumns, theirs: (x) => tf.sum(x, 1, true) },
  { name: "sum", shapes: one, ours: sum, theirs: (x) => tf.reshape(tf.sum(x), [1, 1]) },
  {
    name: "logSumExpRows",
    shapes: one,
    ours: logSumExpRows,
    theirs: (x) => tf.logSumExp(x, 0, true),
  },
  {
    name: "softmaxRows",
    shapes: one,
    ours: softmaxRows,
    theirs: (x) => tf.transpose(tf.softmax(tf.transpose(x))),
  },
  {
    name: "slice",
    shapes: one,
    ours: (x) => slice(x, { row: 1, rows: 3, column: 2, columns: 6 }),
    theirs: (x) => tf.slice(x, [1, 2], [3, 6]),
  },
  {
    name: "concatRows",
    shapes: two,
    ours: (a, b) => concatRows([a, b]),
    theirs: (a, b) => tf.concat([a, b], 0),
  },
  {
    name: "concatColumns",
    shapes: two,
    ours: (a, b) => concatColumns([a, b]),
    theirs: (a, b) => tf.concat([a, b], 1),
  },
  {
    name: "reshape",
    shapes: one,
    ours: (x) => exp(reshape(x, 3, 15)),
    theirs: (x) => tf.exp(tf.reshape(x, [3, 15])),
  },
  {
    name: "gatherColumns",
    shapes: one,
    ours: (x) => gatherColumns(x, [8, 0, 0, 3]),
    theirs: (x) => tf.gather(x, tf.tensor1d([8, 0, 0, 3], "int32"), 1),
  },
  {
    name: "gatherRows",
    shapes: one,
    ours: (x) => gatherRows(x, [4, 0, 0]),
    theirs: (x) => tf.gather(x, tf.tensor1d([4, 0, 0], "int32"), 0),
  },
  {
    name: "scatterColumns",
    shapes: one,
    ours: (x) => scatterColumns(x, [2, 2, 0, 1, 3, 5, 5, 6, 2], 7),
    theirs: (x) => {
      const which = tf.oneHot(tf.tensor1d([2, 2, 0, 1, 3, 5, 5, 6, 2], "int32"), 7);
      return tf.matMul(x, tf.cast(which, "float32") as tf.Tensor2D);
    },
  },
  {
    name: "circularShift",
    shapes: one,
    ours: (x) => circularShift(x, 2),
    theirs: (x) => tf.gather(x, tf.tensor1d([2, 3, 4, 0, 1], "int32"), 0),
  },
  {
    name: "stencil",
    shapes: one,
    ours: (x) => stencil(x, [-1, 0, 1]),
    theirs: (x) =>
      tf.stack(
        [-1, 0, 1].map((offset) => {
          const rows = [0, 1, 2, 3, 4].map((i) => (i + offset + 5) % 5);
          return tf.reshape(tf.gather(x, tf.tensor1d(rows, "int32"), 0), [45]);
        }),
      ),
  },
  {
    // One sample, two channels of six cells; theirs is padded by hand to a ring.
    name: "circularConvolution",
    shapes: [
      [3, 6],
      [12, 1],
      [3, 1],
    ],
    ours: (filter, x, bias) => circularConvolution(filter, x, { cells: 6, taps: 3, bias }),
    theirs: (filter, x, bias) => {
      const channels = tf.reshape(x, [2, 6]);
      const ring = tf.concat(
        [tf.slice(channels, [0, 5], [2, 1]), channels, tf.slice(channels, [0, 0], [2, 1])],
        1,
      );
      const kernelOf = tf.transpose(tf.reshape(filter, [3, 2, 3]), [2, 1, 0]) as tf.Tensor3D;
      const input = tf.reshape(tf.transpose(ring), [1, 8, 2]) as tf.Tensor3D;
      const output = tf.reshape(tf.conv1d(input, kernelOf, 1, "valid"), [6, 3]);
      return tf.reshape(tf.add(tf.transpose(output), bias), [18, 1]);
    },
  },
  {
    name: "lowerTriangularProduct",
    shapes: [
      [3, 5],
      [2, 5],
    ],
    ours: lowerTriangularProduct,
    theirs: (l, x) => {
      const row = (t: tf.Tensor2D, i: number) => tf.slice(t, [i, 0], [1, 5]);
      const second = tf.add(tf.mul(row(l, 1), row(x, 0)), tf.mul(row(l, 2), row(x, 1)));
      return tf.concat([tf.mul(row(l, 0), row(x, 0)), second], 0);
    },
  },
];

describe("values and gradients are those of TensorFlow.js", () => {
  test.each(pairs)("$name", ({ shapes, range = [-2, 2], ours, theirs }) => {
    const [low, high] = range;
    const numbers = shapes.map(([rows, columns], k) =>
      Float32Array.from({ length: rows * columns }, (_, i) => {
        const u = (((i + 1) * 7919 + k * 104_729) % 1009) / 1009;
        return low + (high - low) * u;
      }),
    );
    const tape = createTape(kernel, { precision: "float32" });
    const inputs = shapes.map(([rows, columns], k) =>
      tape.parameter(`p${k}`, rows, columns, numbers[k]),
    );
    const result = ours(...inputs);
    const weights = Float32Array.from(result.value, (_, i) => ((i * 31) % 17) / 8 - 1);
    const weight = tape.input(result.rows, result.columns, weights);
    tape.minimise([{ of: multiply(result, weight) }]).differentiate();

    tf.tidy(() => {
      const given = shapes.map(([rows, columns], k) => tf.tensor2d(numbers[k], [rows, columns]));
      const output = theirs(...given);
      expect(output.shape).toEqual([result.rows, result.columns]);
      expect(normRelative(result.value, output.dataSync())).toBeLessThan(1e-6);
      const factor = tf.tensor2d(weights, [result.rows, result.columns]);
      const gradients = tf.grads((...x: tf.Tensor[]) =>
        tf.sum(tf.mul(theirs(...(x as tf.Tensor2D[])), factor)),
      )(given);
      for (const [k, gradient] of gradients.entries()) {
        expect(normRelative(inputs[k].gradient, gradient.dataSync())).toBeLessThan(2e-6);
      }
    });
  });
});
