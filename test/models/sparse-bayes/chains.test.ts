import { describe, expect, test } from "vitest";
import { Dataset } from "../../../src/dataset/dataset.js";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { fit } from "../../../src/models/fit.js";
import { infer, initialState } from "../../../src/models/sparse-bayes/infer.js";
import { createProblem } from "../../../src/models/sparse-bayes/problem.js";
import { singleSteps } from "../../../src/models/sparse-bayes/single-steps.js";
import { sparseBayes, sparseBayesModel } from "../../../src/models/sparse-bayes/sparse-bayes.js";
import { advectionDiffusion } from "../../../src/simulate/advection-diffusion.js";
import { simulate } from "../../../src/simulate/simulate.js";
import { synthetic } from "../../../src/simulate/synthetic.js";
import { digestGroup } from "../../../src/store/digest.js";
import { bothBuilds } from "../../kernel/builds.js";
import { tiltedSoftmax } from "../../oracle/softmax-multinomial.js";
import { chiSquareLimit } from "../../oracle/statistics.js";

const kernel = await instantiateKernel();

const truth: { readonly [name: string]: number } = {
  "m=-1": 0.5,
  "m=1": 0.5,
  "m=1,1": -0.23,
  "m=-1,-1": 0.21,
};
const chains = { sequences: "chains" };
const own = { ...chains, features: "-1;1;-1,-1;1,1", eliminate: 0 };

/** The same bursts without the states they began from. */
const withoutStarts = (data: Dataset) => new Dataset({ ...data, initialState: undefined });

/** Sequences of 2 to `steps` steps, with every third snapshot in between not observed. */
function ragged(data: Dataset): Dataset {
  const { bins } = data.grid;
  const observed = new Uint8Array(data.sequences * data.time.length).fill(1);
  const counts = data.counts.slice();
  for (let i = 0; i < data.sequences; i++) {
    const last = 2 + (i % (data.steps - 1));
    for (let t = 0; t < data.time.length; t++) {
      if (t <= last && !(t % 3 === 1 && t < last)) continue;
      observed[i * data.time.length + t] = 0;
      const from = (i * data.time.length + t) * bins;
      counts.fill(0, from, from + bins);
    }
  }
  return new Dataset({ ...data, observed, counts });
}

