import { describe, expect, test } from "vitest";
import { add, multiply, subtract } from "../../src/autodiff/arithmetic.js";
import { concatRows, reshape, slice } from "../../src/autodiff/blocks.js";
import { circularConvolution } from "../../src/autodiff/circular-convolution.js";
import { denseNetwork } from "../../src/autodiff/dense-network.js";
import { affine, exp, relu, silu, square } from "../../src/autodiff/elementwise.js";
import { gatherColumns } from "../../src/autodiff/indices.js";
import { lowerTriangularProduct } from "../../src/autodiff/lower-triangular.js";
import { dense, matmul } from "../../src/autodiff/products.js";
import { sum } from "../../src/autodiff/reductions.js";
import { createTape } from "../../src/autodiff/tape.js";
import { isCoarsegrainError } from "../../src/errors.js";
import { checkSimd } from "../../src/kernel/check-simd.js";
import { instantiateNetworkKernel } from "../../src/kernel/network/load.js";
import { normRelative } from "./norm.js";

const kernel = await instantiateNetworkKernel();

function failureOf(run: () => unknown): { tag: string; message: string } {
  try {
    run();
  } catch (error) {
    if (isCoarsegrainError(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("an objective", () => {
  test("is the weighted sum of its terms, and tells their sums", () => {
    const tape = createTape(kernel, { precision: "float64" });
    const x = tape.parameter("x", 1, 3, [1, 2, 3]);
    const objective = tape.minimise([{ of: square(x), weight: 0.5 }, { of: x }]);
    expect(objective.evaluate()).toBe(13);
    expect(objective.termValues()).toEqual([14, 6]);
    expect(objective.differentiate()).toBe(13);
    expect(Array.from(x.gradient)).toEqual([2, 3, 4]);
  });

  test("overwrites gradients, or adds to them", () => {
    const tape = createTape(kernel, { precision: "float64" });
    const x = tape.parameter("x", 1, 1, [3]);
    const data = tape.input(1, 1, [2]);
    const unused = tape.parameter("unused", 1, 2);
    const objective = tape.minimise([{ of: multiply(multiply(x, x), data) }]);
    objective.differentiate();
    objective.differentiate();
    expect(x.gradient[0]).toBe(12);
    data.set([10]);
    objective.differentiate({ accumulate: true });
    expect(x.gradient[0]).toBe(72);
    expect(Array.from(unused.gradient)).toEqual([0, 0]);
  });

  test("that uses a part of a tape differentiates that part", () => {
    const tape = createTape(kernel, { precision: "float64" });
    const x = tape.parameter("x", 1, 1, [3]);
    const y = exp(x);
    const first = tape.minimise([{ of: square(y) }]);
    const second = tape.minimise([{ of: y }]);
    first.differentiate();
    expect(x.gradient[0]).toBeCloseTo(2 * Math.exp(6), 9);
    expect(y.gradient[0]).toBeCloseTo(2 * Math.exp(3), 11);
    second.differentiate();
    expect(x.gradient[0]).toBeCloseTo(Math.exp(3), 11);
    expect(y.gradient[0]).toBe(1);
  });

  test("shows derivatives of results that share memory", () => {
    const tape = createTape(kernel, { precision: "float64" });
    const x = tape.parameter("x", 2, 2, [1, 2, 3, 4]);
    const shifted = affine(x, 1, 1);
    const flat = reshape(shifted, 1, 4);
    tape.minimise([{ of: square(add(flat, flat)) }]).differentiate();
    expect(Array.from(x.gradient)).toEqual([16, 24, 32, 40]);
    expect(Array.from(shifted.gradient)).toEqual([16, 24, 32, 40]);
  });

  test("needs a parameter only to be differentiated", () => {
    const tape = createTape(kernel);
    const x = tape.input(1, 2, [1, 2]);
    expect(tape.minimise([{ of: x }]).evaluate()).toBe(3);
    expect(failureOf(() => x.gradient).tag).toBe("InvalidData");
  });
});

describe("noise", () => {
  test("depends on seed, node and step only, and is nearly the same in both precisions", () => {
    const draw = (seed: number, step: number, precision: "float32" | "float64", before = 0) => {
      const tape = createTape(kernel, { precision, seed });
      for (let i = 0; i < before; i++) tape.input(3, 3);
      const noise = tape.noise(5, 7);
      const other = tape.noise(5, 7);
      tape.redraw(step + 1);
      tape.redraw(step);
      return [Array.from(noise.value), Array.from(other.value)];
    };
    const [one, other] = draw(3, 8, "float64");
    expect(draw(3, 8, "float64", 2)).toEqual([one, other]);
    expect(other).not.toEqual(one);
    expect(draw(4, 8, "float64")[0]).not.toEqual(one);
    expect(draw(3, 9, "float64")[0]).not.toEqual(one);
    expect(normRelative(draw(3, 8, "float32")[0], one)).toBeLessThan(1e-6);
  });

  test.each(["float32", "float64"] as const)("is standard normal in %s", (precision) => {
    const n = 400_003;
    const value = Float64Array.from(createTape(kernel, { precision, seed: 1 }).noise(1, n).value);
    const moment = (k: number) => value.reduce((total, x) => total + x ** k, 0) / n;
    // Five standard errors.
    const tolerance = (variance: number) => 5 * Math.sqrt(variance / n);
    expect(Math.abs(moment(1))).toBeLessThan(tolerance(1));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(tolerance(2));
    expect(Math.abs(moment(3))).toBeLessThan(tolerance(15));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(tolerance(96));
    // Neighbours in the buffer, and cosine and sine of one angle.
    for (const lag of [1, 4, 8]) {
      let product = 0;
      for (let i = lag; i < n; i++) product += value[i] * value[i - lag];
      expect(Math.abs(product / n)).toBeLessThan(tolerance(1));
    }
  });
});

describe("a tape refuses", () => {
  const tape = createTape(kernel);
  const a = tape.parameter("a", 3, 4);
  const b = tape.input(2, 4);
  const foreign = createTape(kernel).input(3, 4);
  test.each([
    ["other inner dimensions of a dense layer", () => dense(a, b), "[3, 4]"],
    ["a bias of another length", () => dense(b, tape.input(4, 5), tape.input(3, 1)), "[3, 1]"],
    ["other inner dimensions of a product", () => matmul(a, b), "[3, 4] and [2, 4]"],
    ["a second operand that does not spread", () => add(a, b), "[2, 4]"],
    ["a block beyond the matrix", () => slice(a, { row: 2, rows: 2 }), "2 to 4"],
    ["rows of other lengths", () => concatRows([a, tape.input(1, 3)]), "[1, 3]"],
    ["another number of numbers", () => reshape(a, 5, 2), "[5, 2]"],
    ["an index that is no column", () => gatherColumns(a, [4]), "4"],
    ["packed matrices of another size", () => lowerTriangularProduct(b, a), "[2, 4]"],
    ["a filter of another width", () => circularConvolution(a, a, { cells: 3, taps: 3 }), "[3, 4]"],
    ["tensors of two tapes", () => add(a, foreign), "two"],
    ["too few values", () => a.set([1]), "1"],
    ["values for a result", () => exp(a).set(new Float32Array(12)), "result"],
    ["an objective without terms", () => tape.minimise([]), "none"],
    ["no columns", () => tape.input(3, 0), "[3, 0]"],
  ] as const)("%s", (_, run, received) => {
    const { tag, message } = failureOf(run);
    expect(tag).toBe("InvalidData");
    expect(message).toContain(received);
  });

  test("the name of another parameter", () => {
    expect(failureOf(() => tape.parameter("a", 1, 1)).tag).toBe("InvalidParameter");
  });

  test("an engine without SIMD", () => {
    expect(failureOf(() => checkSimd(false, "Networks")).tag).toBe("UnsupportedEngine");
  });
});

describe("a dense network", () => {
  test("starts with weights of Glorot's variance and the biases asked for", () => {
    const tape = createTape(kernel, { seed: 2 });
    const { parameters } = denseNetwork(tape, "n", {
      widths: [60, 100, 40],
      activation: relu,
      initial: { hiddenBias: 0.1, lastScale: 0 },
    });
    expect(parameters.map(({ name }) => name)).toEqual([
      "n.weight0",
      "n.bias0",
      "n.weight1",
      "n.bias1",
    ]);
    const [weight, bias, last, lastBias] = parameters.map(({ value }) => Array.from(value));
    const variance = weight.reduce((total, w) => total + w * w, 0) / weight.length;
    expect(variance / (2 / 160)).toBeCloseTo(1, 1);
    expect(new Set(bias)).toEqual(new Set([Math.fround(0.1)]));
    expect(new Set([...last, ...lastBias].map(Math.abs))).toEqual(new Set([0]));
  });
});

/** FNV-1a of the bytes. */
function hash(numbers: Float32Array | Float64Array): number {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  return bytes.reduce((h, byte) => Math.imul(h ^ byte, 0x01000193), 0x811c9dc5) >>> 0;
}

test.each([
  ["float32", 3738403786],
  ["float64", 1172989807],
] as const)("gives the same bytes in every engine, in %s", (precision, expected) => {
  const tape = createTape(kernel, { precision, seed: 7 });
  const x = tape.noise(6, 37);
  const network = denseNetwork(tape, "n", { widths: [6, 9, 6], activation: silu });
  const missed = subtract(network.apply(x), exp(affine(x, 0.3, 0)));
  const objective = tape.minimise([{ of: square(missed), weight: 0.1 }, { of: sum(missed) }]);
  const value = objective.differentiate();
  const all = Float64Array.of(
    value,
    hash(missed.value),
    ...tape.parameters.map(({ gradient }) => hash(gradient)),
  );
  expect(hash(all)).toBe(expected);
});
