import { describe, expect, test } from "vitest";
import { instantiateKernel } from "../../src/kernel/load.js";
import { fillNormal, openStream } from "../../src/kernel/random.js";
import {
  adamMoments,
  adamStates,
  type CoarseStates,
  expectations,
  information,
  newtonStates,
  reserveTilt,
  softmax,
} from "../../src/kernel/softmax-multinomial.js";
import { inverseOf, largestDifference, multiply } from "../oracle/linear-algebra.js";
import { noiseFrom } from "../oracle/noise.js";
import {
  climbStateBound,
  type Emission,
  expectedLogSumExp,
  logSumExp,
  softmaxOf,
  stateBound,
  stateSlopes,
  tiltedSoftmax,
} from "../oracle/softmax-multinomial.js";

const kernel = await instantiateKernel();
const { arena } = kernel;

/** Counts of a noisy state around a prediction, as a fit meets them. */
function emission(bins: number, walkers: number, precision: number, seed: number): Emission {
  const noise = noiseFrom(seed);
  const prediction = noise.normals(bins, 0.7);
  const rho = softmaxOf(prediction.map((p) => p + noise.normal() * 0.3));
  const counts = rho.map((r) => Math.floor(walkers * r));
  counts[0] += walkers - counts.reduce((a, b) => a + b, 0);
  const each = noise.uniforms(bins, 0.5, 1.5).map((u) => u * precision);
  return { counts, walkers, prediction, precision: each };
}

const centred = (x: Float64Array) => {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  return x.map((value) => value - mean);
};

/** The kernel's regions for one sequence, with q(X) where a fit starts. */
function regions(given: Emission) {
  const bins = given.counts.length;
  const states: CoarseStates = {
    counts: arena.copyF64(given.counts),
    mu: arena.copyF64(centred(given.counts.map((m) => Math.log(m + 0.5)))),
    variance: arena.copyF64(given.counts.map((m) => 1 / (m + 1))),
    sequences: 1,
    bins,
    walkers: given.walkers,
  };
  const prediction = arena.copyF64(given.prediction);
  return { states, prediction, precision: arena.copyF64(given.precision) };
}

const settings: [number, number, number][] = [
  [1, 50, 3],
  [2, 40, 2],
  [5, 300, 4],
  [24, 2400, 1],
  [24, 4800, 5000],
  [25, 250_000, 300],
  [7, 20, 1],
];

describe("<logsumexp> of a lognormal sum", () => {
  test.each(settings)("is the oracle's for %d bins", (bins, walkers, precision) => {
    const noise = noiseFrom(bins + walkers);
    const given = emission(bins, walkers, precision, bins);
    const { states } = regions(given);
    states.mu.view.set(noise.normals(bins, 2));
    states.variance.view.set(noise.uniforms(bins, 0.001, 0.5));
    const { logLikelihood, logVariance } = expectations(kernel, states);
    const mu = states.mu.view;
    const expected =
      mu.reduce((sum, m, j) => sum + given.counts[j] * m, 0) -
      walkers * expectedLogSumExp(mu, states.variance.view);
    expect(Math.abs(logLikelihood - expected)).toBeLessThan(1e-13 * walkers * 10);
    const logs = states.variance.view.reduce((sum, s2) => sum + Math.log(s2), 0);
    expect(logVariance).toBeCloseTo(logs, 11);
  });

  test("sums logarithms of variances from the smallest to the largest numbers", () => {
    const bins = 40;
    const { states } = regions(emission(bins, 400, 1, 1));
    const variances = Float64Array.from({ length: bins }, (_, k) => 10 ** ((k % 10) * 30 - 290));
    states.variance.view.set(variances);
    const expected = variances.reduce((sum, s2) => sum + Math.log(s2), 0);
    expect(Math.abs(expectations(kernel, states).logVariance / expected - 1)).toBeLessThan(1e-14);
  });

  test("agrees with a million Monte Carlo samples within four standard errors", () => {
    const bins = 24;
    const samples = 1_000_000;
    const noise = noiseFrom(3);
    const mu = noise.normals(bins, 0.5);
    const variance = noise.uniforms(bins, 0.005, 0.03);
    const normals = arena.f64(bins * 10_000);
    const stream = openStream(kernel, 17);
    const weight = mu.map(Math.exp);
    let sum = 0;
    let squares = 0;
    for (let drawn = 0; drawn < samples; drawn += 10_000) {
      fillNormal(kernel, stream, normals);
      const { view } = normals;
      for (let k = 0; k < view.length; k += bins) {
        let total = 0;
        for (let j = 0; j < bins; j++) {
          total += weight[j] * Math.exp(Math.sqrt(variance[j]) * view[k + j]);
        }
        const value = Math.log(total);
        sum += value;
        squares += value * value;
      }
    }
    const mean = sum / samples;
    const error = Math.sqrt((squares / samples - mean * mean) / samples);
    const score = (expectedLogSumExp(mu, variance) - mean) / error;
    expect(Math.abs(score)).toBeLessThan(4);
    // The first-order value, LSE(mu + variance / 2), does not.
    const first = logSumExp(mu.map((m, j) => m + variance[j] / 2));
    expect(Math.abs(first - mean) / error).toBeGreaterThan(4);
  });
});

