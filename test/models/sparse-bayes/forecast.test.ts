import { describe, expect, test } from "vitest";
import type { Start } from "../../../src/dataset/dataset.js";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { fillGamma, fillNormal, openStream } from "../../../src/kernel/random.js";
import { inferStart } from "../../../src/models/law/start.js";
import { lawSampler } from "../../../src/models/sparse-bayes/draw.js";
import type { SparseBayesRequest } from "../../../src/models/sparse-bayes/fields.js";
import { choleskyOf, largestDifference } from "../../oracle/linear-algebra.js";
import { noiseFrom } from "../../oracle/noise.js";
import { softmaxOf } from "../../oracle/softmax-multinomial.js";
import { chiSquareLimit, z9995 } from "../../oracle/statistics.js";
import { knownFields, knownPosterior } from "./posteriors.js";

const kernel = await instantiateKernel();

const centred = (x: ArrayLike<number>) => {
  const values = Array.from(x);
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return values.map((value) => value - mean);
};

function startFrom(state: Float64Array, time = 2): Start {
  const bins = state.length;
  return {
    grid: { domain: [-1, 1], bins },
    time,
    counts: new Uint32Array(bins).fill(10),
    state,
    sequence: 3,
  };
}

/** .0005 and .9995 quantiles of chi-square with many degrees of freedom. */
function chiSquareRange(degrees: number): [number, number] {
  const c = 2 / (9 * degrees);
  const at = (z: number) => degrees * (1 - c + z * Math.sqrt(c)) ** 3;
  return [at(-z9995), at(z9995)];
}

describe("a forecast of a known law", () => {
  test("propagates the state by the powers of a linear law's matrix", async () => {
    const law = { "m=-1": 0.5, "m=0": 0.3, "m=1": 0.15 };
    const posterior = knownPosterior(kernel, { law, bins: 12, noise: 0 });
    const x0 = noiseFrom(1)
      .normals(12)
      .map((x) => x + 7);
    const ensemble = await posterior.forecast(startFrom(x0), { steps: 20, draws: 3, seed: 1 });
    let x = centred(x0);
    for (let t = 0; t < 20; t++) {
      x = x.map((_, j) => 0.5 * x[(j + 11) % 12] + 0.3 * x[j] + 0.15 * x[(j + 1) % 12]);
      for (let draw = 0; draw < 3; draw++) {
        const row = (draw * 20 + t) * 12;
        expect(largestDifference(ensemble.state.subarray(row, row + 12), x)).toBeLessThan(1e-8);
      }
    }
    expect(Array.from(ensemble.divergedAt)).toEqual([-1, -1, -1]);
    expect(Array.from(ensemble.time.subarray(0, 3))).toEqual([2.5, 3, 3.5]);
    expect(ensemble.start).toEqual({ sequence: 3, time: 2 });
    expect(ensemble.model).toBe("sparse-bayes");
  });

  test("has the variance sum_i a^2i sigma^2 of its noise after k steps (significance .001)", async () => {
    const [bins, draws, steps] = [9, 500, 6];
    const posterior = knownPosterior(kernel, { law: { "m=0": 0.8 }, bins, noise: 0.2 });
    const start = startFrom(new Float64Array(bins));
    const ensemble = await posterior.forecast(start, { steps, draws, seed: 5 });
    let variance = 0;
    for (let t = 0; t < steps; t++) {
      variance = 0.64 * variance + 0.04;
      let squares = 0;
      for (let draw = 0; draw < draws; draw++) {
        const row = (draw * steps + t) * bins;
        for (const x of ensemble.state.subarray(row, row + bins)) squares += x * x;
      }
      // States are centred: one degree of freedom less for each draw.
      const [low, high] = chiSquareRange(draws * (bins - 1));
      expect(squares / variance).toBeGreaterThan(low);
      expect(squares / variance).toBeLessThan(high);
    }
  });

  test("gives each state walkers of its softmax, all of them (significance .001)", async () => {
    const [bins, draws, walkers] = [6, 300, 2000];
    const law = { "m=0": 1 };
    const posterior = knownPosterior(kernel, { law, bins, noise: 0, walkers });
    const state = noiseFrom(2).normals(bins, 0.5);
    const ensemble = await posterior.forecast(startFrom(state), { steps: 2, draws, seed: 6 });
    const rho = softmaxOf(state);
    let pearson = 0;
    for (let draw = 0; draw < draws; draw++) {
      for (let t = 0; t < 2; t++) {
        const counts = ensemble.countsAt(draw, t);
        expect(counts.reduce((a, b) => a + b, 0)).toBe(walkers);
        counts.forEach((m, j) => {
          pearson += (m - walkers * rho[j]) ** 2 / (walkers * rho[j]);
        });
      }
    }
    const [low, high] = chiSquareRange(2 * draws * (bins - 1));
    expect(pearson).toBeGreaterThan(low);
    expect(pearson).toBeLessThan(high);
  });

  test("counts the draws that diverge and leaves no NaN", async () => {
    const law = { "m=0": 0.9, "m=0,0": 5 };
    const posterior = knownPosterior(kernel, { law, bins: 8, noise: 0.3 });
    const start = startFrom(noiseFrom(3).normals(8));
    const ensemble = await posterior.forecast(start, { steps: 12, draws: 30, seed: 7 });
    expect(ensemble.divergedBy(11)).toBe(30);
    expect(ensemble.survivingSteps).toBeLessThan(12);
    expect(ensemble.state.every(Number.isFinite)).toBe(true);
    ensemble.divergedAt.forEach((at, draw) => {
      for (let t = 0; t < 12; t++) {
        const sum = ensemble.countsAt(draw, t).reduce((a, b) => a + b, 0);
        expect(sum).toBe(t < at ? 1000 : 0);
      }
    });
    expect(() => ensemble.mean()).toThrow(/truncate/);
  });

  test("does not depend on how many draws are asked for, and its seed decides it", async () => {
    const posterior = knownPosterior(kernel, { law: { "m=0": 0.9 }, bins: 5, noise: 0.3 });
    const start = startFrom(noiseFrom(4).normals(5));
    const few = await posterior.forecast(start, { steps: 3, draws: 4, seed: 1 });
    const many = await posterior.forecast(start, { steps: 3, draws: 230, seed: 1 });
    expect(many.state.slice(0, few.state.length)).toEqual(few.state);
    expect(many.counts.slice(0, few.counts.length)).toEqual(few.counts);
    const other = await posterior.forecast(start, { steps: 3, draws: 4, seed: 2 });
    expect(other.state).not.toEqual(few.state);
    const again = await Promise.all(
      [1, 2].map((seed) => posterior.forecast(start, { steps: 3, draws: 230, seed })),
    );
    expect(again[0].counts).toEqual(many.counts);
    expect(again[1].state.slice(0, few.state.length)).toEqual(other.state);
  });
});

