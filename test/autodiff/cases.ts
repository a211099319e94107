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
import { external } from "../../src/autodiff/external.js";
import { gatherColumns, gatherRows, scatterColumns } from "../../src/autodiff/indices.js";
import { lowerTriangularProduct } from "../../src/autodiff/lower-triangular.js";
import { dense, matmul } from "../../src/autodiff/products.js";
import * as reductions from "../../src/autodiff/reductions.js";
import { circularShift, stencil } from "../../src/autodiff/stencil.js";
import type { Tensor } from "../../src/autodiff/tensor.js";
import { Xoshiro128 } from "../oracle/xoshiro.js";

/** An operation to be tested, on parameters of these shapes, with numbers from `low` to `high`. */
export interface OperationCase {
  readonly name: string;
  readonly shapes: readonly (readonly [number, number])[];
  readonly range?: readonly [number, number];
  readonly apply: (...inputs: Tensor[]) => Tensor;
}

/** Numbers of a case's inputs: the same for both precisions, hence rounded to float32. */
export function numbersOf({ shapes, range = [-2, 2] }: OperationCase): Float32Array[] {
  const generator = new Xoshiro128([5, 6, 7, 8]);
  const [low, high] = range;
  return shapes.map(([rows, columns]) =>
    Float32Array.from({ length: rows * columns }, () => {
      const u = (generator.next() + 0.5) / 2 ** 32;
      const x = low + (high - low) * u;
      // Away from the kink of relu.
      return Math.abs(x) < 0.05 ? 0.05 : x;
    }),
  );
}

// Sizes that are no multiples of a vector, and some beyond the kernels' blocks.
const sizes = [
  [1, 1],
  [3, 7],
  [5, 16],
  [4, 9],
] as const;

const unary: OperationCase[] = Object.entries({
  relu,
  silu,
  tanh,
  softplus,
  sigmoid,
  exp,
  square,
}).flatMap(([name, apply]) => [
  { name, shapes: [[3, 7]], apply },
  { name: `${name} far out`, shapes: [[3, 7]], range: [-9, 9], apply },
]);

const positive: OperationCase[] = Object.entries({ log, sqrt, reciprocal }).map(
  ([name, apply]) => ({ name, shapes: [[3, 7]], range: [0.2, 5], apply }),
);

const binary: OperationCase[] = Object.entries({ add, subtract, multiply, divide }).flatMap(
  ([name, apply]) =>
    sizes.flatMap(([rows, columns]) =>
      [
        [rows, columns],
        [rows, 1],
        [1, columns],
        [1, 1],
      ].map(([r, c]) => ({
        name: `${name} of [${rows}, ${columns}] and [${r}, ${c}]`,
        shapes: [[rows, columns] as const, [r, c] as const],
        range: [0.3, 2] as const,
        apply,
      })),
    ),
);

const products: OperationCase[] = [
  [1, 1, 1],
  [2, 3, 5],
  [5, 4, 13],
  [7, 6, 8],
  [11, 9, 17],
  [6, 2, 34],
].flatMap(([m, k, n]) => [
  {
    name: `dense ${m} x ${k} on ${n}`,
    shapes: [
      [m, k],
      [k, n],
      [m, 1],
    ],
    apply: dense,
  },
  {
    name: `dense ${m} x ${k} on ${n}, no bias`,
    shapes: [
      [m, k],
      [k, n],
    ],
    apply: (w, x) => dense(w, x),
  },
  ...[false, true].flatMap((transposeA) =>
    [false, true].map((transposeB) => ({
      name: `matmul ${m} x ${k} x ${n}${transposeA ? " A^T" : ""}${transposeB ? " B^T" : ""}`,
      shapes: [
        transposeA ? ([k, m] as const) : ([m, k] as const),
        transposeB ? ([n, k] as const) : ([k, n] as const),
      ],
      apply: (a: Tensor, b: Tensor) => matmul(a, b, { transposeA, transposeB }),
    })),
  ),
]);

const sums: OperationCase[] = Object.entries(reductions).flatMap(([name, apply]) =>
  sizes.map(([rows, columns]) => ({
    name: `${name} of [${rows}, ${columns}]`,
    shapes: [[rows, columns] as const],
    apply,
  })),
);

const parts: OperationCase[] = [
  {
    name: "slice",
    shapes: [[5, 11]],
    apply: (x) => slice(x, { row: 1, rows: 3, column: 2, columns: 7 }),
  },
  { name: "slice of rows", shapes: [[5, 11]], apply: (x) => slice(x, { row: 2 }) },
  {
    name: "concatRows",
    shapes: [
      [2, 5],
      [3, 5],
    ],
    apply: (a, b) => concatRows([a, b, a]),
  },
  {
    name: "concatColumns",
    shapes: [
      [2, 5],
      [2, 9],
    ],
    apply: (a, b) => concatColumns([a, b, a]),
  },
  {
    name: "gatherColumns",
    shapes: [[3, 6]],
    apply: (x) => gatherColumns(x, [5, 0, 0, 3, 1, 2, 5]),
  },
  {
    name: "scatterColumns",
    shapes: [[3, 6]],
    apply: (x) => scatterColumns(x, [1, 7, 1, 0, 3, 3], 9),
  },
  { name: "gatherRows", shapes: [[4, 6]], apply: (x) => gatherRows(x, [3, 3, 0, 1]) },
  { name: "reshape", shapes: [[4, 6]], apply: (x) => multiply(reshape(x, 3, 8), reshape(x, 3, 8)) },
  { name: "stencil", shapes: [[5, 3]], apply: (x) => stencil(x, [-2, -1, 0, 1, 2, 7]) },
  { name: "circularShift", shapes: [[5, 3]], apply: (x) => circularShift(x, -2) },
  { name: "affine", shapes: [[3, 7]], apply: (x) => affine(x, -1.5, 0.25) },
  {
    name: "the same operand twice",
    shapes: [[3, 7]],
    apply: (x) => multiply(add(x, x), subtract(x, tanh(x))),
  },
];

/** y = x_0 x_1, in JavaScript. */
function externalProduct(a: Tensor, b: Tensor): Tensor {
  return external([a, b], a.rows, a.columns, {
    forward([x, z], y) {
      for (let i = 0; i < y.length; i++) y[i] = x[i] * z[i];
    },
    backward([x, z], _, g, [dx, dz]) {
      for (let i = 0; i < g.length; i++) {
        dx[i] += g[i] * z[i];
        dz[i] += g[i] * x[i];
      }
    },
  });
}

const others: OperationCase[] = [
  ...[1, 3, 5].map((taps) => ({
    name: `circularConvolution of ${taps} taps`,
    shapes: [[3, 2 * taps] as const, [2 * 4, 5] as const, [3, 1] as const],
    apply: (filter: Tensor, x: Tensor, bias: Tensor) =>
      circularConvolution(filter, x, { cells: 4, taps, bias }),
  })),
  ...[1, 4, 7].map((columns) => ({
    name: `lowerTriangularProduct on ${columns}`,
    shapes: [[10, columns] as const, [4, columns] as const],
    apply: lowerTriangularProduct,
  })),
  {
    name: "external",
    shapes: [
      [3, 5],
      [3, 5],
    ],
    apply: externalProduct,
  },
  { name: "external of one tensor twice", shapes: [[3, 5]], apply: (x) => externalProduct(x, x) },
];

export const operationCases: readonly OperationCase[] = [
  ...unary,
  ...positive,
  ...binary,
  ...products,
  ...sums,
  ...parts,
  ...others,
];