describe("Newton steps on q(X)", () => {
  test.each(settings)(
    "end where the slope of F vanishes: %d bins, %d walkers, precision %d",
    (bins, walkers, level) => {
      const given = emission(bins, walkers, level, bins + 5);
      const { states, prediction, precision } = regions(given);
      const change = newtonStates(kernel, states, prediction, precision, 400);
      expect(change).toBeLessThan(1e-9);
      const slopes = stateSlopes(given, states.mu.view, states.variance.view);
      // In units of the posterior's own width, so that 1e-5 is a hundred-thousandth of a standard deviation.
      const widths = states.variance.view.map(Math.sqrt);
      slopes.mu.forEach((slope, j) => {
        expect(Math.abs(slope * widths[j])).toBeLessThan(1e-5);
      });
      for (const slope of slopes.logVariance) expect(Math.abs(slope)).toBeLessThan(1e-5);
    },
  );

  test("never lower F, from the counts and from afar", () => {
    for (let seed = 0; seed < 60; seed++) {
      const noise = noiseFrom(seed);
      const bins = 2 + Math.floor(noise.uniform() * 30);
      const walkers = Math.round(Math.exp(noise.uniform() * 9)) + 5;
      const given = emission(bins, walkers, Math.exp(noise.uniform() * 9), seed);
      const { states, prediction, precision } = regions(given);
      if (seed % 3 === 0) states.mu.view.set(noise.normals(bins, 1.5));
      let before = stateBound(given, states.mu.view, states.variance.view);
      for (let step = 0; step < 40; step++) {
        newtonStates(kernel, states, prediction, precision, 1);
        const now = stateBound(given, states.mu.view, states.variance.view);
        expect(now, `seed ${seed}, step ${step}`).toBeGreaterThan(before - 1e-9 * walkers);
        before = now;
      }
    }
  });

  test("reach what many small gradient steps reach", () => {
    const given = emission(5, 120, 20, 8);
    const { states, prediction, precision } = regions(given);
    const climbed = climbStateBound(given, states.mu.view, 3000);
    newtonStates(kernel, states, prediction, precision, 100);
    expect(largestDifference(states.mu.view, climbed.mu)).toBeLessThan(1e-6);
    const ratios = states.variance.view.map((s2, j) => s2 / climbed.variance[j]);
    expect(
      largestDifference(
        ratios,
        ratios.map(() => 1),
      ),
    ).toBeLessThan(1e-6);
  });

  test("with Jensen's bound reach its maximum under a vague law with empty bins", () => {
    for (const [bins, walkers, full] of [
      [24, 2400, 1],
      [24, 2400, 12],
      [24, 5, 5],
      [7, 20, 7],
    ]) {
      const counts = Float64Array.from({ length: bins }, (_, j) => (j < full ? walkers / full : 0));
      const level = new Float64Array(bins).fill(0.01);
      const given = { counts, walkers, prediction: new Float64Array(bins), precision: level };
      const { states, prediction, precision } = regions(given);
      expect(newtonStates(kernel, states, prediction, precision, 400, "jensen")).toBeLessThan(1e-9);
      // Slopes of m mu - n LSE(mu + s^2/2) + 1/2 log s^2 - v (mu^2 + s^2) / 2.
      const [mu, s2] = [states.mu.view, states.variance.view];
      const rho = tiltedSoftmax(mu, s2);
      counts.forEach((m, j) => {
        expect(Math.abs(m - walkers * rho[j] - 0.01 * mu[j])).toBeLessThan(1e-7 * walkers);
        expect(s2[j] * (0.01 + walkers * rho[j])).toBeCloseTo(1, 7);
      });
    }
  });

  test("take what the expectations left behind for the bits they would compute", () => {
    const given = emission(9, 300, 6, 21);
    const [fresh, spared] = [regions(given), regions(given)];
    const tilt = reserveTilt(kernel, 1, 9);
    tilt.view.fill(Number.NaN);
    expectations(kernel, spared.states, tilt);
    newtonStates(kernel, fresh.states, fresh.prediction, fresh.precision, 2);
    const { states, prediction, precision } = spared;
    newtonStates(kernel, states, prediction, precision, 2, "lognormal", tilt);
    expect(states.mu.view).toEqual(fresh.states.mu.view);
    expect(states.variance.view).toEqual(fresh.states.variance.view);
  });

  test("treat each sequence by itself", () => {
    const one = emission(6, 200, 5, 1);
    const two = emission(6, 200, 5, 2);
    const alone = regions(two);
    newtonStates(kernel, alone.states, alone.prediction, alone.precision, 3);
    const both = {
      ...regions({ ...one, counts: Float64Array.of(...one.counts, ...two.counts) }).states,
      sequences: 2,
      bins: 6,
    };
    both.mu.view.set([one, two].flatMap((g) => [...regions(g).states.mu.view]));
    const prediction = arena.copyF64([...one.prediction, ...two.prediction]);
    newtonStates(kernel, both, prediction, alone.precision, 3);
    expect(both.mu.view.slice(6)).toEqual(alone.states.mu.view);
    expect(both.variance.view.slice(6)).toEqual(alone.states.variance.view);
  });
});