/** z scores of the coefficients over data sets of several seeds. */
async function scores(
  make: (seed: number) => Promise<Dataset>,
  given: { readonly [name: string]: string },
) {
  const z: number[] = [];
  for (let seed = 0; seed < 12; seed++) {
    const posterior = await fit(await make(seed), sparseBayes({ ...own, ...given }));
    expect(posterior.converged).toBe(true);
    for (const { name, mean, sd } of posterior.coefficients) z.push((mean - truth[name]) / sd);
  }
  return z;
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

describe("errors of the coefficients are as large as the marginal covariance says", () => {
  const noise = 0.1;
  test.each([
    {
      name: "bursts from unknown states",
      make: async (seed: number) =>
        withoutStarts(await simulate(synthetic({ noise }), { sequences: 48, seed })),
    },
    {
      name: "known starts, ragged lengths, missing snapshots",
      make: async (seed: number) =>
        ragged(await simulate(synthetic({ noise }), { sequences: 16, steps: 5, seed })),
    },
    {
      name: "unknown starts, ragged lengths, missing snapshots",
      make: async (seed: number) =>
        withoutStarts(
          ragged(await simulate(synthetic({ noise }), { sequences: 16, steps: 5, seed })),
        ),
    },
  ])("$name", async ({ make }) => {
    const z = await scores(make, {});
    // Significance .001 on both sides, by the chi-square law and its mirror image.
    const chi = sum(z.map((x) => x * x));
    expect(chi).toBeLessThan(chiSquareLimit(z.length));
    expect(chi).toBeGreaterThan(z.length / 2);
  });

  test("a mean field across time is biased where starts are unknown", async () => {
    const make = async (seed: number) =>
      withoutStarts(await simulate(synthetic(), { sequences: 48, seed }));
    const z = await scores(make, { states: "diagonal" });
    expect(sum(z.map((x) => x * x))).toBeGreaterThan(chiSquareLimit(z.length));
  });
});

const data = await simulate(synthetic({ noise: 0.05, bins: 9, walkers: 900 }), {
  sequences: 12,
  steps: 3,
  seed: 2,
});
const model = sparseBayes({ ...chains, range: 1, pairs: "unordered" });

test("full states of bursts from known starts give the law that a product over bins gives", async () => {
  const bursts = await simulate(synthetic({ noise: 0.05 }), { sequences: 40, seed: 5 });
  const given = { ...own, sequences: "steps", tolerance: 1e-4, iterations: 5000 };
  const [full, diagonal] = await Promise.all(
    ["full", "diagonal"].map((states) => fit(bursts, sparseBayes({ ...given, states }))),
  );
  full.coefficients.forEach(({ mean, sd }, l) => {
    expect(Math.abs(mean - diagonal.coefficients[l].mean)).toBeLessThan(0.05 * sd);
    expect(Math.abs(sd / diagonal.coefficients[l].sd - 1)).toBeLessThan(0.03);
  });
  // S_i = (n (diag rho - rho rho^T) + v)^-1, of which the product over bins has the inverse of the diagonal.
  const bins = 24;
  const { mu, covariance, precision } = full.state;
  const s = covariance.subarray(0, bins * bins);
  const rho = tiltedSoftmax(
    mu.subarray(0, bins),
    Float64Array.from({ length: bins }, (_, j) => s[j * (bins + 1)]),
  );
  // S times its precision, on vectors without a mean, is the identity.
  for (let a = 0; a < bins; a++) {
    for (let b = 0; b < bins; b++) {
      let product = 0;
      for (let k = 0; k < bins; k++) {
        const emission = 4800 * ((k === b ? rho[b] : 0) - rho[k] * rho[b]);
        product += s[a * bins + k] * (emission + (k === b ? precision[0] : 0));
      }
      expect(Math.abs(product - (a === b ? 1 : 0) + 1 / bins)).toBeLessThan(0.02);
    }
  }
});

test("the bound rises, but for what its approximation leaves", async () => {
  const posterior = await fit(data, sparseBayes({ ...own, tolerance: 1e-3 }));
  const { bound } = posterior;
  for (let k = 1; k < bound.length; k++) expect(bound[k] - bound[k - 1]).toBeGreaterThan(-0.05);
  expect(posterior.converged).toBe(true);
});

test("a posterior is saved, loaded and resumed bit by bit", async () => {
  const short = await fit(data, sparseBayes({ ...own, iterations: 6 }), { seed: 4 });
  const loaded = await sparseBayesModel.fromGroup(short.toGroup());
  expect(await digestGroup(loaded.toGroup())).toBe(await digestGroup(short.toGroup()));
  const long = sparseBayes({ ...own, iterations: 12 });
  const resumed = await fit(data, long, { seed: 4, resume: loaded });
  const whole = await fit(data, long, { seed: 4 });
  expect(whole.bound.length).toBeGreaterThan(6);
  expect(await digestGroup(resumed.toGroup())).toBe(await digestGroup(whole.toGroup()));
});

test("forecasts go on from the last state of a sequence, at its time", async () => {
  const posterior = await fit(ragged(data), model);
  const request = { steps: 2, draws: 30, seed: 1 };
  const first = await posterior.forecastTraining(0, request);
  expect(Array.from(first.time)).toEqual([3, 4]);
  const second = await posterior.forecastTraining(1, request);
  expect(Array.from(second.time)).toEqual([4, 5]);
});

test("a sequence without a step teaches nothing, and has nothing to go on from", async () => {
  const observed = new Uint8Array(12 * 4).fill(1);
  observed.fill(0, 1, 4);
  const counts = data.counts.slice();
  counts.fill(0, 9, 4 * 9);
  const posterior = await fit(new Dataset({ ...data, observed, counts }), model);
  await expect(
    posterior.forecastTraining(0, { steps: 1, draws: 1, seed: 0 }),
  ).rejects.toMatchObject({ tag: "InvalidData" });
});

test("the SIMD and the scalar build infer the same states", async () => {
  const [simd, scalar] = await bothBuilds();
  const states = [simd, scalar].map((kernel) => {
    const problem = createProblem(kernel, withoutStarts(data), model.parameters, 1);
    return infer(
      { ...problem, parameters: { ...problem.parameters, iterations: 15 } },
      initialState(problem),
    );
  });
  const [one, two] = await Promise.all(states);
  expect(two.thetaMean).toEqual(one.thetaMean);
  expect(two.covariance).toEqual(one.covariance);
  expect(two.bound).toEqual(one.bound);
});

describe("what cannot be inferred is refused", () => {
  test.each([
    [{ precision: "per-bin" }, /precision.*shared/],
    [{ update: "adam" }, /update.*newton/],
  ])("%o", async (given, message) => {
    await expect(fit(data, sparseBayes({ ...chains, range: 1, ...given }))).rejects.toMatchObject({
      tag: "InvalidParameter",
      message: expect.stringMatching(message),
    });
  });

  test("more covariances than memory can hold", async () => {
    const bins = 2048;
    const sequences = 9;
    const counts = new Uint32Array(2 * sequences * bins).fill(1);
    const many = new Dataset({
      ...data,
      grid: { domain: [-1, 1], bins },
      time: Float64Array.of(0, 1),
      sequences,
      walkers: bins,
      counts,
      initialState: undefined,
    });
    await expect(fit(many, sparseBayes({ ...chains, range: 0, order: 1 }))).rejects.toMatchObject({
      tag: "InvalidParameter",
      message: expect.stringMatching(/states.*diagonal where there are more than 16 states/),
    });
  });

  test("snapshots without a step between them", async () => {
    const still = new Dataset({
      ...data,
      time: Float64Array.of(0),
      counts: data.counts.slice(0, 108),
    });
    await expect(fit(still, model)).rejects.toMatchObject({
      tag: "InvalidData",
      message: expect.stringMatching(/coarse step between two snapshots/),
    });
  });
});

test("the problem of chains has all their states and steps", () => {
  const problem = createProblem(kernel, data, model.parameters, 1);
  expect(problem.inference.transitions).toBe(36);
  expect(problem.inference.dimension).toBe(12 * 3 * 9);
});

test("walkers that live on are taken step by step: a chain takes their noise for error, and staying for law", async () => {
  const walkers = withoutStarts(await simulate(advectionDiffusion(), { sequences: 128, seed: 1 }));
  const stay = async (sequences: string) => {
    const { coefficients } = await fit(walkers, sparseBayes({ range: 2, sequences }));
    return coefficients.find(({ name }) => name === "m=0")?.mean ?? 0;
  };
  // Exact weight of staying in the bin: .535.
  expect(Math.abs((await stay("steps")) - 0.535)).toBeLessThan(0.02);
  expect((await stay("chains")) - 0.535).toBeGreaterThan(0.025);
});

test("single steps come from all of a sequence, where both snapshots were observed", () => {
  const parts = singleSteps(kernel, ragged(data), sparseBayes({ range: 1 }).parameters);
  // Sequence 0 ends at step 2, its snapshot 1 is missing: nothing begins from there, nothing ends there.
  const of = (i: number) => Array.from(parts.first).filter((_, k) => parts.sequence[k] === i);
  expect(of(0)).toEqual([]);
  expect(of(1)).toEqual([2]);
  const known = singleSteps(kernel, data, sparseBayes({ range: 1 }).parameters);
  expect(Array.from(known.first).slice(0, 3)).toEqual([0, 1, 2]);
  const start = Array.from(known.chains[0].start as Float64Array);
  start.forEach((x, j) => {
    expect(x).toBeCloseTo((data.initialState as Float64Array)[j], 12);
  });
});

test("a shift of all recorded states changes nothing, unless the gauge is to be kept", async () => {
  const bursts = await simulate(synthetic({ noise: 0.05 }), { sequences: 24, seed: 3 });
  const initialState = (bursts.initialState as Float64Array).map((x) => x - 3);
  const shifted = new Dataset({ ...bursts, initialState });
  const given = { range: 1, pairs: "unordered" };
  const [own, other, kept] = await Promise.all([
    fit(bursts, sparseBayes(given)),
    fit(shifted, sparseBayes(given)),
    fit(shifted, sparseBayes({ ...given, gauge: "recorded" })),
  ]);
  own.coefficients.forEach(({ mean, sd }, l) => {
    expect(Math.abs(other.coefficients[l].mean - mean)).toBeLessThan(1e-6 + 1e-3 * sd);
  });
  const left = (posterior: typeof own) => posterior.coefficients[0].mean;
  expect(Math.abs(left(kept) - left(own))).toBeGreaterThan(0.1);
});

test("data without a single step say so", async () => {
  const observed = Uint8Array.from({ length: 48 }, (_, k) => (k % 2 === 0 ? 1 : 0));
  const counts = data.counts.map((m, k) => (Math.floor(k / 9) % 2 === 0 ? m : 0));
  const gaps = withoutStarts(new Dataset({ ...data, observed, counts }));
  await expect(fit(gaps, sparseBayes({ range: 1 }))).rejects.toMatchObject({
    tag: "InvalidData",
    message: expect.stringMatching(/sequences=chains/),
  });
  const inferred = await fit(gaps, sparseBayes({ ...chains, range: 1, pairs: "unordered" }));
  expect(inferred.state.mu.length).toBe(12 * 3 * 9);
});
