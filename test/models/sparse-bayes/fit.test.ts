import { describe, expect, test } from "vitest";
import { Dataset } from "../../../src/dataset/dataset.js";
import { isCoarsegrainError } from "../../../src/errors.js";
import { compileKernel, instantiateKernel, type Kernel } from "../../../src/kernel/load.js";
import { fit } from "../../../src/models/fit.js";
import { findModel, models } from "../../../src/models/registry.js";
import {
  marginalCovariance,
  meanFieldCovariance,
} from "../../../src/models/sparse-bayes/covariance.js";
import { infer, initialState } from "../../../src/models/sparse-bayes/infer.js";
import {
  createPosterior,
  type SparseBayesPosterior,
} from "../../../src/models/sparse-bayes/posterior.js";
import { createProblem, precisionShape } from "../../../src/models/sparse-bayes/problem.js";
import { sparseBayes, sparseBayesModel } from "../../../src/models/sparse-bayes/sparse-bayes.js";
import { summarise } from "../../../src/models/sparse-bayes/summary.js";
import { digestGroup } from "../../../src/store/digest.js";
import type { Group } from "../../../src/store/group.js";
import { memoryStorage } from "../../../src/store/memory.js";
import { readGroup } from "../../../src/store/read-group.js";
import { writeGroup } from "../../../src/store/write-group.js";
import type { Json } from "../../../src/types.js";
import { bothBuilds } from "../../kernel/builds.js";
import { paperLaw, syntheticData } from "./synthetic.js";

const kernel = await instantiateKernel();
const data = syntheticData(kernel, {
  law: paperLaw,
  sequences: 12,
  seed: 2,
  bins: 9,
  walkers: 900,
  noise: 0.05,
});
const range = { range: 2, pairs: "unordered" };
/** Slow enough to be still under way after 130 iterations. */
const endless = { ...range, tolerance: 1e-12, eliminate: 0, learningRate: 1e-3 };
const updates = ["newton", "adam"] as const;

const digestOf = (posterior: { toGroup: SparseBayesPosterior["toGroup"] }) =>
  digestGroup(posterior.toGroup());

describe("saving and loading", () => {
  test.each(updates)("a posterior by %s keeps every bit, and its forecasts", async (update) => {
    const posterior = await fit(data, sparseBayes({ ...range, update, iterations: 40 }), {
      seed: 8,
    });
    const storage = memoryStorage();
    await writeGroup(storage, posterior.toGroup());
    const loaded = await sparseBayesModel.fromGroup(await readGroup(storage));
    expect(await digestOf(loaded as SparseBayesPosterior)).toBe(await digestOf(posterior));
    expect(loaded.coefficients).toEqual(posterior.coefficients);
    expect(loaded.provenance).toEqual(posterior.provenance);
    expect(loaded.bound).toEqual(posterior.bound);
    const request = { steps: 5, draws: 20, seed: 3 };
    const [one, two] = [
      await posterior.forecast(data.at(1), request),
      await loaded.forecast(data.at(1), request),
    ];
    expect(two.counts).toEqual(one.counts);
    expect(two.state).toEqual(one.state);
  });

  test("refuses a group that is no posterior, lacks a part, or has one of another shape", async () => {
    const posterior = await fit(data, sparseBayes({ ...range, iterations: 3 }));
    const group = posterior.toGroup();
    const { variational } = group.groups;
    const changed = (variables: typeof variational.variables) => ({
      ...group,
      groups: { ...group.groups, variational: { ...variational, variables } },
    });
    const { theta_mean, ...without } = variational.variables;
    const broken: Group[] = [
      { attributes: {}, variables: {}, groups: {} },
      { ...group, groups: {} },
      changed(without),
      ...Object.keys(variational.variables)
        .filter((name) => name !== "active")
        .map((name) => {
          const variable = variational.variables[name];
          const values = new Float64Array(variable.values.length + 1);
          return changed({ ...variational.variables, [name]: { ...variable, values } });
        }),
    ];
    const header = group.attributes.coarsegrain as { readonly [key: string]: Json };
    const damages: { readonly [key: string]: Json }[] = [
      { seed: "x" },
      { version: 1 },
      { bins: 0 },
      { time_step: 0 },
      { domain: [-1] },
      { revisions: [99] },
      { converged: "yes" },
      { precision_shape: null },
      { model_parameters: [] },
    ];
    for (const damage of damages) {
      broken.push({ ...group, attributes: { coarsegrain: { ...header, ...damage } } });
    }
    for (const active of [[], [-1], [0, 0], [0, 10_000]]) {
      const values = Int32Array.from(active);
      broken.push(
        changed({ ...variational.variables, active: { ...variational.variables.active, values } }),
      );
    }
    for (const bad of broken) {
      const error = await sparseBayesModel.fromGroup(bad).catch((e: unknown) => e);
      expect(isCoarsegrainError(error, "InvalidData"), String(error)).toBe(true);
    }
  });
});