/** Means and standard errors of Monte Carlo gradients of q(X) = N(mu, s^2), over 400 batches of 100. */
function monteCarloGradient(given: Emission, mu: Float64Array, s: Float64Array, seed: number) {
  const bins = mu.length;
  const [samples, batches] = [100, 400];
  const mark = arena.mark();
  const [counts, muAt, sAt] = [given.counts, mu, s].map((values) => arena.copyF64(values));
  const gradient = arena.f64(2 * bins);
  const scratch = arena.f64(2 * bins);
  const normals = arena.f64(samples * bins);
  const stream = openStream(kernel, seed);
  const rows: number[][] = [];
  for (let batch = 0; batch < batches; batch++) {
    fillNormal(kernel, stream, normals);
    const value = kernel.call.softmaxGradient(
      counts.pointer,
      muAt.pointer,
      sAt.pointer,
      bins,
      given.walkers,
      normals.pointer,
      samples,
      gradient.pointer,
      gradient.pointer + 8 * bins,
      scratch.pointer,
    );
    rows.push([...gradient.view, value]);
  }
  arena.release(mark);
  return rows[0].map((_, k) => {
    const mean = rows.reduce((sum, row) => sum + row[k], 0) / batches;
    const variance = rows.reduce((sum, row) => sum + (row[k] - mean) ** 2, 0) / (batches - 1);
    return { mean, error: Math.sqrt(variance / batches) };
  });
}

describe("the Monte Carlo gradient", () => {
  test("is unbiased: two bins against quadrature, within four standard errors", () => {
    const given = { ...emission(2, 60, 1, 4), counts: Float64Array.of(23, 37) };
    const mu = Float64Array.of(0.4, -0.5);
    const s = Float64Array.of(0.6, 0.9);
    // X_0 - X_1 alone matters: softmax's first entry is the logistic function of it.
    const spread = Math.hypot(s[0], s[1]);
    let [logistic, slope, lse] = [0, 0, 0];
    const h = 1e-3;
    for (let t = -9; t <= 9; t += h) {
      const density = (Math.exp(-0.5 * t * t) / Math.sqrt(2 * Math.PI)) * h;
      const d = mu[0] - mu[1] + spread * t;
      const r = 1 / (1 + Math.exp(-d));
      logistic += density * r;
      slope += density * r * (1 - r);
      lse += density * Math.log1p(Math.exp(-d));
    }
    // <(m - n rho) eps_j> = -n s_j <d rho_j / d X_j> (Stein); both slopes are r (1 - r).
    const n = given.walkers;
    const expected = [
      23 - n * logistic,
      37 - n * (1 - logistic),
      -n * s[0] * slope,
      -n * s[1] * slope,
      // LSE = X_0 + log(1 + e^{X_1 - X_0})
      23 * mu[0] + 37 * mu[1] - n * (mu[0] + lse),
    ];
    monteCarloGradient(given, mu, s, 5).forEach(({ mean, error }, k) => {
      expect(Math.abs(mean - expected[k]) / error, `entry ${k}`).toBeLessThan(4);
    });
  });

  test("agrees with the slopes of the lognormal form within four standard errors", () => {
    const bins = 24;
    const given = { ...emission(bins, 480, 1, 6), precision: new Float64Array(bins) };
    const mu = noiseFrom(8).normals(bins, 0.5);
    const s = new Float64Array(bins).fill(0.15);
    const variance = s.map((x) => x * x);
    const slopes = stateSlopes(given, mu, variance, 1e-5);
    // d/ds = 2 s d/d(s^2); F has 1/2 log variance besides.
    const expected = [...slopes.mu, ...slopes.logVariance.map((d) => (2 * (d - 0.5)) / 0.15)];
    const estimates = monteCarloGradient(given, mu, s, 9);
    expected.forEach((value, k) => {
      expect(Math.abs(estimates[k].mean - value) / estimates[k].error, `${k}`).toBeLessThan(4);
    });
  });
});

