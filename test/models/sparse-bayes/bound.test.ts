import { describe, expect, test } from "vitest";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { newtonStates } from "../../../src/kernel/softmax-multinomial.js";
import type { BurstInference } from "../../../src/models/sparse-bayes/bursts.js";
import {
  marginalCovariance,
  meanFieldCovariance,
} from "../../../src/models/sparse-bayes/covariance.js";
import { infer, initialState } from "../../../src/models/sparse-bayes/infer.js";
import { iterate } from "../../../src/models/sparse-bayes/iterate.js";
import { jointStep } from "../../../src/models/sparse-bayes/joint-step.js";
import { sparseBayesParameters } from "../../../src/models/sparse-bayes/parameters.js";
import {
  createProblem,
  type Problem,
  precisionShape,
} from "../../../src/models/sparse-bayes/problem.js";
import { copyState, type VariationalState } from "../../../src/models/sparse-bayes/state.js";
import { resolveParameters } from "../../../src/parameters.js";
import { boundOf, type Factors, type GammaLaw, type Setting } from "../../oracle/bound.js";
import { featuresOf } from "../../oracle/features.js";
import { inverseOf, largestDifference } from "../../oracle/linear-algebra.js";
import { noiseFrom } from "../../oracle/noise.js";
import { tiltedSoftmax } from "../../oracle/softmax-multinomial.js";
import { paperLaw, syntheticData } from "./synthetic.js";

const kernel = await instantiateKernel();

const small = syntheticData(kernel, {
  law: { "m=-1": 0.6, "m=1": 0.3, "m=0,0": -0.2 },
  sequences: 9,
  seed: 4,
  bins: 7,
  walkers: 500,
  noise: 0.1,
});

function problemOf(given: { readonly [key: string]: unknown }, data = small): Problem {
  const parameters = resolveParameters("sparse-bayes", sparseBayesParameters, given);
  return createProblem(kernel, data, parameters, 3);
}

/** A state some iterations into a plain fit. */
function iterated(problem: Problem, iterations: number): VariationalState {
  const state = initialState(problem);
  problem.inference.predict(state);
  for (let k = 0; k < iterations; k++) iterate(problem, state, false);
  return state;
}

const active = (problem: Problem, state: VariationalState) =>
  Array.from(state.active, (l) => problem.features[l]);

function settingOf(problem: Problem, state: VariationalState): Setting {
  const { alpha0, beta0, gamma0, zeta0 } = problem.parameters;
  return {
    start: small.initialState!,
    counts: (problem.inference as BurstInference).states.counts.view.slice(),
    bins: 7,
    walkers: 500,
    features: active(problem, state),
    priorTau: { shape: alpha0, rate: beta0 },
    priorV: { shape: gamma0, rate: zeta0 },
  };
}

/** S^-1 = sum_ij v_j phi phi^T + diag tau, by definition. */
function covarianceOf(
  problem: Problem,
  state: VariationalState,
  precision: Float64Array,
  relevance: Float64Array,
) {
  const n = state.active.length;
  const inverse = new Float64Array(n * n);
  for (const rows of featuresOf(small.initialState!, 7, active(problem, state))) {
    rows.forEach((row, j) => {
      for (let k = 0; k < n * n; k++) {
        inverse[k] += precision[j] * row[Math.floor(k / n)] * row[k % n];
      }
    });
  }
  state.active.forEach((l, a) => {
    inverse[a * n + a] += relevance[l];
  });
  return inverseOf(inverse, n);
}

/** The factors of a state whose q(theta) was last updated with the given <v>. */
function factorsOf(problem: Problem, state: VariationalState, precisionBefore: Float64Array) {
  const shared = problem.parameters.precision === "shared";
  const law = (shape: number, mean: number): GammaLaw => ({ shape, rate: shape / mean });
  const v = Array.from(state.precision, (mean) => law(precisionShape(problem), mean));
  const factors: Factors = {
    mu: state.mu,
    variance: state.variance,
    theta: Float64Array.from(state.active, (l) => state.thetaMean[l]),
    covariance: covarianceOf(problem, state, precisionBefore, state.relevanceUsed),
    tau: Array.from(state.active, (l) => law(problem.parameters.alpha0 + 0.5, state.relevance[l])),
    v: shared ? v.slice(0, 1) : v,
  };
  return factors;
}

const modes = [
  { precision: "shared" },
  { precision: "per-bin" },
  { precision: "shared", alpha0: 0.7, beta0: 0.3, gamma0: 1.5, zeta0: 0.2 },
  { precision: "per-bin", alpha0: 0.7, beta0: 0.3, gamma0: 1.5, zeta0: 0.2 },
] as const;

