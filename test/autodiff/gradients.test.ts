import { describe, expect, test } from "vitest";
import { multiply } from "../../src/autodiff/arithmetic.js";
import { createTape } from "../../src/autodiff/tape.js";
import type { Precision } from "../../src/kernel/network/abi.js";
import { instantiateNetworkKernel } from "../../src/kernel/network/load.js";
import { Xoshiro128 } from "../oracle/xoshiro.js";
import { numbersOf, type OperationCase, operationCases } from "./cases.js";
import { normRelative } from "./norm.js";

const kernel = await instantiateNetworkKernel();

/** The operation, and as objective its inner product with fixed random numbers. */
function build(entry: OperationCase, precision: Precision) {
  const mark = kernel.arena.mark();
  const tape = createTape(kernel, { precision });
  const numbers = numbersOf(entry);
  const inputs = entry.shapes.map(([rows, columns], i) =>
    tape.parameter(`p${i}`, rows, columns, numbers[i]),
  );
  const result = entry.apply(...inputs);
  const generator = new Xoshiro128([9, 9, 9, 9]);
  const weights = tape.input(
    result.rows,
    result.columns,
    Float32Array.from(result.value, () => generator.next() / 2 ** 31 - 1),
  );
  const objective = tape.minimise([{ of: multiply(result, weights) }]);
  return { inputs, result, objective, free: () => kernel.arena.release(mark) };
}

describe("gradients in float64 are those of central differences of sixth order", () => {
  test.each(operationCases)("$name", (entry) => {
    const { inputs, objective, free } = build(entry, "float64");
    objective.differentiate();
    for (const input of inputs) {
      const h = 2e-3;
      const numeric = Array.from(input.value, (x, i) => {
        const at = (shift: number) => {
          input.value[i] = x + shift * h;
          const y = objective.evaluate();
          input.value[i] = x;
          return y;
        };
        const difference = (k: number) => at(k) - at(-k);
        return (45 * difference(1) - 9 * difference(2) + difference(3)) / (60 * h);
      });
      expect(normRelative(input.gradient, numeric)).toBeLessThan(1e-8);
    }
    free();
  });
});

describe("float32 meets float64", () => {
  test.each(operationCases)("$name", (entry) => {
    const double = build(entry, "float64");
    double.objective.differentiate();
    const expected = [
      Array.from(double.result.value),
      ...double.inputs.map((input) => Array.from(input.gradient)),
    ];
    double.free();
    const single = build(entry, "float32");
    single.objective.differentiate();
    const received = [single.result.value, ...single.inputs.map((input) => input.gradient)];
    for (const [i, numbers] of received.entries()) {
      expect(normRelative(numbers, expected[i])).toBeLessThan(1e-6);
    }
    single.free();
  });
});
