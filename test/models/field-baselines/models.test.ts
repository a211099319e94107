import { describe, expect, it } from "vitest";
import { FieldDataset } from "../../../src/dataset/field-dataset.js";
import { selectFields } from "../../../src/dataset/field-source.js";
import { fieldErrors } from "../../../src/diagnose/field-error.js";
import { fieldScore } from "../../../src/diagnose/field-score.js";
import { findFieldModel } from "../../../src/models/field-registry.js";
import { burgersField2d } from "../../../src/simulate/fields/burgers-2d-field.js";
import { burgersField } from "../../../src/simulate/fields/burgers-field.js";
import { simulateFields } from "../../../src/simulate/fields/simulate.js";
import { Xoshiro128 } from "../../oracle/xoshiro.js";
import { waves } from "../multiscale-sde/waves.js";

/** Configurations that serve a small problem, and a bound of their clean error. */
const lines = [
  ["pod-dmd", { rank: 8 }, 0.3],
  ["operator-inference", { modes: 5 }, 0.15],
  ["pod-galerkin", { modes: 10 }, 0.05],
  ["coarse-direct", {}, 0.3],
  ["muscl", { cells: 40 }, 0.1],
  ["weno5", { cells: 40 }, 0.1],
  ["spectral-field", { cells: 40 }, 0.05],
  ["stencil-ode", { cells: 20, steps: 300, pushforward: 30 }, 0.15],
] as const;

const system = burgersField({ points: 200, steps: 100, viscosity: 2e-3 });
const data = simulateFields(system, { sequences: 5, seed: 1 });
const truth = await simulateFields(system, { sequences: 1, seed: 1001 }).sequence(0);
const start = { field: truth.field.slice(0, 200), time: 0 };

describe.each(lines)("%s", (name, parameters, bound) => {
  const model = findFieldModel(name);
  const fitted = model.configure(parameters).fit(data, { seed: 3 });

  it("forecasts an unseen trajectory, the same as after it was stored", async () => {
    const posterior = await fitted;
    const request = { steps: 100, draws: 4, seed: 0 };
    const ensemble = await posterior.forecast(start, request);
    const { cleanError } = fieldScore(ensemble, { ...truth, time: data.time });
    expect(cleanError).toBeLessThan(bound);
    expect(cleanError).toBeGreaterThan(1e-4);
    expect([ensemble.draws, ensemble.dimension]).toEqual([1, posterior.dimension]);
    const restored = await model.fromGroup(posterior.toGroup());
    expect((await restored.forecast(start, request)).mean()).toEqual(ensemble.mean());
    expect(restored.provenance).toEqual(posterior.provenance);
  });

  it("forecasts from any time, beyond that of training", async () => {
    const posterior = await fitted;
    const at = (times: number[], time: number) => {
      const request = { times: Float64Array.from(times), draws: 1, seed: 0 };
      return posterior.forecast({ ...start, time }, request);
    };
    const late = await at([7.125, 8.5], 7);
    const early = await at([0.125, 1.5], 0);
    const [a, b] = [late.mean(), early.mean()];
    const off = a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);
    expect(off).toBeLessThan(1e-5);
  });

  it("refuses what it cannot start from, and stops for a signal", async () => {
    const posterior = await fitted;
    const request = { steps: 1, draws: 1, seed: 0 };
    const bad = { field: new Float32Array(3), time: 0 };
    await expect(posterior.forecast(bad, request)).rejects.toThrow("200 values");
    const infinite = { field: start.field.map(() => Number.NaN), time: 0 };
    await expect(posterior.forecast(infinite, request)).rejects.toThrow("finite");
    await expect(posterior.forecast(start, { ...request, steps: 0 })).rejects.toThrow("steps");
    const times = Float64Array.of(0.2, 0.1);
    await expect(posterior.forecast(start, { times, draws: 1, seed: 0 })).rejects.toThrow("rising");
    const signal = AbortSignal.abort();
    const interrupted = { tag: "Interrupted" };
    await expect(posterior.forecast(start, { ...request, signal })).rejects.toMatchObject(
      interrupted,
    );
    await expect(model.configure(parameters).fit(data, { signal })).rejects.toMatchObject(
      interrupted,
    );
    const other = { attributes: {}, variables: {}, groups: {} };
    await expect(model.fromGroup(other)).rejects.toThrow(`of the model ${name}`);
    expect(() => model.configure({ nothing: 1 })).toThrow("nothing");
  });

  it("is given the equation, or needs none", async () => {
    const fit = model.configure(parameters).fit(waves(5));
    if (model.given === undefined) expect((await fit).dimension).toBeGreaterThan(1);
    else await expect(fit).rejects.toThrow("fields of a known equation");
  });
});

