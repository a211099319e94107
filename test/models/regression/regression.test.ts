import { describe, expect, test } from "vitest";
import { Dataset } from "../../../src/dataset/dataset.js";
import { selectSequences } from "../../../src/dataset/select.js";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { lasso } from "../../../src/models/lasso/lasso.js";
import { leastSquares } from "../../../src/models/least-squares/least-squares.js";
import { stlsq } from "../../../src/models/stlsq/stlsq.js";
import { advectionDiffusion } from "../../../src/simulate/advection-diffusion.js";
import { simulate } from "../../../src/simulate/simulate.js";
import { inverseOf, largestDifference } from "../../oracle/linear-algebra.js";
import { z9995 } from "../../oracle/statistics.js";
import { paperLaw, syntheticData } from "../sparse-bayes/synthetic.js";

const kernel = await instantiateKernel();

const centred = (x: number[]) => {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  return x.map((value) => value - mean);
};

/** Coefficients by the definition: centred columns, Gauss and Jordan. */
function byDefinition(data: ReturnType<typeof syntheticData>, names: readonly string[]) {
  const { bins } = data.grid;
  const n = names.length;
  const [gram, moments] = [new Float64Array(n * n), new Float64Array(n)];
  let squares = 0;
  for (let i = 0; i < data.sequences; i++) {
    const x = centred(Array.from(data.initialState!.subarray(i * bins, (i + 1) * bins)));
    const y = centred(Array.from(data.countsAt(i, 1), (m) => Math.log(m + 0.5)));
    const columns = names.map((name) =>
      centred(
        x.map((_, j) =>
          name
            .slice(2)
            .split(",")
            .reduce((product, m) => product * x[(j + Number(m) + bins) % bins], 1),
        ),
      ),
    );
    for (let j = 0; j < bins; j++) {
      squares += y[j] * y[j];
      for (let a = 0; a < n; a++) {
        moments[a] += columns[a][j] * y[j];
        for (let b = 0; b < n; b++) gram[a * n + b] += columns[a][j] * columns[b][j];
      }
    }
  }
  const inverse = inverseOf(gram, n);
  const theta = moments.map((_, a) =>
    moments.reduce((sum, m, b) => sum + inverse[a * n + b] * m, 0),
  );
  const explained = theta.reduce((sum, t, a) => sum + t * moments[a], 0);
  const variance = (squares - explained) / (data.sequences * (bins - 1) - n);
  return { theta, variance, sd: theta.map((_, a) => Math.sqrt(variance * inverse[a * n + a])) };
}

describe("least squares", () => {
  const data = syntheticData(kernel, { law: paperLaw, sequences: 20, seed: 4, bins: 12 });
  const unordered = leastSquares({ range: 1, pairs: "unordered" });

  test("is that of the definition, with its usual standard errors", async () => {
    const { coefficients } = await unordered.fit(data);
    const expected = byDefinition(
      data,
      coefficients.map(({ name }) => name),
    );
    const means = coefficients.map(({ mean }) => mean);
    expect(largestDifference(means, expected.theta)).toBeLessThan(1e-7);
    const sds = coefficients.map(({ sd }) => sd);
    expect(largestDifference(sds, expected.sd)).toBeLessThan(1e-7);
  });

  test("gives repeated products equal shares, and forecasts as if there were one", async () => {
    const once = await unordered.fit(data);
    const twice = await leastSquares({ range: 1 }).fit(data);
    expect(twice.coefficients.length).toBe(12);
    const share = (name: string) => twice.coefficients.find((c) => c.name === name)!;
    for (const { name, mean, sd } of once.coefficients) {
      const reversed = `m=${name.slice(2).split(",").reverse().join(",")}`;
      expect(share(reversed)).toEqual({ ...share(name), name: reversed });
      const repeats = reversed === name ? 1 : 2;
      expect(repeats * share(name).mean).toBe(mean);
      expect(repeats * share(name).sd).toBe(sd);
    }
    const request = { steps: 3, draws: 5, seed: 1 };
    const [a, b] = [once, twice].map((fit) => fit.forecast(data.at(0), request));
    expect((await a).counts).toEqual((await b).counts);
  });

  test("covers the truth as its standard errors say (significance .001)", async () => {
    let distance = 0;
    const [datasets, names] = [60, Object.keys(paperLaw)];
    for (let seed = 0; seed < datasets; seed++) {
      const some = syntheticData(kernel, { law: paperLaw, sequences: 32, seed, noise: 0.1 });
      const { coefficients } = await unordered.fit(some);
      for (const { name, mean, sd } of coefficients) {
        if (!names.includes(name)) distance += ((mean - 0) / sd) ** 2;
      }
    }
    // Nearly chi-square: 5 coefficients that are 0 in each dataset, correlated but weakly.
    const degrees = 5 * datasets;
    const spread = z9995 * Math.sqrt(2 * degrees) * 1.5;
    expect(distance).toBeGreaterThan(degrees - spread);
    expect(distance).toBeLessThan(degrees + spread);
  });

  test("tells the law's noise from the sampling of walkers (significance .001)", async () => {
    for (const noise of [0.05, 0.15]) {
      const variances: number[] = [];
      for (let seed = 0; seed < 30; seed++) {
        const some = syntheticData(kernel, { law: paperLaw, sequences: 64, seed, noise });
        variances.push((await unordered.fit(some)).noise ** 2);
      }
      const mean = variances.reduce((sum, v) => sum + v, 0) / 30;
      const spread = variances.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 29;
      // The .9995 quantile of Student's t with 29 degrees of freedom.
      expect(Math.abs(mean - noise * noise)).toBeLessThan(3.659 * Math.sqrt(spread / 30));
      expect(Math.sqrt(spread)).toBeLessThan(0.3 * (noise * noise + 0.005));
    }
  });

  test("survives offsets that wrap on to each other, and constant products", async () => {
    const tiny = syntheticData(kernel, {
      ...{ law: { "m=0": 0.5, "m=1": 0.3 }, sequences: 40, seed: 3 },
      ...{ bins: 4, walkers: 40_000, noise: 0.01 },
    });
    const fitted = await leastSquares({ range: 4, order: 1 }).fit(tiny);
    const next = new Float64Array(4);
    for (const { name, mean } of fitted.coefficients) next[(Number(name.slice(2)) + 8) % 4] += mean;
    // X sums to 0: only differences of coefficients matter.
    expect(next[0] - next[2]).toBeCloseTo(0.5, 1);
    expect(next[1] - next[3]).toBeCloseTo(0.3, 1);
    const pair = syntheticData(kernel, { law: { "m=0": 0.5 }, sequences: 40, seed: 3, bins: 2 });
    const product = await leastSquares({ features: [[0], [0, 1]] }).fit(pair);
    expect(product.coefficients.map(({ active }) => active)).toEqual([true, false]);
  });

  test("diverges on smooth starts with many features, and its forecast counts that", async () => {
    const smooth = await simulate(advectionDiffusion({ length: 1.5 }), { sequences: 64, seed: 1 });
    const fitted = await leastSquares().fit(smooth);
    expect(Math.max(...fitted.coefficients.map(({ mean }) => Math.abs(mean)))).toBeGreaterThan(1);
    const ensemble = await fitted.forecast(smooth.at(0), { steps: 20, draws: 50, seed: 1 });
    expect(ensemble.divergedBy(19)).toBeGreaterThan(25);
    const shrunk = await lasso({ penalties: 25, folds: 4 }).fit(smooth);
    const calm = await shrunk.forecast(smooth.at(0), { steps: 20, draws: 50, seed: 1 });
    expect(calm.divergedBy(19)).toBe(0);
  });
});

