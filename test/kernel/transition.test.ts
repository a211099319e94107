import { describe, expect, test } from "vitest";
import { reserveOffsets } from "../../src/kernel/features.js";
import { instantiateKernel } from "../../src/kernel/load.js";
import { reserveTransition, transitionPath } from "../../src/kernel/transition.js";
import { packOffsets, polynomialFeatures } from "../../src/models/law/features.js";
import { featureAt } from "../oracle/features.js";
import { largestDifference } from "../oracle/linear-algebra.js";
import { noiseFrom } from "../oracle/noise.js";

const kernel = await instantiateKernel();
const { arena } = kernel;

function run(given: {
  bins: number;
  range: number;
  theta: ArrayLike<number>;
  deviation: ArrayLike<number>;
  state: ArrayLike<number>;
  noise: ArrayLike<number>;
  steps: number;
}) {
  const { bins, range, steps } = given;
  const features = polynomialFeatures(range, 2, "ordered");
  const offsets = reserveOffsets(kernel, features.length);
  offsets.view.set(packOffsets(features, range));
  const law = {
    set: { offsets, features: features.length },
    theta: arena.copyF64(given.theta),
    deviation: arena.copyF64(given.deviation),
    bins,
    range,
  };
  const state = arena.copyF64(given.state);
  const noise = arena.copyF64(given.noise);
  const path = arena.f64(steps * bins);
  path.view.fill(Number.NaN);
  const scratch = reserveTransition(kernel, law);
  const diverged = transitionPath(kernel, law, state, steps, noise, path, scratch);
  return { diverged, path: path.view.slice(), features };
}

const centred = (x: number[]) => {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  return x.map((value) => value - mean);
};

describe("a path of the transition law", () => {
  test.each([
    [24, 2],
    [7, 1],
    [5, 3],
    [1, 1],
  ])("on %d bins at range %d is the law's formula, centred at each step", (bins, range) => {
    const noise = noiseFrom(bins);
    const steps = 12;
    const count = polynomialFeatures(range, 2, "ordered").length;
    const given = {
      bins,
      range,
      steps,
      theta: noise.uniforms(count, -1, 1).map((x) => x / count),
      deviation: noise.uniforms(bins, 0, 0.3),
      state: noise.normals(bins).map((x) => x + 5),
      noise: noise.normals(steps * bins),
    };
    const { diverged, path, features } = run(given);
    expect(diverged).toBe(-1);
    let state = centred(Array.from(given.state));
    const expected: number[] = [];
    for (let t = 0; t < steps; t++) {
      const next = state.map((_, j) =>
        features.reduce(
          (sum, { offsets }, l) => sum + given.theta[l] * featureAt(state, j, offsets),
          given.deviation[j] * given.noise[t * bins + j],
        ),
      );
      state = centred(next);
      expected.push(...state);
    }
    expect(largestDifference(path, expected)).toBeLessThan(1e-12);
  });

  test("that grows stops at the first step beyond the limit and is zero from there on", () => {
    const theta = [0, 10, 0, ...new Array(9).fill(0)];
    const zeros = new Float64Array(6);
    const { diverged, path } = run({
      ...{ bins: 2, range: 1, steps: 6, theta, deviation: zeros, noise: new Float64Array(12) },
      state: [1, -1],
    });
    // 10, 100, then 1000 is at the limit.
    expect(diverged).toBe(2);
    expect(Array.from(path)).toEqual([10, -10, 100, -100, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  test("that leaves the finite numbers is stopped as well", () => {
    for (const state of [
      [Number.NaN, 0],
      [Number.POSITIVE_INFINITY, 0],
    ]) {
      const { diverged, path } = run({
        ...{ bins: 2, range: 0, steps: 2, theta: [1, 0], deviation: [0, 0], noise: [0, 0, 0, 0] },
        state,
      });
      expect(diverged).toBe(0);
      expect(Array.from(path)).toEqual([0, 0, 0, 0]);
    }
  });
});
