import { describe, expect, test } from "vitest";
import { square } from "../../../src/autodiff/elementwise.js";
import { createTape } from "../../../src/autodiff/tape.js";
import { fit } from "../../../src/models/fit.js";
import { diagonalGaussian } from "../../../src/models/virtual-observables/families/gaussian.js";
import { lognormalStates } from "../../../src/models/virtual-observables/families/lognormal.js";
import { lognormalNormaliser } from "../../../src/models/virtual-observables/families/normaliser.js";
import { observableFromFunction } from "../../../src/models/virtual-observables/observables/function.js";
import { linearObservable } from "../../../src/models/virtual-observables/observables/linear.js";
import { recordTraining } from "../../../src/models/virtual-observables/train-states.js";
import { virtualObservables } from "../../../src/models/virtual-observables/virtual-observables.js";
import { noiseFrom } from "../../oracle/noise.js";
import { network, randomData, statesProblem } from "./problems.js";

const bins = 6;
const tolerant = { reach: 2, hidden: 4, noiseLevel: 0.05, precision: "float64" };

/** Mean and standard error of what draws give. */
function monteCarlo(draws: number, draw: (i: number) => number) {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < draws; i++) {
    const value = draw(i);
    sum += value;
    squares += value * value;
  }
  const mean = sum / draws;
  return { mean, error: Math.sqrt((squares / draws - mean * mean) / draws) };
}

describe("expectations in closed form", () => {
  test.each([
    [0.001, 1e-5],
    [0.02, 1e-4],
    [0.3, 0.015],
    [2, 0.5],
  ])("E[logsumexp] at the variance %d is right to %d", (scale, tolerance) => {
    const noise = noiseFrom(2);
    const mean = noise.normals(bins);
    const variance = noise.uniforms(bins, 0.5 * scale, 1.5 * scale);
    const tape = createTape(network, { precision: "float64" });
    const closed = lognormalNormaliser(tape.input(bins, 1, mean), tape.input(bins, 1, variance));
    tape.run();
    // Mirror images, so that what is odd in the noise cancels.
    const lse = (y: Float64Array) => Math.log(y.reduce((sum, value) => sum + Math.exp(value), 0));
    const { mean: expected, error } = monteCarlo(40_000, () => {
      const z = noise.normals(bins).map((x, j) => x * Math.sqrt(variance[j]));
      return (lse(mean.map((m, j) => m + z[j])) + lse(mean.map((m, j) => m - z[j]))) / 2;
    });
    expect(Math.abs(closed.value[0] - expected)).toBeLessThan(tolerance + 4 * error);
  });

  test("moments of lognormal states are those of their draws", () => {
    const noise = noiseFrom(4);
    const tape = createTape(network, { precision: "float64" });
    const mean = tape.parameter("mean", bins, 1, noise.normals(bins));
    const scale = tape.parameter("scale", bins, 1, noise.uniforms(bins, -3, -1));
    const states = lognormalStates(diagonalGaussian(tape, mean, scale, [mean, scale]), false);
    const squares = square(states.draw);
    const [m, s] = [new Float64Array(bins), new Float64Array(bins)];
    const draws = 40_000;
    for (let i = 0; i < draws; i++) {
      tape.redraw(i);
      tape.run();
      for (let j = 0; j < bins; j++) {
        m[j] += states.draw.value[j] / draws;
        s[j] += squares.value[j] / draws;
      }
    }
    const { moments } = states;
    for (let j = 0; j < bins; j++) {
      const variance = moments?.variance.value[j] ?? 0;
      expect(Math.abs(m[j] - (moments?.mean.value[j] ?? 0))).toBeLessThan(
        4 * Math.sqrt(variance / draws),
      );
      expect(Math.abs((s[j] - m[j] ** 2) / variance - 1)).toBeLessThan(0.05);
    }
  });

  test("a linear constraint is the mean of its draws", () => {
    const data = randomData({ lengths: [2, 2] });
    const noise = noiseFrom(1);
    const weights = noise.uniforms(2 * bins, -1, 1);
    const target = Float64Array.of(0.4, -0.2);
    const balance = { name: "balance", weights, target, tolerance: 0.01 };
    const slow = observableFromFunction({
      ...{ name: "balance", size: 2, tolerance: 0.01 },
      value: (x) => target.map((b, i) => x.reduce((c, v, j) => c - weights[i * bins + j] * v, b)),
      pullback: (x) => x,
    });
    const given = { ...tolerant, states: "lognormal", constraint: "none" };
    const [closed, drawn] = [linearObservable(balance), slow].map((observable) =>
      recordTraining(statesProblem(data, given, [observable])),
    );
    // The same draws, so that all but the constraint cancels.
    const { mean, error } = monteCarlo(3000, (i) => {
      for (const { tape } of [closed, drawn]) tape.redraw(i);
      return drawn.objective.evaluate() - closed.objective.evaluate();
    });
    expect(error).toBeGreaterThan(0);
    expect(Math.abs(mean)).toBeLessThan(4 * error);
  });
});