describe("resuming", () => {
  test.each(updates)("a fit by %s from a checkpoint ends in the same bytes", async (update) => {
    const given = { ...endless, update, iterations: 130 };
    const checkpoints: SparseBayesPosterior[] = [];
    const keep = (posterior: unknown) => {
      checkpoints.push(posterior as SparseBayesPosterior);
    };
    const whole = await fit(data, sparseBayes(given), { seed: 5, onCheckpoint: keep });
    expect(whole.bound.length).toBe(130);
    expect(checkpoints.map(({ state }) => state.iteration)).toEqual([100]);
    const loaded = await sparseBayesModel.fromGroup(checkpoints[0].toGroup());
    const resumed = await fit(data, sparseBayes(given), { resume: loaded });
    expect(await digestOf(resumed)).toBe(await digestOf(whole));
    // Checkpoints themselves change nothing.
    const silent = await fit(data, sparseBayes(given), { seed: 5 });
    expect(await digestOf(silent)).toBe(await digestOf(whole));
  });

  test.each(updates)(
    "an interrupted fit by %s hands over its last state and goes on from it",
    async (update) => {
      const given = { ...range, update, iterations: 60 };
      const stop = new AbortController();
      let last: SparseBayesPosterior | undefined;
      const broken = fit(data, sparseBayes(given), {
        signal: stop.signal,
        onProgress: ({ done }) => {
          if (done === 17) stop.abort();
        },
        onCheckpoint: (posterior) => {
          last = posterior as SparseBayesPosterior;
        },
      });
      await expect(broken).rejects.toMatchObject({ tag: "Interrupted" });
      expect(last?.state.iteration).toBe(17);
      expect(last?.converged).toBe(false);
      const resumed = await fit(data, sparseBayes(given), { resume: last! });
      const whole = await fit(data, sparseBayes(given));
      expect(await digestOf(resumed)).toBe(await digestOf(whole));
    },
  );

  test("is refused with other parameters, data or seed", async () => {
    const posterior = await fit(data, sparseBayes({ ...range, iterations: 2 }), { seed: 1 });
    const other = syntheticData(kernel, { law: paperLaw, sequences: 13, seed: 2, bins: 9 });
    const attempts = [
      fit(data, sparseBayes({ ...range, order: 1 }), { resume: posterior }),
      fit(other, sparseBayes(range), { resume: posterior }),
      fit(data, sparseBayes(range), { resume: posterior, seed: 2 }),
      fit(data, sparseBayes(range), { resume: {} as SparseBayesPosterior }),
    ];
    for (const attempt of attempts) {
      await expect(attempt).rejects.toMatchObject({
        tag: "InvalidData",
        message: expect.stringMatching(/posterior to resume.*Fit from the start/),
      });
    }
  });
});

test("an aborted signal stops a fit before its first iteration, with nothing to hand over", async () => {
  let handed = 0;
  const broken = fit(data, sparseBayes(range), {
    signal: AbortSignal.abort(),
    onCheckpoint: () => {
      handed++;
    },
  });
  await expect(broken).rejects.toMatchObject({ tag: "Interrupted" });
  expect(handed).toBe(0);
});

/** A whole fit on a given instance of the kernels. */
async function fitOn(own: Kernel, given: { readonly [key: string]: unknown }) {
  const { parameters } = sparseBayes(given);
  const problem = createProblem(own, data, parameters, 4);
  const state = await infer(problem, initialState(problem));
  return createPosterior(own, {
    parameters,
    provenance: data.provenance,
    grid: data.grid,
    timeStep: data.timeStep,
    walkers: data.walkers,
    sequences: data.sequences,
    precisionShape: precisionShape(problem),
    summary: summarise(problem, problem.inference, state, precisionShape(problem)),
    lastState: problem.lastState,
    lastStep: problem.lastStep,
    covariance: marginalCovariance(problem, state),
    covarianceMeanField: meanFieldCovariance(problem, state),
    state,
  });
}

