import { describe, expect, test } from "vitest";
import { type UnaryName, unary } from "../../src/kernel/network/elementwise.js";
import { instantiateNetworkKernel } from "../../src/kernel/network/load.js";
import { networkFunctions, reserveValues } from "../../src/kernel/network/values.js";
import { Xoshiro128 } from "../oracle/xoshiro.js";

const kernel = await instantiateNetworkKernel();
const generator = new Xoshiro128([1, 2, 3, 4]);

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

const functions: [UnaryName, (x: number) => number, [number, number]][] = [
  ["exp", Math.exp, [-85, 88]],
  ["log", Math.log, [1e-30, 4]],
  ["log", Math.log, [0.99, 1.01]],
  ["tanh", Math.tanh, [-1, 1]],
  ["tanh", Math.tanh, [-12, 12]],
  ["sigmoid", sigmoid, [-80, 80]],
  ["softplus", softplus, [-80, 80]],
  ["softplus", softplus, [-2, 2]],
  ["silu", (x) => x * sigmoid(x), [-80, 80]],
];

function evaluate(precision: "float32" | "float64", name: UnaryName, numbers: ArrayLike<number>) {
  const mark = kernel.arena.mark();
  const set = networkFunctions(kernel, precision);
  const [x, y, kept] = [0, 0, 0].map(() => reserveValues(set, numbers.length));
  x.view.set(numbers);
  unary(set, name, x, y, kept);
  const result = Array.from(y.view);
  kernel.arena.release(mark);
  return result;
}

describe.each(["float32", "float64"] as const)("in %s", (precision) => {
  test.each(functions)("%s has its relative accuracy", (name, exact, [low, high]) => {
    const numbers = Float32Array.from({ length: 40_001 }, () => {
      return low + ((high - low) * (generator.next() + 0.5)) / 2 ** 32;
    });
    const worst = evaluate(precision, name, numbers).reduce((most, y, i) => {
      const expected = exact(numbers[i]);
      return Math.max(most, Math.abs(y - expected) / Math.abs(expected));
    }, 0);
    expect(worst).toBeLessThan(precision === "float32" ? 2.5e-7 : 1e-15);
  });

  test("the edges are right", () => {
    const edges = [0, -0, Infinity, -Infinity, Number.NaN, -1];
    expect(evaluate(precision, "exp", edges).slice(0, 5)).toEqual([1, 1, Infinity, 0, Number.NaN]);
    expect(evaluate(precision, "log", edges)).toEqual([
      -Infinity,
      -Infinity,
      Infinity,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    expect(evaluate(precision, "tanh", edges).slice(0, 5)).toEqual([0, 0, 1, -1, Number.NaN]);
    expect(evaluate(precision, "sigmoid", edges).slice(0, 5)).toEqual([0.5, 0.5, 1, 0, Number.NaN]);
    expect(evaluate(precision, "softplus", edges).slice(2, 5)).toEqual([Infinity, 0, Number.NaN]);
    expect(evaluate(precision, "relu", edges).slice(2)).toEqual([Infinity, 0, Number.NaN, 0]);
  });
});