describe("a start", () => {
  test("from walkers has mean zero and is close to their log counts, within its own width", () => {
    const rho = softmaxOf(noiseFrom(6).normals(24, 0.5));
    const counts = Uint32Array.from(rho, (r) => Math.round(4800 * r));
    const { mean, variance } = inferStart(kernel, counts);
    expect(Math.abs(mean.reduce((a, b) => a + b, 0))).toBeLessThan(1e-12);
    const logs = centred(Float64Array.from(counts, Math.log));
    mean.forEach((x, j) => {
      const width = Math.sqrt(variance[j]);
      expect(Math.abs(x - logs[j]) / width).toBeLessThan(0.3);
      expect(width * Math.sqrt(counts[j])).toBeGreaterThan(0.9);
      expect(width * Math.sqrt(counts[j])).toBeLessThan(1.1);
    });
  });

  test("from walkers in a single bin keeps nearly all of them there", () => {
    const counts = Uint32Array.from({ length: 24 }, (_, j) => (j === 7 ? 2400 : 0));
    const { mean, variance } = inferStart(kernel, counts);
    expect(mean.every(Number.isFinite)).toBe(true);
    expect(variance.every((s2) => s2 > 0 && s2 <= 100)).toBe(true);
    expect(2400 * (1 - softmaxOf(mean)[7])).toBeLessThan(1);
  });

  test("from walkers spreads its draws as their counts allow", async () => {
    const posterior = knownPosterior(kernel, { law: { "m=0": 1 }, bins: 6, noise: 0 });
    const counts = Uint32Array.of(400, 300, 200, 100, 50, 25);
    const start = { ...startFrom(new Float64Array(6)), counts };
    const { state: _, ...unknown } = start;
    const ensemble = await posterior.forecast(unknown, { steps: 1, draws: 2000, seed: 4 });
    const { mean, variance } = inferStart(kernel, counts);
    const average = variance.reduce((a, b) => a + b, 0) / 36;
    for (let j = 0; j < 6; j++) {
      const values = Array.from({ length: 2000 }, (_, draw) => ensemble.state[6 * draw + j]);
      const middle = values.reduce((a, b) => a + b, 0) / 2000;
      const square = values.reduce((a, x) => a + (x - middle) ** 2, 0) / 1999;
      // Centring takes the mean of all bins away.
      const expected = variance[j] * (1 - 2 / 6) + average;
      expect(Math.abs(middle - mean[j])).toBeLessThan(z9995 * Math.sqrt(expected / 2000));
      const [low, high] = chiSquareRange(1999);
      expect((1999 * square) / expected).toBeGreaterThan(low);
      expect((1999 * square) / expected).toBeLessThan(high);
    }
  });

  test("on another grid is refused", async () => {
    const posterior = knownPosterior(kernel, { law: { "m=0": 1 }, bins: 6, noise: 0 });
    const request = { steps: 1, draws: 1, seed: 0 };
    const start = startFrom(new Float64Array(6));
    const others = [
      startFrom(new Float64Array(7)),
      { ...start, grid: { domain: [0, 1] as const, bins: 6 } },
    ];
    for (const other of others) {
      await expect(posterior.forecast(other, request)).rejects.toMatchObject({
        tag: "InvalidData",
      });
    }
  });

  test("from a training sequence is its inferred state, one step on", async () => {
    const posterior = knownPosterior(kernel, { law: { "m=0": 1 }, bins: 6, noise: 0 });
    const request = { steps: 1, draws: 50, seed: 0 };
    const ensemble = await posterior.forecastTraining(0, request);
    expect(ensemble.time[0]).toBe(1);
    // q(X) is zero with standard deviation .01.
    expect(Math.max(...ensemble.state.map(Math.abs))).toBeLessThan(0.06);
    await expect(posterior.forecastTraining(1, request)).rejects.toMatchObject({
      tag: "InvalidData",
    });
  });
});