describe.each(modes)("with %o", (mode) => {
  const problem = problemOf({ ...mode, range: 1, pairs: "unordered" });
  const before = iterated(problem, 12);
  const state = copyState(before);
  problem.inference.predict(state);
  const bound = iterate(problem, state, false);
  const setting = settingOf(problem, state);
  const factors = factorsOf(problem, state, before.precision);

  test("the bound is that of the joint density, to 1e-12 relative", () => {
    expect(state.active.length).toBe(9);
    expect(Math.abs(bound / boundOf(setting, factors) - 1)).toBeLessThan(1e-12);
  });

  test("so it is after an accelerated iteration, at the precision that it ran ahead to", () => {
    const ahead = copyState(before);
    problem.inference.predict(ahead);
    const reached = iterate(problem, ahead, true);
    expect(ahead.active.length).toBe(9);
    const expected = boundOf(settingOf(problem, ahead), {
      ...factorsOf(problem, ahead, before.precisionAhead),
    });
    expect(Math.abs(reached / expected - 1)).toBeLessThan(1e-12);
  });

  /** The bound as each coordinate of a factor moves either way must fall. */
  const expectMaximum = (at: Factors, moves: ((factors: Factors, by: number) => Factors)[]) => {
    const top = boundOf(setting, at);
    for (const move of moves) {
      const [up, down] = [boundOf(setting, move(at, 1)), boundOf(setting, move(at, -1))];
      expect(up).toBeLessThan(top);
      expect(down).toBeLessThan(top);
      // The slope is far below the fall: the top is between the two.
      expect(Math.abs(up - down)).toBeLessThan(0.1 * (2 * top - up - down));
    }
  };
  const moved = (values: Float64Array, k: number, to: (x: number) => number) =>
    values.map((x, index) => (index === k ? to(x) : x));
  const scaled = (laws: readonly GammaLaw[], k: number, by: number) =>
    laws.map((law, index) => (index === k ? { ...law, rate: law.rate * (1 + by) } : law));

  test("the updates of q(tau) and q(v) are its maximisers", () => {
    expectMaximum(factors, [
      ...factors.tau.map((_, k) => (f: Factors, by: number) => ({
        ...f,
        tau: scaled(f.tau, k, 0.02 * by),
      })),
      ...factors.tau.map((_, k) => (f: Factors, by: number) => ({
        ...f,
        tau: f.tau.map((law, a) =>
          a === k ? { shape: law.shape * (1 + 0.02 * by), rate: law.rate } : law,
        ),
      })),
      ...factors.v.map((_, k) => (f: Factors, by: number) => ({
        ...f,
        v: scaled(f.v, k, 0.005 * by),
      })),
      ...factors.v.map((_, k) => (f: Factors, by: number) => ({
        ...f,
        v: f.v.map((law, a) =>
          a === k ? { shape: law.shape * (1 + 0.005 * by), rate: law.rate } : law,
        ),
      })),
    ]);
  });

  test("the update of q(theta) is its maximiser at the <tau> and <v> it was made with", () => {
    const shape = precisionShape(problem);
    const v = factors.v.map((_, j) => ({ shape, rate: shape / before.precision[j] }));
    const tau = factors.tau.map((law, a) => ({
      shape: law.shape,
      rate: law.shape / state.relevanceUsed[state.active[a]],
    }));
    const n = factors.theta.length;
    expectMaximum({ ...factors, v, tau }, [
      ...Array.from(factors.theta, (_, a) => (f: Factors, by: number) => ({
        ...f,
        theta: moved(f.theta, a, (x) => x + 0.02 * by * Math.sqrt(f.covariance[a * n + a])),
      })),
      ...Array.from(factors.theta, (_, a) => (f: Factors, by: number) => ({
        ...f,
        covariance: f.covariance.map(
          (x, k) =>
            x *
            (1 + (Math.floor(k / n) === a ? 0.01 * by : 0)) *
            (1 + (k % n === a ? 0.01 * by : 0)),
        ),
      })),
    ]);
  });

  test("Newton's q(X) is its maximiser", () => {
    const { states, prediction, precision } = problem.inference as BurstInference;
    problem.inference.predict(state);
    precision.view.set(state.precision);
    states.mu.view.set(state.mu);
    states.variance.view.set(state.variance);
    newtonStates(kernel, states, prediction, precision, 60);
    const at = { ...factors, mu: states.mu.view.slice(), variance: states.variance.view.slice() };
    const some = [0, 3, 6, 7, 20, 41, 62];
    expectMaximum(at, [
      ...some.map((k) => (f: Factors, by: number) => ({
        ...f,
        mu: moved(f.mu, k, (x) => x + 0.02 * by * Math.sqrt(f.variance[k])),
      })),
      ...some.map((k) => (f: Factors, by: number) => ({
        ...f,
        variance: moved(f.variance, k, (x) => x * (1 + 0.02 * by)),
      })),
    ]);
  });

  test("the mean-field covariance is that of its definition", () => {
    const expected = covarianceOf(problem, state, state.precision, state.relevance);
    const result = meanFieldCovariance(problem, state);
    expect(largestDifference(result, expected)).toBeLessThan(1e-12);
  });

  test("the marginal covariance is the block of theta in the inverse of the joint curvature", () => {
    const n = state.active.length;
    const [bins, sequences] = [7, 9];
    const size = n + bins * sequences;
    const curvature = new Float64Array(size * size);
    const add = (a: number, b: number, value: number) => {
      curvature[a * size + b] += value;
    };
    state.active.forEach((l, a) => {
      add(a, a, state.relevance[l]);
    });
    featuresOf(small.initialState!, bins, active(problem, state)).forEach((rows, i) => {
      const at = i * bins;
      const rho = tiltedSoftmax(
        state.mu.subarray(at, at + bins),
        state.variance.subarray(at, at + bins),
      );
      rows.forEach((row, j) => {
        const [x, v] = [n + at + j, state.precision[j]];
        add(x, x, v + 500 * rho[j]);
        for (let k = 0; k < bins; k++) add(x, n + at + k, -500 * rho[j] * rho[k]);
        row.forEach((f, a) => {
          add(a, x, -v * f);
          add(x, a, -v * f);
          row.forEach((g, b) => {
            add(a, b, v * f * g);
          });
        });
      });
    });
    const inverse = inverseOf(curvature, size);
    const expected = Float64Array.from(
      { length: n * n },
      (_, k) => inverse[Math.floor(k / n) * size + (k % n)],
    );
    const result = marginalCovariance(problem, state);
    expect(largestDifference(result, expected)).toBeLessThan(1e-9 * Math.max(...expected));
    // It is wider than the mean-field one.
    const narrow = meanFieldCovariance(problem, state);
    for (let a = 0; a < n; a++) expect(result[a * n + a]).toBeGreaterThan(narrow[a * n + a]);
  });
});