describe("the bound", () => {
  test.each(["diagonal", "full"])(
    "sees a shift of y on the simplex in the prior of that direction alone (%s)",
    (covariance) => {
      const data = randomData({ lengths: [3, 2] });
      const { tape, objective, states } = recordTraining(
        statesProblem(data, { ...tolerant, covariance }),
      );
      tape.redraw(1);
      const before = objective.evaluate();
      const [mean] = states.parameters;
      // The direction's value whose square the prior takes: of the mean, or of the draw where bins are correlated.
      const of = covariance === "full" ? states.gaussian.draw : states.gaussian.mean;
      const shift = 0.7;
      let expected = 0;
      for (let c = 0; c < mean.columns; c++) {
        let sum = 0;
        for (let j = 0; j < bins; j++) sum += of.value[j * mean.columns + c];
        expected += ((sum + bins * shift) ** 2 - sum ** 2) / (2 * bins);
      }
      mean.set(mean.value.map((y) => y + shift));
      expect(objective.evaluate() - before).toBeCloseTo(expected, 8);
    },
  );

  test.each(["diagonal", "full"])(
    "leads to the Dirichlet posterior of a snapshot whose steps say nothing (%s)",
    async (covariance) => {
      const data = randomData({ lengths: [2, 2], walkers: 300 });
      const model = virtualObservables({
        ...{ ...tolerant, walkers: "anew", covariance, noise: "fixed", noiseLevel: 1e5 },
        ...{ steps: 3000, rateStates: 0.03 },
      });
      const { states, gaussian } = await fit(data, model);
      const draws = 20_000;
      for (let i = 0; i < 2; i++) {
        const drawn = states.sample(i, 0, draws, 1);
        const counts = data.countsAt(i, 0);
        const total = data.walkers + bins;
        for (let j = 0; j < bins; j++) {
          const share = (counts[j] + 1) / total;
          const sd = Math.sqrt((share * (1 - share)) / (total + 1));
          const found = monteCarlo(draws, (d) => drawn[d * bins + j]);
          const foundSd = found.error * Math.sqrt(draws);
          expect(Math.abs(found.mean - share) / sd).toBeLessThan(0.1);
          // Independent y make large shares too uncertain: by 15 % at a share of a quarter.
          expect(Math.abs(foundSd / sd - 1)).toBeLessThan(covariance === "full" ? 0.08 : 0.2);
        }
      }
      if (gaussian.below === undefined) return;
      // The direction that shares do not see keeps its prior's variance of 1.
      const columns = gaussian.mean.length / bins;
      for (let c = 0; c < columns; c++) {
        let variance = 0;
        for (let k = 0; k < bins; k++) {
          let sum = Math.exp(gaussian.logScale[k * columns + c]);
          for (let j = k + 1; j < bins; j++)
            sum += gaussian.below[((j * (j - 1)) / 2 + k) * columns + c];
          variance += (sum * sum) / bins;
        }
        expect(variance).toBeGreaterThan(0.7);
        expect(variance).toBeLessThan(1.4);
      }
    },
  );
});