describe("the synthetic law of the paper, from 64 sequences of 4800 walkers", () => {
  test.each([
    { name: "least-squares", model: leastSquares, inactive: 0.03 },
    { name: "stlsq", model: stlsq, inactive: 0 },
    { name: "lasso", model: lasso, inactive: 0.03 },
  ])("is found by $name", async ({ model, inactive }) => {
    for (const seed of [1, 2, 3]) {
      const data = syntheticData(kernel, { law: paperLaw, sequences: 64, seed });
      const { coefficients, converged } = await model({ range: 2, pairs: "unordered" }).fit(data);
      expect(converged).toBe(true);
      const known = coefficients.filter(({ name }) => name in paperLaw);
      const squares = known.reduce((sum, { name, mean }) => sum + (mean - paperLaw[name]) ** 2, 0);
      expect(known.length).toBe(4);
      expect(Math.sqrt(squares / 4)).toBeLessThan(0.011);
      const others = coefficients.filter(({ name }) => !(name in paperLaw));
      expect(Math.max(...others.map(({ mean }) => Math.abs(mean)))).toBeLessThanOrEqual(inactive);
    }
  });
});

test("a regression leaves out sequences that were not observed after one step", async () => {
  const data = syntheticData(kernel, { law: paperLaw, sequences: 30, seed: 4, bins: 12 });
  const gap = (i: number) => i === 3 || i === 17;
  const counts = data.counts.slice();
  const observed = new Uint8Array(60).fill(1);
  for (const i of [3, 17]) {
    counts.fill(0, (2 * i + 1) * 12, (2 * i + 2) * 12);
    observed[2 * i + 1] = 0;
  }
  const seen = Array.from({ length: 30 }, (_, i) => i).filter((i) => !gap(i));
  const model = leastSquares({ range: 1 });
  const some = await model.fit(new Dataset({ ...data, counts, observed }));
  expect(some.coefficients).toEqual((await model.fit(selectSequences(data, seen))).coefficients);
});

describe("a regression refuses", () => {
  const given = { law: { "m=0": 0.5 }, sequences: 3, seed: 1, bins: 6, walkers: 300 };
  const few = syntheticData(kernel, given);
  const { initialState: _, ...rest } = few;
  test.each([
    ["data without starting states", leastSquares(), { ...rest, at: few.at }, /initial_state/],
    ["fewer values than coefficients", leastSquares({ range: 2 }), few, /more values than/],
    ["fewer sequences than folds", lasso(), few, /each of 10 folds/],
    ["starts without contrast", stlsq(), syntheticData(kernel, { ...given, sigma: 0 }), /uniform/],
  ] as const)("%s", async (_what, model, data, message) => {
    const own = Object.assign(Object.create(few), data, {
      initialState: Reflect.get(data, "initialState"),
    });
    await expect(model.fit(own)).rejects.toMatchObject({
      tag: "InvalidData",
      message: expect.stringMatching(message),
    });
  });
});
