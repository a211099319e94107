import { expect, it } from "vitest";
import type { Evaluation } from "../../../src/experiments/particle-density/evaluate.js";
import { published, recommended } from "../../../src/experiments/particle-density/laws.js";
import { summaries, summaryAt } from "../../../src/experiments/particle-density/summary.js";

const evaluation = (
  law: Evaluation["law"],
  start: number,
  relativeError: number | null,
): Evaluation => ({
  law,
  start,
  observed: true,
  scores: [10, 11].map((time) => ({
    ...{ time, step: time - 9, relativeError, coverage: relativeError === null ? null : 0.9 },
    ...{ width: 0.1, crps: 0.01, diverged: relativeError === null ? 5 : 0 },
    mass: relativeError === null ? null : { bias: start, sd: 0, interval: [0, 0] },
  })),
});

it("takes medians over the starts of one law, diverged ones as infinitely wrong", () => {
  const evaluations = [
    evaluation(recommended, 0, 0.1),
    evaluation(published, 0, 0.7),
    evaluation(recommended, 1, 0.3),
    evaluation(recommended, 2, null),
  ];
  const found = summaryAt(evaluations, recommended, true, 11);
  expect(found).toMatchObject({
    ...{ time: 11, relativeError: 0.3, diverged: 5, massBias: 0.5, massBiasLargest: 1 },
    relativeErrorRange: [0.1, Number.POSITIVE_INFINITY],
  });
  expect(found.coverage).toBeCloseTo(0.6, 12);
  expect(summaries(evaluations, published, true)).toHaveLength(2);
});
