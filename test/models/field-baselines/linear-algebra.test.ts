import { describe, expect, it } from "vitest";
import { isCoarsegrainError } from "../../../src/errors.js";
import { addRow, leastSquares, solveRidge } from "../../../src/models/field-baselines/ridge.js";
import { quadraticRates } from "../../../src/models/operator-inference/quadratic.js";
import { chooseRidge } from "../../../src/models/operator-inference/ridge-choice.js";
import { repeatMap } from "../../../src/models/pod-dmd/repeat.js";

describe("least squares", () => {
  it("find an affine map exactly, and are the closed form with a ridge", () => {
    const sums = leastSquares(2, 1);
    for (const x of [-1, 0, 1, 2]) addRow(sums, [x, 1], [3 * x - 2]);
    const exact = solveRidge(sums, [0, 0]);
    expect(exact[0]).toBeCloseTo(3, 12);
    expect(exact[1]).toBeCloseTo(-2, 12);
    const one = leastSquares(1, 1);
    addRow(one, [2], [6]);
    expect(solveRidge(one, [4])[0]).toBeCloseTo(12 / 8, 12);
  });

  it("say when they are singular", () => {
    const sums = leastSquares(2, 1);
    addRow(sums, [0, 0], [1]);
    const attempt = () => solveRidge(sums, [0, 0]);
    expect(attempt).toThrow("singular");
  });
});

describe("a repeated map", () => {
  // c' = c / 2 + 1
  const map = Float64Array.of(0.5, 1);

  it("is that of whole steps, linear between them, from any time", () => {
    const times = Float64Array.of(7, 7.2, 7.3, 7.4, 8);
    const { states } = repeatMap(map, 0.2, Float64Array.of(6), { from: 7, times });
    const wanted = [6, 4, 3.5, 3, 2 + 4 / 32];
    for (const [k, c] of wanted.entries()) expect(states[k]).toBeCloseTo(c, 9);
  });

  it("reports where it diverges", () => {
    const times = Float64Array.of(1, 5, 30);
    const path = repeatMap(Float64Array.of(2, 0), 1, Float64Array.of(1), { from: 0, times });
    expect(path.divergedAt).toBe(2);
    expect(Array.from(path.states)).toEqual([2, 32, Number.NaN]);
  });
});

it("operator inference finds a quadratic law from its exact rates", () => {
  // a' = b, b' = -a + a b / 2 - .2 b: features 1, a, b, aa, ba, bb.
  const truth = [0, 0, 0, -1, 1, -0.2, 0, 0, 0, 0.5, 0, 0];
  const rates = quadraticRates(Float64Array.from(truth), 2);
  const [times, h] = [60, 0.1];
  const path = (a: number, b: number) => {
    const mean = new Float64Array(2 * times);
    const rate = new Float64Array(2 * times);
    const state = Float64Array.of(a, b);
    for (let t = 0; t < times; t++) {
      mean.set(state, 2 * t);
      rates(state, rate.subarray(2 * t, 2 * t + 2));
      const slope = new Float64Array(2);
      for (let sub = 0; sub < 100; sub++) {
        rates(state, slope);
        for (let i = 0; i < 2; i++) state[i] += (h / 100) * slope[i];
      }
    }
    return { mean, rate };
  };
  const training = [path(1, 0), path(-0.5, 0.7), path(0.3, -0.9)];
  const options = { d: 2, timeStep: h, step: h / 2 };
  const { weights } = chooseRidge({ training, held: [path(0.6, 0.2).mean] }, options);
  for (const [i, w] of truth.entries()) expect(Math.abs(weights[i] - w)).toBeLessThan(2e-3);
  const signal = AbortSignal.abort();
  const stopped = () => chooseRidge({ training, held: [] }, options, { signal });
  expect(stopped).toThrow();
  try {
    stopped();
  } catch (error) {
    expect(isCoarsegrainError(error, "Interrupted")).toBe(true);
  }
});
