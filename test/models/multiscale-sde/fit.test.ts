import { describe, expect, it } from "vitest";
import { createTape } from "../../../src/autodiff/tape.js";
import { FieldDataset } from "../../../src/dataset/field-dataset.js";
import { selectFields } from "../../../src/dataset/field-source.js";
import { isCoarsegrainError } from "../../../src/errors.js";
import { instantiateNetworkKernel } from "../../../src/kernel/network/load.js";
import {
  multiscaleFromGroup,
  multiscaleSde,
} from "../../../src/models/multiscale-sde/multiscale-sde.js";
import { recordObjective } from "../../../src/models/multiscale-sde/objective.js";
import { podModel } from "../../../src/models/multiscale-sde/pod/model.js";
import { preparePod } from "../../../src/models/multiscale-sde/pod/prepare.js";
import type { MultiscalePosterior } from "../../../src/models/multiscale-sde/posterior.js";
import type { Json } from "../../../src/types.js";
import { gradientErrors } from "../../oracle/central-differences.js";
import { waves } from "./waves.js";

const data = waves();
const small = { form: "pod", cells: 10, modes: 6, micro: 2, steps: 300, batch: 32, warmUp: 20 };
const posterior = await multiscaleSde(small).fit(data, { seed: 1 });
const start = { field: data.field.slice(0, 60), time: 0 };

const relativeError = (found: Float32Array, truth: Float32Array) => {
  let [difference, size] = [0, 0];
  for (let i = 0; i < truth.length; i++) {
    difference += (found[i] - truth[i]) ** 2;
    size += truth[i] ** 2;
  }
  return Math.sqrt(difference / size);
};

describe("a fit", () => {
  it("learns to move a wave", async () => {
    const mean = await posterior.meanForecast(start, { steps: 60 });
    expect(relativeError(mean.mean(), data.field.subarray(60, 61 * 60))).toBeLessThan(0.1);
  });

  it("gives the same numbers for the same seed, with or without a pause", async () => {
    const again = await multiscaleSde(small).fit(data, { seed: 1, onCheckpoint: () => {} });
    expect(again.learned.arrays).toEqual(posterior.learned.arrays);
    expect(again.dispersionScale).toBe(posterior.dispersionScale);
  });

  it("is stopped by a signal, and leaves what it has", async () => {
    const controller = new AbortController();
    let kept: MultiscalePosterior | undefined;
    const fitting = multiscaleSde({ ...small, steps: 5000 }).fit(data, {
      signal: controller.signal,
      onProgress: ({ phase, done }) => {
        if (phase === "fit" && done >= 100) controller.abort();
      },
      onCheckpoint: (state) => {
        kept = state;
      },
    });
    await expect(fitting).rejects.toSatisfy((e) => isCoarsegrainError(e, "Interrupted"));
    expect(kept?.converged).toBe(false);
    expect(kept?.bound.length).toBeGreaterThan(50);
  });

  it("goes on from where it was stopped, to the same last bit", async () => {
    const controller = new AbortController();
    let kept: MultiscalePosterior | undefined;
    const stopped = multiscaleSde(small).fit(data, {
      seed: 1,
      signal: controller.signal,
      onProgress: ({ phase, done }) => {
        if (phase === "fit" && done >= 100) controller.abort();
      },
      onCheckpoint: (state) => {
        kept = state;
      },
    });
    await expect(stopped).rejects.toSatisfy((e) => isCoarsegrainError(e, "Interrupted"));
    const read = await multiscaleFromGroup((kept as MultiscalePosterior).toGroup());
    const whole = await multiscaleSde(small).fit(data, { seed: 1, resume: read });
    expect(whole.toGroup()).toEqual(posterior.toGroup());
    await expect(multiscaleSde(small).fit(data, { seed: 2, resume: read })).rejects.toThrow("seed");
    const other = multiscaleSde({ ...small, micro: 1 });
    await expect(other.fit(data, { seed: 1, resume: read })).rejects.toThrow("parameters");
  });

  it("has the gradients of central differences in its whole objective", async () => {
    const network = await instantiateNetworkKernel();
    const tape = createTape(network, { precision: "float64", seed: 2 });
    // What the coordinates leave of these waves is next to nothing: differences would see rounding alone.
    const shape = { cells: [10], modes: 6, micro: 2, window: 21, degree: 3 };
    const { parts } = await preparePod(await instantiateNetworkKernel(), data, [0, 1, 2], {
      ...{ ...shape, nonlinear: true, flux: true },
    });
    const left = parts.coordinates.left.map(() => 0.3);
    const model = podModel({ ...parts, coordinates: { ...parts.coordinates, left } });
    const latent = model.declare(tape);
    const [d, q, n] = [model.dimension, model.outputs, 3];
    const table = (rows: number, phase: number) =>
      Float64Array.from({ length: rows * n }, (_, i) => Math.sin(i + phase));
    const recorded = recordObjective(tape, {
      latent,
      posterior: {
        mean: tape.input(d, n, table(d, 0)),
        rate: tape.input(d, n, table(d, 1)),
        logScale: tape.parameter("log_scale", d, 1, new Float64Array(d).fill(-2)),
      },
      logDispersion: tape.parameter("log_dispersion", d, 1, new Float64Array(d).fill(0.5)),
      observed: tape.input(q, n, table(q, 2)),
      weight: 1,
    });
    // A last layer of zeros would hide the layers below it.
    for (const { name, value } of tape.parameters) {
      if (name.startsWith("decoder.weight"))
        value.forEach((_, i) => {
          value[i] = 0.3 * Math.cos(i);
        });
    }
    const objective = tape.minimise(recorded.terms);
    const options = { step: 2e-3, looked: 40 };
    for (const { name, difference, size } of gradientErrors(objective, tape.parameters, options)) {
      // A flux that is the same through all faces moves nothing.
      if (name === "flux.bias2") expect(difference).toBeLessThan(1e-9);
      else expect(size, name).toBeGreaterThan(1e-6);
      expect(difference, name).toBeLessThan(1e-6 * Math.max(size, 1e-3));
    }
  });
});

