import { describe, expect, test } from "vitest";
import { fullCalibration } from "../../../src/experiments/calibration/settings.js";
import { summariseCalibration } from "../../../src/experiments/calibration/summary.js";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { outcomesOf } from "./outcomes.js";

const kernel = await instantiateKernel();

describe("the summary of a calibration", () => {
  test("tells the errors in standard deviations, of each coefficient and of all", () => {
    const [outcome] = outcomesOf(1, 1);
    const given = {
      ...outcome,
      truth: [3, 0, 1, 5],
      mean: [1, 1, 0, 0],
      sd: [2, 1, 1, 1],
      sdMeanField: [1, 0.5, 0.25, 1],
      active: [true, true, true, false],
    };
    const settings = { ...fullCalibration, cells: 2 };
    const { errors } = summariseCalibration(kernel, settings, Array(10).fill(given));
    expect(errors[0]).toEqual({ name: "m=-1", marginal: 1, meanField: 2, bias: 1, missed: 0 });
    expect(errors[1]).toMatchObject({ marginal: 1, meanField: 2, bias: -1 });
    expect(errors[3]).toMatchObject({ missed: 10 });
    const { name, marginal, meanField, bias, missed } = errors[4];
    expect([name, marginal, missed]).toEqual(["all", 1, 10]);
    expect(meanField).toBeCloseTo(Math.sqrt((4 + 4 + 16) / 3));
    expect(bias).toBeCloseTo(1 / 3);
  });

  test("finds ranks uniform where the widths are right, and not where they are too narrow", () => {
    const right = summariseCalibration(kernel, fullCalibration, outcomesOf(200, 1));
    expect(right.coefficientsPValue).toBeGreaterThan(0.01);
    expect(right.countsPValue).toBeGreaterThan(0.01);
    const narrow = summariseCalibration(kernel, fullCalibration, outcomesOf(200, 1.6));
    expect(narrow.coefficientsPValue).toBeLessThan(1e-6);
    expect(narrow.coefficients[0].histogram[0]).toBeGreaterThan(20);
    expect(narrow.errors[4].marginal).toBeCloseTo(1.6, 1);
  });

  test("multiplies the smallest p-value by the tests, up to 1", () => {
    const { coefficients, coefficientsPValue, counts, countsPValue } = summariseCalibration(
      kernel,
      fullCalibration,
      outcomesOf(200, 1.15),
    );
    const least = (tests: typeof counts) => Math.min(...tests.map(({ pValue }) => pValue));
    expect(coefficientsPValue).toBe(Math.min(1, 4 * least(coefficients)));
    expect(countsPValue).toBe(Math.min(1, 6 * least(counts)));
  });

  test("leaves out forecasts of which a draw diverged, and says how many", () => {
    const outcomes = outcomesOf(200, 1).map((outcome, i) =>
      i < 3 ? { ...outcome, countRanks: undefined, spurious: 2 } : outcome,
    );
    const { diverged, counts, spurious } = summariseCalibration(kernel, fullCalibration, outcomes);
    expect([diverged, spurious]).toEqual([3, 3]);
    expect(counts.map(({ name }) => name).slice(0, 4)).toEqual([
      "step 1, bin 0",
      "step 1, bin 8",
      "step 1, bin 16",
      "step 5, bin 0",
    ]);
    for (const { histogram } of counts) expect(histogram.reduce((a, b) => a + b)).toBe(197);
  });

  test("refuses too few data sets", () => {
    expect(() => summariseCalibration(kernel, fullCalibration, outcomesOf(50, 1))).toThrow(
      expect.objectContaining({ tag: "InvalidData" }),
    );
  });
});
