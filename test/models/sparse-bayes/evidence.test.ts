import { describe, expect, test } from "vitest";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { logEvidence, priorDeviations } from "../../../src/models/sparse-bayes/evidence.js";
import { sparseBayes } from "../../../src/models/sparse-bayes/sparse-bayes.js";
import { logGammaOf } from "../../oracle/bound.js";
import { paperLaw, syntheticData } from "./synthetic.js";

const kernel = await instantiateKernel();

const lo = 1 / priorDeviations.most ** 2;
const hi = 1 / priorDeviations.least ** 2;
const range = Math.log(hi / lo);

/** Integral over ln x from `from` to `to` by the trapezoidal rule, of ln f given; the log of it. */
function logIntegral(
  from: number,
  to: number,
  cells: number,
  logOf: (x: number) => number,
): number {
  const step = Math.log(to / from) / cells;
  const values = Array.from({ length: cells + 1 }, (_, k) => {
    const x = from * Math.exp(k * step);
    return logOf(x) + Math.log(k === 0 || k === cells ? step / 2 : step);
  });
  const most = Math.max(...values);
  return most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
}

/** ln of integral p(x) x^a e^(-b x) dx with p(x) = 1 / (R x) between lo and hi. */
const underLogUniform = (a: number, b: number) =>
  logIntegral(lo, hi, 20000, (x) => a * Math.log(x) - b * x) - Math.log(range);

/** ln of the same integral under Gamma(a0, b0). */
const underGamma = (a: number, b: number, a0: number, b0: number) =>
  a0 * Math.log(b0) - logGammaOf(a0) + logGammaOf(a0 + a) - (a0 + a) * Math.log(b0 + b);

describe("the evidence", () => {
  test.each(["shared", "per-bin"])(
    "is the bound with the integrals over tau and v taken under the proper priors, v %s",
    async (precision) => {
      const data = syntheticData(kernel, { law: paperLaw, sequences: 30, seed: 2, noise: 0.05 });
      // Proper enough that no part of these priors is negligible.
      const given = { range: 1, precision, alpha0: 0.3, beta0: 1e-3, gamma0: 0.7, zeta0: 2e-3 };
      const posterior = await sparseBayes(given).fit(data);
      const { state, bound } = posterior;
      let expected = bound[bound.length - 1];
      for (const l of state.active) {
        const b = (state.thetaMean[l] ** 2 + state.thetaVariance[l]) / 2;
        expected += underLogUniform(0.5, b) - underGamma(0.5, b, 0.3, 1e-3);
      }
      const left = posterior.features.length - state.active.length;
      expect(left).toBeGreaterThan(0);
      // A feature that left: q(theta) = N(0, s) with s below what the data see, in place of its limit in
      // the bound, tau -> infinity with variance 1 / tau.
      const s = 1e-8;
      const proper = underLogUniform(0.5, s / 2) + 0.5 * Math.log(s) + 0.5;
      const limit =
        0.3 * Math.log(1e-3) - logGammaOf(0.3) + logGammaOf(0.8) + 0.8 - 0.5 * Math.log(0.8);
      expected += left * (proper - limit);
      const values = precision === "shared" ? 30 * 24 : 30;
      for (let j = 0; j < (precision === "shared" ? 1 : 24); j++) {
        const b = (0.7 + values / 2) / state.precision[j] - 2e-3;
        expected += underLogUniform(values / 2, b) - underGamma(values / 2, b, 0.7, 2e-3);
      }
      expect(logEvidence(kernel, posterior)).toBeCloseTo(expected, 2);
    },
  );

  test("lies a little below the evidence that quadrature gives", async () => {
    const sequences = 16;
    const law = { "m=0": 0.6 };
    const data = syntheticData(kernel, {
      law,
      sequences,
      seed: 5,
      bins: 2,
      walkers: 300,
      noise: 0.3,
    });
    const posterior = await sparseBayes({ features: [[0]], eliminate: 0 }).fit(data);
    const bound = logEvidence(kernel, posterior);
    const truth = evidenceOfTwoBins(data);
    // What q(X_0) q(X_1) costs: the posterior of one burst has the precisions v + w and the coupling -w.
    const { variance, precision } = posterior.state;
    let factorised = 0;
    for (let i = 0; i < sequences; i++) {
      const own = (1 / variance[2 * i]) * (1 / variance[2 * i + 1]);
      const coupling = 1 / Math.sqrt(variance[2 * i] * variance[2 * i + 1]) - precision[0];
      factorised += 0.5 * Math.log(own / (own - coupling ** 2));
    }
    expect(factorised).toBeGreaterThan(5);
    expect(truth - bound).toBeGreaterThan(factorised);
    expect(truth - bound).toBeLessThan(factorised + 3);
  });

  test("charges 1.90 nats for a feature that left", async () => {
    const data = syntheticData(kernel, { law: paperLaw, sequences: 40, seed: 3, noise: 0.05 });
    const law = [[-1], [1], [1, 1], [-1, -1]];
    const [small, large] = await Promise.all(
      [law, [...law, [2], [0, 0]]].map((features) => sparseBayes({ features }).fit(data)),
    );
    expect([small, large].map(({ state }) => state.active.length)).toEqual([4, 4]);
    const difference = logEvidence(kernel, large) - logEvidence(kernel, small);
    expect(difference / 2).toBeCloseTo(0.5 * Math.log(2 * Math.PI * Math.E) - Math.log(range), 2);
  });

  test("refuses noise that its priors exclude", async () => {
    const data = syntheticData(kernel, { law: paperLaw, sequences: 10, seed: 3 });
    const posterior = await sparseBayes({ range: 1 }).fit(data);
    const state = { ...posterior.state, precision: posterior.state.precision.map(() => 1e-9) };
    expect(() => logEvidence(kernel, { ...posterior, state })).toThrow(
      expect.objectContaining({ tag: "NumericalFailure" }),
    );
  });
});

