import { expect, test } from "vitest";
import { checkBound } from "../../src/diagnose/check-bound.js";
import { isCoarsegrainError } from "../../src/errors.js";

test("a rising bound is monotone", () => {
  expect(checkBound([-10, -5, -5, -4.5])).toEqual({
    largestDecrease: 0,
    index: -1,
    monotone: true,
    tolerance: 1e-8,
  });
  expect(checkBound([])).toMatchObject({ largestDecrease: 0, index: -1, monotone: true });
});

test("the largest fall is found with the iteration it leads to", () => {
  const trace = [-10, -9, -9.5, -8, -9, -7];
  expect(checkBound(trace)).toMatchObject({ largestDecrease: 1, index: 4, monotone: false });
});

test("falls of rounding size are put down to rounding", () => {
  const trace = [-5000, -1000, -1000 - 1e-7, -999];
  expect(checkBound(trace)).toMatchObject({ index: 2, monotone: true });
  expect(checkBound(trace, { rounding: 1e-12 }).monotone).toBe(false);
});

test("a fall into a new segment does not count", () => {
  const trace = [-10, -9, -20, -8, -9];
  expect(checkBound(trace, { segments: [2] })).toMatchObject({ largestDecrease: 1, index: 4 });
  expect(checkBound(trace, { segments: [0, 2, 4] }).monotone).toBe(true);
});

test.each([
  ["InvalidData", [1, Number.NaN], {}],
  ["InvalidData", [1, Number.NEGATIVE_INFINITY], {}],
  ["InvalidParameter", [1, 2], { segments: [3] }],
  ["InvalidParameter", [1, 2], { segments: [0.5] }],
  ["InvalidParameter", [1, 2], { rounding: -1 }],
] as const)("%s for %j with %j", (tag, trace, options) => {
  let caught: unknown;
  try {
    checkBound(trace, options);
  } catch (error) {
    caught = error;
  }
  expect(isCoarsegrainError(caught) && caught.tag).toBe(tag);
});
