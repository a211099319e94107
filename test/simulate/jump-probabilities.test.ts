import fc from "fast-check";
import { expect, test } from "vitest";
import type { FunctionOfOne } from "../../src/parameters.js";
import { checkProbabilities } from "../../src/simulate/interacting/jump-probabilities.js";
import { evaluate } from "../oracle/interacting.js";

const most = 12;
const number = fc.double({ min: -1, max: 1, noNaN: true });

const polynomial = fc.array(number, { minLength: 1, maxLength: 6 }).map(
  // Of comparable weight over the whole range.
  (coefficients): FunctionOfOne => coefficients.map((a, power) => a / most ** power),
);
const table = fc
  .uniqueArray(fc.integer({ min: -3, max: 15 }), { minLength: 1, maxLength: 6 })
  .chain((knots) => {
    const sorted = [...knots].sort((a, b) => a - b);
    return fc
      .array(number, { minLength: sorted.length, maxLength: sorted.length })
      .map((values): FunctionOfOne => sorted.map((u, i): [number, number] => [u, values[i]]));
  });
const law = fc.oneof(polynomial, table);

/** The function times a, plus b. */
function scaled(given: FunctionOfOne, a: number, b: number): FunctionOfOne {
  if (Array.isArray(given[0])) {
    return (given as [number, number][]).map(([u, value]): [number, number] => [u, a * value + b]);
  }
  return (given as number[]).map((value, power) => a * value + (power === 0 ? b : 0));
}

/** Least and largest of many values. */
function extent(value: (u: number) => number): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i <= 4800; i++) {
    const v = value((most * i) / 4800);
    [low, high] = [Math.min(low, v), Math.max(high, v)];
  }
  return [low, high];
}

test("laws are taken exactly if they and their sum stay within 0 and 1", () => {
  fc.assert(
    fc.property(law, law, (first, second) => {
      // Shifted so that each is just not negative, and scaled so that the sum just reaches 1.
      const up = (given: FunctionOfOne) => {
        return scaled(given, 1, -extent((u) => evaluate(given, u))[0] + 0.01);
      };
      const [a, b] = [up(first), up(second)];
      const [, top] = extent((u) => evaluate(a, u) + evaluate(b, u));
      const times = (factor: number) => [a, b].map((given) => scaled(given, factor / top, 0));
      const [right, left] = times(0.999);
      expect(() => checkProbabilities(right, left, most)).not.toThrow();
      const [tooRight, tooLeft] = times(1.001);
      expect(() => checkProbabilities(tooRight, tooLeft, most)).toThrow(/right \+ left/);
      const sunk = scaled(right, 1, -extent((u) => evaluate(right, u))[0] - 1e-6);
      expect(() => checkProbabilities(sunk, [0], most)).toThrow(/right must be at least 0/);
    }),
    { numRuns: 300, seed: 7 },
  );
});
