import { describe, expect, test } from "vitest";
import {
  drawCoefficientRanks,
  drawCountRanks,
} from "../../../src/experiments/calibration/figures.js";
import { calibrationMetrics } from "../../../src/experiments/calibration/metrics.js";
import { tellCalibration } from "../../../src/experiments/calibration/section.js";
import { fullCalibration } from "../../../src/experiments/calibration/settings.js";
import { summariseCalibration } from "../../../src/experiments/calibration/summary.js";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { panelsOf } from "../../plot/drawing.js";
import { outcomesOf } from "./outcomes.js";

const kernel = await instantiateKernel();

const runs = [1, 1.6].map((width, i) => {
  const settings = i === 0 ? fullCalibration : { ...fullCalibration, noise: 0 };
  return { settings, summary: summariseCalibration(kernel, settings, outcomesOf(200, width)) };
});
const drawings = {
  "calibration-coefficients": drawCoefficientRanks(runs),
  "calibration-forecasts": drawCountRanks(runs),
};

describe("calibration in a report", () => {
  test("draws a panel for each quantity of each run", () => {
    expect(panelsOf(drawings["calibration-coefficients"])).toHaveLength(8);
    expect(panelsOf(drawings["calibration-forecasts"])).toHaveLength(12);
    expect(panelsOf(drawings["calibration-coefficients"])[3].textContent).toContain("m = −1, −1");
  });

  test("says what holds, and what does not", () => {
    const { paragraphs = [], tables = [], figures } = tellCalibration(runs, drawings);
    const [, right, narrow] = paragraphs;
    expect(right).toMatch(/noise of 0\.05/);
    expect(right).toMatch(/Ranks of coefficients show no departure from uniform/);
    expect(narrow).toMatch(/no noise, as in the paper/);
    expect(narrow).toMatch(/Ranks of coefficients show a departure from uniform \(\*p\* < \.001\)/);
    expect(narrow).toMatch(/future counts no departure/);
    expect(figures).toHaveLength(2);
    const [{ columns, rows }] = tables;
    for (const row of rows) expect(row).toHaveLength(columns.length);
  });

  test("enters the metrics as plain numbers", () => {
    const metrics = JSON.parse(JSON.stringify(calibrationMetrics(runs)));
    expect(metrics).toHaveLength(2);
    expect(metrics[0]).toMatchObject({ dataSets: 200, noise: 0.05, missed: 0 });
    expect(metrics[1].rmsZ).toBeCloseTo(1.6, 1);
    expect(metrics[1].rmsZMeanField).toBeCloseTo(4 * metrics[1].rmsZ, 9);
    expect(metrics[0].coefficients).toHaveLength(4);
    expect(metrics[0].counts[0].histogram).toHaveLength(20);
  });
});
