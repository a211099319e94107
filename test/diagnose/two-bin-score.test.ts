import { beforeAll, describe, expect, test } from "vitest";
import { normalHalfWidth } from "../../src/diagnose/normal.js";
import { twoBinScore } from "../../src/diagnose/two-bin-score.js";
import { Ensemble } from "../../src/forecast/ensemble.js";
import { instantiateKernel, type Kernel } from "../../src/kernel/load.js";
import { multinomialEnsemble, multinomialTruth, wavyLaw } from "../forecast/build.js";

let kernel: Kernel;
beforeAll(async () => {
  kernel = await instantiateKernel();
});

const laws = [wavyLaw(8), wavyLaw(8, 1)];
const pairs = [
  [0, 5],
  [3, 3],
] as const;

describe("two-bin scores", () => {
  test("equal the definitions, for each step and pair", () => {
    const ensemble = multinomialEnsemble(kernel, laws, 30, 50, 1);
    const truth = multinomialTruth(kernel, laws, 9, 50, 2);
    const scores = twoBinScore(ensemble, truth, pairs, { level: 0.8 });
    const order = scores.map(({ step, pair }) => [step, ...pair]);
    expect(order).toEqual([
      [0, 0, 5],
      [0, 3, 3],
      [1, 0, 5],
      [1, 3, 3],
    ]);
    for (const { pair, step, ...received } of scores) {
      const { lower, upper } = ensemble.twoBinInterval(...pair, 0.8);
      const runs = Array.from({ length: 9 }, (_, run) => {
        const counts = truth.countsAt(run, step + 1);
        const other = counts[pair[1]] - (pair[0] === pair[1] ? 1 : 0);
        return (counts[pair[0]] * other) / (50 * 49);
      });
      const mean = runs.reduce((a, b) => a + b, 0) / 9;
      const error = Math.sqrt(runs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 8 / 9);
      expect(received.interval).toEqual([lower[step], upper[step]]);
      expect(received.median).toBe(ensemble.twoBinQuantiles(...pair, [0.5])[0][step]);
      expect(received.reference).toBeCloseTo(mean, 14);
      expect(received.referenceInterval[0]).toBeCloseTo(mean - 1.2815515655 * error, 10);
      expect(received.referenceInterval[1]).toBeCloseTo(mean + 1.2815515655 * error, 10);
      const inside = runs.filter((x) => x >= lower[step] && x <= upper[step]).length;
      expect(received.coverage).toBeCloseTo(inside / 9, 14);
      expect(received.time).toBe(step + 1);
    }
  });

  test("of the truth's own law agree with it and cover near the level", () => {
    const all = Array.from({ length: 50 }, () => wavyLaw(8));
    const ensemble = multinomialEnsemble(kernel, all, 200, 400, 3);
    const truth = multinomialTruth(kernel, all, 100, 400, 4);
    const scores = twoBinScore(ensemble, truth, [[1, 6]]);
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    // Independent walkers: the expectation is the product of the bins' probabilities.
    const product = all[0][1] * all[0][6];
    const z = scores.map(({ reference, referenceInterval: [low, high] }) => {
      return (reference - product) / ((high - low) / 2 / 1.959964);
    });
    expect(Math.abs(mean(z)) * Math.sqrt(50)).toBeLessThan(3.2905);
    // Exchangeable: 191 of 201 places for a run among 200 draws, apart from ties, by 50 independent steps.
    const excess = scores.map(({ coverage }) => coverage - 191 / 201);
    const spread = Math.sqrt(mean(excess.map((x) => (x - mean(excess)) ** 2)) / 49);
    expect(mean(excess) / spread).toBeGreaterThan(-3.5);
    expect(mean(excess)).toBeLessThan(0.02);
  });

  test("leave diverged draws out and count them", () => {
    const ensemble = multinomialEnsemble(kernel, laws, 6, 50, 1);
    const truth = multinomialTruth(kernel, laws, 5, 50, 2);
    const divergedAt = Int32Array.of(-1, -1, 1, -1, -1, -1);
    const partly = new Ensemble({ ...ensemble, divergedAt }, kernel);
    const scores = twoBinScore(partly, truth, [[0, 1]]);
    expect(scores.map(({ diverged }) => diverged)).toEqual([0, 1]);
    expect(scores[1].interval.every(Number.isFinite)).toBe(true);
    expect(twoBinScore(partly, truth, [[0, 1]], { bins: 4 })).toHaveLength(2);
  });
});

test.each([
  [0.5, 0.674489750196],
  [0.8, 1.281551565545],
  [0.95, 1.95996398454],
  [0.99, 2.575829303549],
  [0.999, 3.290526731492],
  [0.999999, 4.891638475699],
])("the central %d of a normal reaches %d standard deviations", (level, expected) => {
  expect(normalHalfWidth(level)).toBeCloseTo(expected, 9);
});
