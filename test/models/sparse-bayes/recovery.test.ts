import { describe, expect, test } from "vitest";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { fit } from "../../../src/models/fit.js";
import { keepFeatures } from "../../../src/models/sparse-bayes/active.js";
import {
  marginalCovariance,
  meanFieldCovariance,
} from "../../../src/models/sparse-bayes/covariance.js";
import { infer, initialState } from "../../../src/models/sparse-bayes/infer.js";
import { sparseBayesParameters } from "../../../src/models/sparse-bayes/parameters.js";
import { createProblem } from "../../../src/models/sparse-bayes/problem.js";
import { sparseBayes } from "../../../src/models/sparse-bayes/sparse-bayes.js";
import { resolveParameters } from "../../../src/parameters.js";
import { inverseOf } from "../../oracle/linear-algebra.js";
import { z9995 } from "../../oracle/statistics.js";
import { paperLaw, syntheticData } from "./synthetic.js";

const kernel = await instantiateKernel();

describe("the synthetic law of the paper, from 64 sequences of 4800 walkers", () => {
  test.each([
    { seed: 1, precision: "shared" },
    { seed: 2, precision: "shared" },
    { seed: 3, precision: "per-bin" },
  ])("is found among 30 features: %o", async ({ seed, precision }) => {
    const data = syntheticData(kernel, { law: paperLaw, sequences: 64, seed });
    const posterior = await fit(data, sparseBayes({ range: 2, precision }));
    expect(posterior.converged).toBe(true);
    const { coefficients } = posterior;
    const errors = Object.entries(paperLaw).map(
      ([name, truth]) => coefficients.find((c) => c.name === name)!.mean - truth,
    );
    const rmse = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
    expect(rmse).toBeLessThan(0.007);
    const others = coefficients.filter(({ name }) => !(name in paperLaw));
    expect(others.length).toBe(26);
    expect(others.filter(({ mean }) => Math.abs(mean) > 0.01).length).toBeLessThan(2);
    for (const { active, mean, sd, sdMeanField } of coefficients) {
      if (active) expect(sd).toBeGreaterThan(sdMeanField);
      else expect([mean, sd, sdMeanField]).toEqual([0, 0, 0]);
    }
  });
});

test.each([
  { noise: 0, excess: 4 },
  { noise: 0.05, excess: 3 },
])(
  "the marginal covariance is calibrated, the mean-field one over-confident (significance .001): %o",
  async ({ noise, excess }) => {
    const names = Object.keys(paperLaw);
    const parameters = resolveParameters("sparse-bayes", sparseBayesParameters, {
      range: 1,
      pairs: "unordered",
      eliminate: 0,
      ascent: "plain",
    });
    let [marginal, meanField] = [0, 0];
    const datasets = 24;
    for (let seed = 0; seed < datasets; seed++) {
      const own = await instantiateKernel();
      const data = syntheticData(own, { law: paperLaw, sequences: 32, seed, noise });
      const problem = createProblem(own, data, parameters, 0);
      // Only the true features, so that selection plays no part.
      const from = initialState(problem);
      keepFeatures(
        from,
        from.active.filter((l) => names.includes(problem.features[l].name)),
      );
      const state = await infer(problem, from);
      const n = names.length;
      expect(state.active.length).toBe(n);
      const error = Array.from(
        state.active,
        (l) => state.thetaMean[l] - paperLaw[problem.features[l].name],
      );
      const distance = (covariance: Float64Array) =>
        inverseOf(covariance, n).reduce(
          (sum, p, k) => sum + p * error[Math.floor(k / n)] * error[k % n],
          0,
        );
      marginal += distance(marginalCovariance(problem, state));
      meanField += distance(meanFieldCovariance(problem, state));
    }
    // Squared distances of a calibrated posterior are chi-square with 4 degrees of freedom each.
    const degrees = 4 * datasets;
    const c = 2 / (9 * degrees);
    const limit = (z: number) => degrees * (1 - c + z * Math.sqrt(c)) ** 3;
    expect(marginal).toBeGreaterThan(limit(-z9995));
    expect(marginal).toBeLessThan(limit(z9995));
    expect(meanField).toBeGreaterThan(excess * limit(z9995));
  },
);

test("Newton and Adam agree in theta to .01", async () => {
  const data = syntheticData(kernel, { law: paperLaw, sequences: 32, seed: 5, noise: 0.05 });
  const given = { range: 2, pairs: "unordered" };
  const newton = await fit(data, sparseBayes(given));
  const adam = await fit(data, sparseBayes({ ...given, update: "adam", iterations: 400 }));
  expect(Math.abs(newton.bound.at(-1)! - adam.bound.at(-1)!)).toBeLessThan(3);
  newton.coefficients.forEach(({ name, mean, active }, l) => {
    expect(adam.coefficients[l].active, name).toBe(active);
    expect(Math.abs(adam.coefficients[l].mean - mean), name).toBeLessThan(0.01);
  });
});