describe("draws of the law", () => {
  const marginal = Float64Array.of(0.04, 0.01, -0.02, 0.01, 0.09, 0.03, -0.02, 0.03, 0.05);
  const meanField = marginal.map((x) => x / 16);
  const law = { "m=-1": 0.3, "m=0": 0.5, "m=1": -0.2 };

  test.each([
    ["marginal", marginal],
    ["mean-field", meanField],
  ] as const)("have the %s covariance asked for (significance .001)", (which, covariance) => {
    const fields = knownFields({
      ...{ law, bins: 4, noise: 0.5 },
      covariance: marginal,
      covarianceMeanField: meanField,
    });
    const sampler = lawSampler(kernel, fields, which);
    const draws = 20_000;
    const stream = openStream(kernel, 11);
    const normals = kernel.arena.f64(sampler.normals);
    const gamma = Float64Array.of(fields.precisionShape);
    const [theta, deviation] = [new Float64Array(3), new Float64Array(4)];
    const sums = new Float64Array(3);
    const squares = new Float64Array(9);
    for (let draw = 0; draw < draws; draw++) {
      fillNormal(kernel, stream, normals);
      sampler.draw(normals.view, gamma, theta, deviation);
      const off = [theta[0] - 0.3, theta[1] - 0.5, theta[2] + 0.2];
      off.forEach((x, a) => {
        sums[a] += x;
        for (let b = 0; b < 3; b++) squares[3 * a + b] += x * off[b];
      });
    }
    expect(Array.from(deviation)).toEqual([0.5, 0.5, 0.5, 0.5]);
    const l = choleskyOf(covariance, 3);
    expect(l.every(Number.isFinite)).toBe(true);
    // Nine statements at .001 together.
    const z = 4;
    sums.forEach((sum, a) => {
      expect(Math.abs(sum) / Math.sqrt(draws * covariance[4 * a])).toBeLessThan(z);
    });
    squares.forEach((square, k) => {
      const [a, b] = [Math.floor(k / 3), k % 3];
      const own = covariance[4 * a] * covariance[4 * b] + covariance[k] ** 2;
      const error = Math.sqrt(own / draws);
      expect(Math.abs(square / draws - covariance[k]) / error).toBeLessThan(z);
    });
  });

  test("have the spread of q(v), one draw for all bins or one for each", () => {
    for (const precision of ["shared", "per-bin"]) {
      const fields = knownFields({
        ...{ law, bins: 4, noise: 0.5, precisionShape: 8 },
        parameters: { precision },
      });
      const sampler = lawSampler(kernel, fields, "marginal");
      expect(sampler.gammas).toBe(precision === "shared" ? 1 : 4);
      const draws = 4000;
      const stream = openStream(kernel, 12);
      const gammas = kernel.arena.f64(sampler.gammas);
      const [theta, deviation] = [new Float64Array(3), new Float64Array(4)];
      const values: number[] = [];
      for (let draw = 0; draw < draws; draw++) {
        fillGamma(kernel, stream, 8, gammas);
        sampler.draw(new Float64Array(3), gammas.view, theta, deviation);
        expect(deviation[3] === deviation[0]).toBe(precision === "shared");
        values.push(1 / deviation[3] ** 2);
      }
      // v ~ Gamma(8, rate 2): mean 4, variance 2, fourth central moment 3 * 4 + 6 * 4 / 8.
      const mean = values.reduce((a, b) => a + b, 0) / draws;
      const variance = values.reduce((a, v) => a + (v - 4) ** 2, 0) / draws;
      expect(Math.abs(mean - 4)).toBeLessThan(z9995 * Math.sqrt(2 / draws));
      expect(Math.abs(variance - 2)).toBeLessThan(z9995 * Math.sqrt((15 - 4) / draws));
    }
  });

  test("reach the forecast: the state after one step spreads with the coefficient", async () => {
    const covariance = Float64Array.of(0.01);
    const posterior = knownPosterior(kernel, {
      ...{ law: { "m=0": 0.5 }, bins: 2, noise: 0, covariance },
      covarianceMeanField: Float64Array.of(1e-8),
    });
    const start = startFrom(Float64Array.of(1, -1));
    const draws = 1500;
    const spread = async (which: "marginal" | "mean-field") => {
      const request = { steps: 1, draws, seed: 9, covariance: which };
      const { state } = await posterior.forecast(start, request);
      let squares = 0;
      for (let k = 0; k < draws; k++) squares += (state[2 * k] - 0.5) ** 2;
      return squares;
    };
    expect(await spread("marginal")).toBeLessThan(0.01 * chiSquareLimit(draws));
    expect(await spread("marginal")).toBeGreaterThan(0.01 * chiSquareRange(draws)[0]);
    expect(await spread("mean-field")).toBeLessThan(1e-8 * chiSquareLimit(draws));
  });
});

