import { expect, test } from "vitest";
import { meanEstimate, relativeError, samplingFloor } from "../../src/diagnose/relative-error.js";
import { isCoarsegrainError } from "../../src/errors.js";

test("the relative error is the norm of the difference over that of the reference", () => {
  expect(relativeError([3, 4, 0], [3, 4, 0])).toBe(0);
  expect(relativeError([0, 0], [3, 4])).toBe(1);
  expect(relativeError([3, 6], [3, 4])).toBeCloseTo(2 / 5, 14);
});

test("other lengths and a reference of zero are refused", () => {
  for (const [estimate, reference] of [
    [[1], [1, 2]],
    [
      [1, 2],
      [0, 0],
    ],
  ]) {
    let caught: unknown;
    try {
      relativeError(estimate, reference);
    } catch (error) {
      caught = error;
    }
    expect(isCoarsegrainError(caught, "InvalidData")).toBe(true);
  }
});

test("the variance of a mean is the sample variance over the number, or multinomial for one", () => {
  expect(meanEstimate(Uint32Array.of(2, 4, 9), 20)).toEqual({ mean: 5, variance: 13 / 3 });
  expect(meanEstimate(Uint32Array.of(5), 20)).toEqual({ mean: 5, variance: 5 * 0.75 });
});

test("the sampling floor adds the variances of both means", () => {
  const forecast = [
    { mean: 1, variance: 4 },
    { mean: 2, variance: 5 },
  ];
  const truth = [
    { mean: 3, variance: 3 },
    { mean: 4, variance: 4 },
  ];
  expect(samplingFloor(forecast, truth)).toBeCloseTo(4 / 5, 14);
});