/**
 * The log evidence of the law X_j ~ N(theta X0_j, 1/v) on two bins. The counts see d = X_0 - X_1 alone, which is
 * N(2 theta x, 2/v) where X0 = (x, -x).
 */
function evidenceOfTwoBins(data: Awaited<ReturnType<typeof syntheticData>>): number {
  const choose = (n: number, k: number) =>
    logGammaOf(n + 1) - logGammaOf(k + 1) - logGammaOf(n - k + 1);
  const bursts = Array.from({ length: data.sequences }, (_, i) => {
    const [left, right] = data.countsAt(i, 1);
    return { x: data.initialState![2 * i], left, right, constant: choose(left + right, left) };
  });
  const span = 6;
  const points = 120;
  const normal = Array.from({ length: points + 1 }, (_, k) => {
    const z = span * ((2 * k) / points - 1);
    return { z, weight: (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * ((2 * span) / points) };
  });
  const logLikelihood = (theta: number, v: number) => {
    const sd = Math.sqrt(2 / v);
    let sum = 0;
    for (const { x, left, right, constant } of bursts) {
      let likelihood = 0;
      for (const { z, weight } of normal) {
        const d = 2 * theta * x + sd * z;
        const log1p = Math.log1p(Math.exp(-Math.abs(d)));
        const [up, down] = d > 0 ? [-log1p, -d - log1p] : [d - log1p, -log1p];
        likelihood += weight * Math.exp(constant + left * up + right * down);
      }
      sum += Math.log(likelihood);
    }
    return sum;
  };
  // p(theta), with tau integrated out of N(theta | 0, 1/tau): 1 / (R |theta|), far from both ends.
  const overTheta = (v: number) =>
    logIntegral(0.1, 2, 80, (theta) => logLikelihood(theta, v) - Math.log(range));
  return logIntegral(0.5, 1e3, 40, (v) => overTheta(v) - Math.log(range));
}