test.each([
  { update: "newton", precision: "shared" },
  { update: "newton", precision: "per-bin" },
  { update: "adam", precision: "shared" },
])("the SIMD and the scalar build fit and forecast the same bytes: %o", async (mode) => {
  const given = { ...range, ...mode, iterations: 80 };
  const [simd, scalar] = await bothBuilds();
  const [one, two] = [await fitOn(simd, given), await fitOn(scalar, given)];
  expect(await digestOf(two)).toBe(await digestOf(one));
  const request = { steps: 4, draws: 10, seed: 1 };
  const forecasts = [one, two].map((posterior) => posterior.forecast(data.at(3), request));
  const [first, second] = await Promise.all(forecasts);
  expect(second.counts).toEqual(first.counts);
  expect(second.state).toEqual(first.state);
});

describe("a fit that cannot be made", () => {
  test.each([
    [null, "InvalidParameter"],
    [{ ranges: 2 }, "UnknownParameter"],
    [{ range: -1 }, "InvalidParameter"],
    [{ update: "sgd" }, "InvalidParameter"],
    [{ tolerance: 0 }, "InvalidParameter"],
  ])("refuses %o", (given, tag) => {
    let caught: unknown;
    try {
      sparseBayes(given as { readonly [key: string]: unknown });
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ tag });
  });

  test.each([-1, 1.5, "1"])("refuses the seed %o", async (seed) => {
    const options = { seed: seed as number };
    await expect(fit(data, sparseBayes(range), options)).rejects.toMatchObject({
      tag: "InvalidParameter",
      message: expect.stringContaining("seed"),
    });
  });

  const model = sparseBayes(range);
  test.each<[string, unknown, unknown, RegExp]>([
    ["no data", undefined, model, /data to fit: expected a Dataset; received undefined/],
    ["a promise of data", Promise.resolve(data), model, /received a Promise.*await/],
    ["fields alone", { ...data }, model, /data to fit.*plain object/],
    ["no model", data, undefined, /model to fit.*undefined/],
    ["the name of a model", data, "sparse-bayes", /model to fit.*string sparse-bayes/],
    ["a model without parameters", data, sparseBayes, /model to fit.*function/],
    ["both the wrong way round", model, data, /data to fit/],
  ])("refuses %s", async (_, given, what, message) => {
    await expect(fit(given as Dataset, what as typeof model)).rejects.toMatchObject({
      tag: "InvalidData",
      message: expect.stringMatching(message),
    });
  });

  test("is a numerical failure naming the feature, where states overflow", async () => {
    const initialState = data.initialState!.map((x) => x * 1e200);
    const wild = new Dataset({ ...data, initialState });
    await expect(fit(wild, sparseBayes(range))).rejects.toMatchObject({
      tag: "NumericalFailure",
    });
  });
});

test("a law without any feature that matters is fitted all the same", async () => {
  const unrelated = syntheticData(kernel, { law: {}, sequences: 12, seed: 3, noise: 0.3 });
  const posterior = await fit(unrelated, sparseBayes({ range: 1, pairs: "unordered" }));
  expect(posterior.converged).toBe(true);
  for (const { mean } of posterior.coefficients) expect(Math.abs(mean)).toBeLessThan(0.1);
});

test("equal products in both orders share their coefficient, and elimination keeps one of them", async () => {
  const law = { "m=0": 0.5, "m=-1,1": 0.4 };
  const twins = syntheticData(kernel, { law, sequences: 48, seed: 9 });
  const { coefficients } = await fit(twins, sparseBayes({ range: 1 }));
  const pair = coefficients.filter(({ name }) => name === "m=-1,1" || name === "m=1,-1");
  expect(pair.some(({ active }) => active)).toBe(true);
  expect(pair.reduce((sum, { mean }) => sum + mean, 0)).toBeCloseTo(0.4, 1);
});

test("the registry finds the model and says what it knows", () => {
  expect(findModel("sparse-bayes")).toBe(sparseBayesModel);
  expect(models.map(({ name }) => name)).toContain("sparse-bayes");
  expect(() => findModel("sparse-bayse")).toThrow(/Did you mean "sparse-bayes"/);
  expect(sparseBayesModel.configure({ range: 3 }).parameters.range).toBe(3);
});

test("the kernels are compiled once for each build", async () => {
  expect(await compileKernel(false)).toBe(await compileKernel(false));
});