describe("a forecast request", () => {
  const posterior = knownPosterior(kernel, { law: { "m=0": 1 }, bins: 4, noise: 0.1 });
  const start = startFrom(new Float64Array(4));

  test.each([
    [{ steps: 0, draws: 1, seed: 0 }, /steps/],
    [{ steps: 1.5, draws: 1, seed: 0 }, /steps/],
    [{ steps: 1, draws: 0, seed: 0 }, /draws/],
    [{ steps: 1, draws: 1, seed: -1 }, /seed/],
    [{ steps: 50, draws: 1e10, seed: 0 }, /draws must be at most 5368709 for 50 steps on 4 bins/],
    [{ steps: 1, draws: 1, seed: 0, covariance: "full" }, /covariance/],
    [{ steps: 1, draws: 1 }, /seed/],
    [undefined, /steps/],
  ])("%o is refused", async (request, message) => {
    const given = request as SparseBayesRequest;
    await expect(posterior.forecast(start, given)).rejects.toMatchObject({
      tag: "InvalidParameter",
      message: expect.stringMatching(message),
    });
  });

  const walkers = { ...start, state: undefined };
  test.each<[string, unknown, RegExp]>([
    ["nothing", undefined, /start of the forecast.*undefined/],
    ["a number", 0, /start of the forecast.*number 0/],
    ["no grid", {}, /start of the forecast/],
    ["another grid", startFrom(new Float64Array(5)), /4 bins/],
    ["no time", { ...start, time: undefined }, /time/],
    ["a short state", { ...start, state: new Float64Array(3) }, /state.*4 finite values/],
    ["a state that is not finite", { ...start, state: Float64Array.of(0, 1, NaN, 0) }, /state/],
    ["a state in a list", { ...start, state: [0, 0, 0, 0] }, /state.*Float64Array/],
    ["short counts", { ...walkers, counts: Uint32Array.of(1, 2) }, /counts.*4 values/],
    ["no walkers", { ...walkers, counts: new Uint32Array(4) }, /counts.*at least one walker/],
    ["counts in a list", { ...walkers, counts: [1, 2, 3, 4] }, /counts.*Uint32Array/],
  ])("from %s is refused", async (_, from, message) => {
    const request = { steps: 1, draws: 1, seed: 0 };
    await expect(posterior.forecast(from as Start, request)).rejects.toMatchObject({
      tag: "InvalidData",
      message: expect.stringMatching(message),
    });
  });

  test("stops with Interrupted when told, and reports its progress", async () => {
    const stop = new AbortController();
    const seen: number[] = [];
    const run = posterior.forecast(start, {
      ...{ steps: 2, draws: 1000, seed: 0, signal: stop.signal },
      onProgress: ({ done, total }) => {
        expect(total).toBe(1000);
        seen.push(done);
        if (seen.length === 2) stop.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ tag: "Interrupted" });
    expect(seen).toEqual([100, 200]);
  });
});