describe("in two dimensions", () => {
  const square = burgersField2d({ points: 32, steps: 60, duration: 0.6, viscosity: 0.02 });
  const fields = simulateFields(square, { sequences: 6, seed: 1 });

  it.each([
    ["pod-galerkin", { modes: 8 }, 0.1],
    ["operator-inference", { modes: 5 }, 0.15],
    ["coarse-direct", {}, 0.6],
  ] as const)("%s forecasts a square", async (name, parameters, bound) => {
    const posterior = await findFieldModel(name).configure(parameters).fit(fields);
    const sequence = await simulateFields(square, { sequences: 1, seed: 1001 }).sequence(0);
    const from = { field: sequence.field.slice(0, 1024), time: 0 };
    const ensemble = await posterior.forecast(from, { steps: 60, draws: 1, seed: 0 });
    const { cleanError } = fieldScore(ensemble, { ...sequence, time: fields.time });
    expect(cleanError).toBeLessThan(bound);
  });

  it("schemes of a ring are refused", async () => {
    for (const name of ["muscl", "weno5", "spectral-field"]) {
      const fit = findFieldModel(name).configure({}).fit(fields);
      await expect(fit, name).rejects.toThrow("one dimension, periodic");
    }
  });
});

it("one trajectory leaves none to train on beside the one that validates", async () => {
  const fit = findFieldModel("pod-dmd")
    .configure({ rank: 2 })
    .fit(selectFields(data, [0]));
  await expect(fit).rejects.toThrow("more than the 1 that validate");
});

it("dynamic modes of noisy waves do not decay once their coefficients are smoothed", async () => {
  const [points, times] = [64, 201];
  const generator = new Xoshiro128([7, 1, 2, 3]);
  // Of standard deviation .2.
  const noise = () => 0.2 * Math.sqrt(12) * (generator.next() / 2 ** 32 - 0.5);
  const wave = (s: number, t: number, x: number) => {
    const phase = (2 * Math.PI * x) / points - t / 20;
    return Math.sin(phase + s) + 0.5 * Math.cos(2 * (phase - s));
  };
  const noisy = new FieldDataset({
    grid: { domain: [[0, 1]], points: [points], periodic: true },
    time: Float64Array.from({ length: times }, (_, t) => t / 100),
    sequences: 4,
    field: Float32Array.from({ length: 4 * times * points }, (_, i) => {
      const [s, t] = [Math.floor(i / points / times), Math.floor(i / points) % times];
      return wave(s, t, i % points) + noise();
    }),
    provenance: { version: "0", command: "test", name: "waves", parameters: {}, seed: 0 },
  });
  const from = Float32Array.from({ length: points }, (_, x) => wave(5, 0, x));
  const errorOf = async (parameters: { readonly window?: number }) => {
    const posterior = await findFieldModel("pod-dmd")
      .configure({ rank: 4, ...parameters })
      .fit(noisy);
    const request = { steps: 200, draws: 1, seed: 0 };
    const last = (await posterior.forecast({ field: from, time: 0 }, request)).meanAt(199);
    const truth = Float32Array.from({ length: points }, (_, x) => wave(5, 200, x));
    return fieldErrors(last, truth, points)[0];
  };
  const [smoothed, raw] = [await errorOf({}), await errorOf({ window: 1 })];
  expect(raw).toBeGreaterThan(0.1);
  expect(smoothed).toBeLessThan(raw / 4);
});