describe("a forecast", () => {
  it("is an ensemble whose first draws do not depend on how many there are", async () => {
    const request = { steps: 10, seed: 3 };
    const few = await posterior.forecast(start, { ...request, draws: 4 });
    const many = await posterior.forecast(start, { ...request, draws: 9 });
    expect(few.divergedBy(9)).toBe(0);
    for (let i = 0; i < few.latent.length; i++) {
      expect(many.latent[i]).toBeCloseTo(few.latent[i], 5);
    }
    const { lower, upper } = many.intervalAt(5, 0.5);
    expect(lower.every((x, i) => x <= upper[i])).toBe(true);
  });

  it("is told how far the noise grows by its file, and that of an older one that it does not", async () => {
    const group = posterior.toGroup();
    const read = await multiscaleFromGroup(group);
    expect(read.growth).toEqual(posterior.growth);
    expect(read.errorRise).toBe(posterior.errorRise);
    const {
      dispersion_growth: exponent,
      error_rise: rise,
      ...header
    } = group.attributes.coarsegrain as { [name: string]: Json };
    expect([exponent, rise]).toEqual([posterior.growth?.exponent, posterior.errorRise]);
    const attributes = { ...group.attributes, coarsegrain: header };
    const older = await multiscaleFromGroup({ ...group, attributes });
    expect(older.growth).toBeUndefined();
    const ensemble = await older.forecast(start, { steps: 3, draws: 4, seed: 1 });
    expect([...(ensemble.errorScale ?? [])]).toEqual([1, 1, 1]);
    const { patch_scale: scale, ...variables } = group.groups.noise.variables;
    expect(scale).toBeDefined();
    const groups = { ...group.groups, noise: { ...group.groups.noise, variables } };
    await expect(multiscaleFromGroup({ ...group, groups })).rejects.toThrow("patch_scale");
  });

  it("starts at any time, and goes on beyond the time of training", async () => {
    const late = { field: data.field.slice(40 * 60, 41 * 60), time: 0.4 };
    const times = Float64Array.of(0.405, 0.9, 1.3);
    const mean = await posterior.meanForecast(late, { times });
    expect(mean.mean().every(Number.isFinite)).toBe(true);
    expect(relativeError(mean.meanAt(0), late.field)).toBeLessThan(0.1);
  });

  it.each([
    ["too few values", { field: new Float32Array(59), time: 0 }, {}],
    ["NaN", { field: new Float32Array(60).fill(Number.NaN), time: 0 }, {}],
    ["no draws", start, { draws: 0 }],
    ["times before the start", start, { times: Float64Array.of(-1) }],
  ])("refuses %s", async (_, from, more) => {
    const request = { steps: 2, draws: 2, seed: 0, ...more };
    await expect(posterior.forecast(from, request)).rejects.toSatisfy(isCoarsegrainError);
  });
});

it("a posterior is saved and read back to the last bit", async () => {
  const read = await multiscaleFromGroup(posterior.toGroup());
  const request = { steps: 5, draws: 3, seed: 4 };
  const [a, b] = await Promise.all([posterior, read].map((p) => p.forecast(start, request)));
  expect(b.latent).toEqual(a.latent);
  expect(read.toGroup()).toEqual(posterior.toGroup());
  const { attributes, groups, variables } = posterior.toGroup();
  const { law, ...rest } = groups;
  expect(law).toBeDefined();
  await expect(multiscaleFromGroup({ attributes, variables, groups: rest })).rejects.toThrow();
});

it.each([
  ["linear", "flux"],
  ["nonlinear", "dense"],
])("also fits with a %s decoder and a %s drift, without a microscale", async (decoder, drift) => {
  const made = await multiscaleSde({ ...small, decoder, drift, micro: 0, steps: 20 }).fit(data);
  expect(made.dimension).toBe(10);
  expect(made.bound.every(Number.isFinite)).toBe(true);
});

describe("bad data are refused with what to do", () => {
  const fit = (given: object, source = data) => multiscaleSde({ ...small, ...given }).fit(source);

  it.each([
    ["cells that do not divide the points", () => fit({ cells: 7 }), "cells"],
    ["one trajectory", () => multiscaleSde(small).fit(selectFields(data, [0])), "validation=0"],
    ["too few times", () => fit({}, waves(3, 20)), "window"],
    ["an even window", () => fit({ window: 20 }), "odd"],
    ["too many microscale numbers", () => fit({ micro: 6 }), "micro"],
    ["more modes than snapshots", () => fit({ modes: 61 }), "modes"],
  ])("%s", async (_, run, text) => {
    await expect(run()).rejects.toSatisfy((error) => {
      return isCoarsegrainError(error) && error.message.includes(text);
    });
  });

  it("NaN in a trajectory", async () => {
    const { grid, time, provenance } = data;
    const source = {
      ...{ kind: "fields" as const, grid, time, provenance, sequences: 3 },
      sequence: async () => ({ field: new Float32Array(60 * 61).fill(Number.NaN) }),
    };
    await expect(multiscaleSde(small).fit(source)).rejects.toThrow("finite");
  });

  it("times that are not equidistant", async () => {
    const time = data.time.slice();
    time[3] += 0.004;
    await expect(fit({}, new FieldDataset({ ...data, time }))).rejects.toThrow("equidistant");
  });
});