describe("the bound of a fit", () => {
  const data = syntheticData(kernel, { law: paperLaw, sequences: 24, seed: 6 });

  test.each([
    { ascent: "plain", precision: "shared" },
    { ascent: "plain", precision: "per-bin" },
    { ascent: "accelerated", precision: "shared" },
    { ascent: "accelerated", precision: "per-bin" },
  ])("never falls while the features stay the same: %o", async (mode) => {
    const problem = problemOf({ ...mode, range: 2, iterations: 300 }, data);
    const features: number[] = [];
    const state = await infer(problem, initialState(problem), {
      onIteration: ({ active }) => {
        features.push(active.length);
      },
    });
    const { bound, revisions } = state;
    expect(bound.length).toBeGreaterThan(30);
    for (let k = 1; k < bound.length; k++) {
      if (revisions.includes(k)) continue;
      // A feature that leaves on its own may cost what it still held.
      const slack = features[k] < features[k - 1] ? 1e-2 : 1e-7;
      expect(bound[k] - bound[k - 1], `iteration ${k}`).toBeGreaterThan(-slack);
    }
  });

  test.each(["shared", "per-bin"])(
    "is the same for both ascents at the end, and accelerated takes fewer iterations (%s)",
    async (precision) => {
      const common = { precision, range: 1, pairs: "unordered", eliminate: 0, tolerance: 1e-5 };
      const [accelerated, plain] = await Promise.all(
        ["accelerated", "plain"].map((ascent) => {
          const problem = problemOf({ ...common, ascent, iterations: 20_000 }, data);
          return infer(problem, initialState(problem));
        }),
      );
      expect(plain.converged && accelerated.converged).toBe(true);
      expect(accelerated.bound.at(-1)).toBeGreaterThan((plain.bound.at(-1) as number) - 0.01);
      expect(accelerated.iteration).toBeLessThan(0.8 * plain.iteration);
    },
  );

  test("the joint step finds the optimum of theta and X, which updates in turn approach slowly", () => {
    const problem = problemOf({ range: 1, pairs: "unordered" });
    const state = iterated(problem, 400);
    const v = state.precision.slice();
    const best = state.thetaMean.slice();
    state.thetaMean.forEach((_, l) => {
      state.thetaMean[l] *= 0.9;
    });
    problem.inference.predict(state);
    for (let k = 0; k < 3; k++) {
      problem.inference.update(state, v);
      jointStep(problem, state, v);
    }
    expect(largestDifference(state.thetaMean, best)).toBeLessThan(1e-3);
  });

  test("is continuous when a feature leaves whose relevance has run away", () => {
    const problem = problemOf({ range: 1, pairs: "unordered" });
    const state = iterated(problem, 12);
    const gone = 8;
    // What the data say of the feature, in units of which it leaves at a relevance of 1e4.
    const data = 1 / state.thetaVariance[gone] - state.relevanceUsed[gone];
    const [inside, outside] = [0.999e4, 1.001e4].map((factor) => {
      const held = copyState(state);
      held.relevance[gone] = factor * data;
      problem.inference.predict(held);
      return { bound: iterate(problem, held, false), held };
    });
    expect(inside.held.active.length).toBe(9);
    expect(outside.held.active.length).toBe(8);
    expect(Math.abs(inside.bound - outside.bound)).toBeLessThan(1e-3);
  });
});

test("noise from the generator of inputs is what the tests take it for", () => {
  const sample = noiseFrom(1).normals(20_000);
  const mean = sample.reduce((a, b) => a + b, 0) / 20_000;
  const square = sample.reduce((a, b) => a + b * b, 0) / 20_000;
  expect(Math.abs(mean) * Math.sqrt(20_000)).toBeLessThan(3.3);
  expect(Math.abs(square - 1)).toBeLessThan(0.04);
});