test("Adam ends within a tenth of a standard deviation of Newton", () => {
  const given = emission(12, 600, 40, 12);
  const adam = regions(given);
  const newton = regions(given);
  newtonStates(kernel, newton.states, newton.prediction, newton.precision, 100);
  const moments = arena.f64(adamMoments * 12);
  moments.view.fill(0);
  const stream = openStream(kernel, 3);
  for (let call = 0; call < 200; call++) {
    const rate = 0.02 / (1 + call / 5);
    const settings = { steps: 20, samples: 20, rate };
    adamStates(
      kernel,
      adam.states,
      adam.prediction,
      adam.precision,
      settings,
      moments,
      20 * call,
      stream,
    );
  }
  newton.states.mu.view.forEach((m, j) => {
    const s = Math.sqrt(newton.states.variance.view[j]);
    expect(Math.abs(adam.states.mu.view[j] - m) / s).toBeLessThan(0.1);
    expect(adam.states.variance.view[j] / s ** 2).toBeGreaterThan(0.9);
    expect(adam.states.variance.view[j] / s ** 2).toBeLessThan(1.1);
  });
});

test("Adam in two calls is Adam in one", () => {
  const given = emission(5, 100, 4, 2);
  const [one, two] = [regions(given), regions(given)];
  const run = ({ states, prediction, precision }: typeof one, calls: number[]) => {
    const moments = arena.f64(adamMoments * 5);
    moments.view.fill(0);
    const stream = openStream(kernel, 1);
    let taken = 0;
    for (const steps of calls) {
      const settings = { steps, samples: 2, rate: 0.01 };
      adamStates(kernel, states, prediction, precision, settings, moments, taken, stream);
      taken += steps;
    }
  };
  run(one, [7]);
  run(two, [3, 4]);
  expect(one.states.mu.view).toEqual(two.states.mu.view);
  expect(one.states.variance.view).toEqual(two.states.variance.view);
});

describe("the information in a sequence's counts", () => {
  test.each(settings)("is V - V (V + W)^-1 V for %d bins", (bins, walkers, level) => {
    const given = emission(bins, walkers, level, bins + 9);
    const { states, precision } = regions(given);
    const weight = arena.f64(bins);
    const direction = arena.f64(bins);
    information(kernel, states, precision, weight, direction);
    const [w, d, v] = [weight.view, direction.view, given.precision];
    const rho = tiltedSoftmax(states.mu.view, states.variance.view);
    const hessian = new Float64Array(bins * bins);
    const diagonal = new Float64Array(bins * bins);
    const result = new Float64Array(bins * bins);
    for (let a = 0; a < bins; a++) {
      for (let b = 0; b < bins; b++) {
        const own = a === b ? 1 : 0;
        hessian[a * bins + b] = own * (v[a] + walkers * rho[a]) - walkers * rho[a] * rho[b];
        diagonal[a * bins + b] = own * v[a];
        result[a * bins + b] = own * w[a] - d[a] * d[b];
      }
    }
    const inner = multiply(diagonal, multiply(inverseOf(hessian, bins), diagonal, bins), bins);
    const expected = diagonal.map((x, k) => x - inner[k]);
    const scale = Math.max(...v);
    expect(largestDifference(result, expected) / scale).toBeLessThan(1e-10);
    // A shift of all bins alike says nothing.
    const total = d.reduce((a, b) => a + b, 0);
    w.forEach((value, j) => {
      expect(Math.abs(value - d[j] * total)).toBeLessThan(1e-12 * Math.max(1e-3, scale));
    });
  });
});

test("softmax is that of each row, also far from zero", () => {
  const rows = [noiseFrom(1).normals(7), Float64Array.of(900, 901, -900, 0, 5, 899, 902)];
  const x = arena.copyF64(rows.flatMap((row) => [...row]));
  const rho = arena.f64(14);
  softmax(kernel, x, 2, 7, rho);
  const expected = rows.flatMap((row) => [...softmaxOf(row)]);
  expect(largestDifference(rho.view, expected)).toBeLessThan(1e-14);
});
