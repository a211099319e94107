import { beforeAll, expect, test } from "vitest";
import { countInside, coverageByLevel } from "../../src/diagnose/coverage.js";
import { score } from "../../src/diagnose/score.js";
import { isCoarsegrainError } from "../../src/errors.js";
import { instantiateKernel, type Kernel } from "../../src/kernel/load.js";
import { multinomialEnsemble, multinomialTruth, wavyLaw } from "../forecast/build.js";

let kernel: Kernel;
beforeAll(async () => {
  kernel = await instantiateKernel();
});

const laws = [wavyLaw(8), wavyLaw(8, 1), wavyLaw(8, 2)];

test("the ends belong to the interval", () => {
  expect(countInside([1, 2, 3, 4, 5], 2, 4)).toBe(3);
  expect(countInside([1, 2, 3], 4, 9)).toBe(0);
});

test("each level has the coverage of a score at that level", () => {
  const ensemble = multinomialEnsemble(kernel, laws, 30, 50, 1);
  const truth = multinomialTruth(kernel, laws, 9, 50, 2);
  const levels = [0.1, 0.5, 0.95];
  const received = coverageByLevel(ensemble, truth, levels, { bins: 4 });
  expect(received.map(({ level }) => level)).toEqual(levels);
  for (const { level, coverage, overall } of received) {
    const expected = score(ensemble, truth, { level, bins: 4 }).map((step) => step.coverage);
    expect([...coverage]).toEqual(expected);
    expect(overall).toBeCloseTo(expected.reduce((a, b) => a + b, 0) / 3, 14);
  }
});

test("coverage rises with the level", () => {
  const ensemble = multinomialEnsemble(kernel, laws, 100, 50, 1);
  const truth = multinomialTruth(kernel, laws, 40, 50, 2);
  const levels = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);
  const overall = coverageByLevel(ensemble, truth, levels).map((level) => level.overall);
  expect(overall).toEqual([...overall].sort((a, b) => a - b));
  expect(new Set(overall).size).toBeGreaterThan(10);
});

test("a level out of range is refused", () => {
  const ensemble = multinomialEnsemble(kernel, laws, 3, 50, 1);
  const truth = multinomialTruth(kernel, laws, 3, 50, 2);
  let caught: unknown;
  try {
    coverageByLevel(ensemble, truth, [0.5, 1]);
  } catch (error) {
    caught = error;
  }
  expect(isCoarsegrainError(caught, "InvalidParameter")).toBe(true);
});
