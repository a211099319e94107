import { describe, expect, it } from "vitest";
import { square } from "../../../src/autodiff/elementwise.js";
import { sum } from "../../../src/autodiff/reductions.js";
import { createTape } from "../../../src/autodiff/tape.js";
import { FieldDataset } from "../../../src/dataset/field-dataset.js";
import { isCoarsegrainError } from "../../../src/errors.js";
import { instantiateNetworkKernel } from "../../../src/kernel/network/load.js";
import {
  patchReach,
  patchStatistics,
} from "../../../src/models/multiscale-sde/equivariant/patches.js";
import { prepareEquivariant } from "../../../src/models/multiscale-sde/equivariant/prepare.js";
import { declareRecognition } from "../../../src/models/multiscale-sde/equivariant/recognition.js";
import {
  multiscaleFromGroup,
  multiscaleSde,
} from "../../../src/models/multiscale-sde/multiscale-sde.js";
import { gradientErrors } from "../../oracle/central-differences.js";

const [points, cells, noise] = [120, 12, 0.05];

/** Uniforms on [0, 1), the same every time. */
function uniforms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Bumps of random height that travel along a ring which is at rest elsewhere, with and without white noise. */
function bumps(sequences: number, seed: number) {
  const [times, random] = [81, uniforms(seed)];
  const clean = new Float32Array(sequences * times * points);
  for (let s = 0; s < sequences; s++) {
    const [height, from] = [0.7 + 0.6 * random(), random()];
    for (let t = 0; t < times; t++) {
      for (let x = 0; x < points; x++) {
        const apart = ((((x / points - from - t / 200) % 1) + 1.5) % 1) - 0.5;
        clean[(s * times + t) * points + x] = height * Math.exp(-((apart / 0.06) ** 2));
      }
    }
  }
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const dataset = new FieldDataset({
    grid: { domain: [[0, 1]], points: [points], periodic: true },
    time: Float64Array.from({ length: times }, (_, t) => t / 100),
    sequences,
    field: clean.map((u) => u + noise * normal()),
    provenance: { version: "0", command: "test", name: "bumps", parameters: {}, seed },
  });
  return { dataset, clean };
}

const training = bumps(6, 1);
const given = {
  ...{ form: "equivariant", cells, micro: 2, steps: 2, pushforward: 0, validation: 0 },
  recognition: 600,
};
const posterior = await multiscaleSde(given).fit(training.dataset, { seed: 3 });
const plain = await multiscaleSde({ ...given, recognition: 0 }).fit(training.dataset, { seed: 3 });
const prepared = await prepareEquivariant(
  await instantiateNetworkKernel(),
  training.dataset,
  [0, 1, 2, 3, 4, 5],
  { cells, micro: 2, nonlinear: true, window: 21, degree: 3 },
  {},
);

describe("statistics of patches", () => {
  it("know the noise of each coordinate: white noise is the same in all of them", () => {
    const { recognition, scale, basis } = prepared.parts;
    // Each coordinate is a mean of the points of a cell, of functions whose mean square is 1.
    const expected = noise / Math.sqrt(basis.phases) / scale;
    // 800 snapshots of 12 cells, in each of which some 20 times share a smoothing window: some 1 %.
    for (const sd of recognition?.noise ?? [])
      expect(Math.abs(sd / expected - 1)).toBeLessThan(0.05);
    expect(recognition?.noise).toHaveLength(basis.count);
  });

  it("estimate a cell as the conditional mean of normal variables does", () => {
    const [ring, count, functions, local] = [9, 400, 2, 1];
    const random = uniforms(5);
    const coordinates = Float64Array.from({ length: functions * ring * count }, (_, i) => {
      const cell = Math.floor(i / count) % ring;
      return Math.sin(i % count) * Math.cos(cell) + 0.4 * (random() - 0.5);
    });
    const sd = Float64Array.of(0.3, 0.2);
    const shape = { cells: ring, count, functions, local };
    const { linear } = patchStatistics(coordinates, shape, 0, sd, 0);
    // (C + I) w = C e of the covariance C of patches in units of the noise, by Gauss-Seidel sweeps.
    const size = patchReach.length * functions;
    const patches: number[][] = [];
    for (let c = 0; c < count; c++) {
      for (let cell = 0; cell < ring; cell++) {
        patches.push(
          patchReach.flatMap((by) =>
            [0, 1].map(
              (j) => coordinates[(j * ring + ((cell + by + ring) % ring)) * count + c] / sd[j],
            ),
          ),
        );
      }
    }
    const covariance = (i: number, k: number) =>
      patches.reduce((total, p) => total + p[i] * p[k], 0) / patches.length;
    const table = Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (_, k) => covariance(i, k)),
    );
    const centre = patchReach.indexOf(0) * functions;
    const solved = new Float64Array(size);
    for (let sweep = 0; sweep < 2000; sweep++) {
      for (let i = 0; i < size; i++) {
        let rest = table[i][centre];
        for (let k = 0; k < size; k++) if (k !== i) rest -= table[i][k] * solved[k];
        solved[i] = rest / (table[i][i] + 1);
      }
    }
    solved.forEach((w, i) => {
      expect(linear[i]).toBeCloseTo(w, 8);
    });
  });
});

describe("recognition of latent states in noisy snapshots", () => {
  const unseen = bumps(8, 2);
  const times = 81;
  const states = Array.from({ length: 40 }, (_, i) => {
    const at = (i % 8) * times + 2 * i;
    const part = (fields: Float32Array) => fields.slice(at * points, (at + 1) * points);
    const observed = part(unseen.dataset.field);
    return { observed, truth: posterior.encode(part(unseen.clean)) };
  });

  it("halves the error of the snapshots' own states, on trajectories that it was not taught by", () => {
    let [own, recognised] = [0, 0];
    for (const { observed, truth } of states) {
      const [a, b] = [posterior.encode(observed), posterior.recognise(observed).mean];
      for (const [i, z] of truth.entries()) {
        own += (a[i] - z) ** 2;
        recognised += (b[i] - z) ** 2;
      }
    }
    expect(Math.sqrt(recognised / own)).toBeLessThan(0.5);
  });

  it("knows its error: most is where the bump is, and it is as large as it says", () => {
    let [squares, count] = [0, 0];
    const sizes: number[] = [];
    for (const { observed, truth } of states) {
      const { mean, deviation } = posterior.recognise(observed);
      for (const [i, z] of truth.entries()) {
        squares += ((mean[i] - z) / deviation[i]) ** 2;
        count++;
      }
      for (let cell = 0; cell < cells; cell++) sizes.push(deviation[cell]);
    }
    // Smoothed snapshots, which it was taught by, have some noise left.
    expect(squares / count).toBeGreaterThan(0.5);
    expect(squares / count).toBeLessThan(2);
    sizes.sort((a, b) => a - b);
    expect(sizes[Math.floor(0.95 * sizes.length)]).toBeGreaterThan(1.5 * sizes[sizes.length >> 1]);
  });

  it("is where forecasts begin; without it they begin at the snapshot's own state", async () => {
    const [{ observed }] = states;
    const request = { times: Float64Array.of(0) };
    for (const made of [posterior, plain]) {
      const path = await made.meanForecast({ field: observed, time: 0 }, request);
      expect(path.latent).toEqual(Float32Array.from(made.recognise(observed).mean));
    }
    expect(plain.recognise(observed).mean).toEqual(plain.encode(observed));
  });

  it("rolls with the field", () => {
    const [{ observed }] = states;
    const by = points / cells;
    const rolled = observed.map((_, x) => observed[(x + points - by) % points]);
    const [here, there] = [posterior.recognise(observed), posterior.recognise(rolled)];
    for (const of of ["mean", "deviation"] as const) {
      for (let i = 0; i < here[of].length; i++) {
        const next = i - (i % cells) + ((i + 1) % cells);
        expect(there[of][next]).toBeCloseTo(here[of][i], 6);
      }
    }
  });

  it("has the gradients of central differences", async () => {
    const tape = createTape(await instantiateNetworkKernel(), { precision: "float64", seed: 2 });
    const { parts } = prepared;
    if (parts.recognition === undefined) throw new Error("no statistics");
    const input = tape.input(parts.basis.count * cells, 2);
    const random = uniforms(7);
    input.set(Float64Array.from(input.value, () => 0.2 * random()));
    const { mean, logDeviation } = declareRecognition(tape, parts, parts.recognition)(input);
    const objective = tape.minimise([{ of: sum(square(mean)) }, { of: sum(square(logDeviation)) }]);
    for (const { value } of tape.parameters) {
      value.forEach((x, i) => {
        value[i] = x + 0.1 * Math.cos(7 * i + value.length);
      });
    }
    for (const { name, difference, size } of gradientErrors(objective, tape.parameters, {
      step: 1e-3,
      looked: 8,
    })) {
      expect(size, name).toBeGreaterThan(1e-6);
      expect(difference / size, name).toBeLessThan(1e-5);
    }
  });

  it("is not there in files from before it was learned, and damage to it is told", async () => {
    const [{ observed }] = states;
    const group = posterior.toGroup();
    const { coding, law } = group.groups;
    const kept = (part: typeof law, without: (name: string) => boolean) => ({
      ...part,
      variables: Object.fromEntries(
        Object.entries(part.variables).filter(([name]) => !without(name)),
      ),
    });
    const { arrays, ...header } = group.attributes.coarsegrain as { arrays: string[] };
    const ofNetwork = (name: string) => name.startsWith("recognition");
    const withArrays = (names: string[]) => ({
      ...group.attributes,
      coarsegrain: { ...header, arrays: names },
    });
    const old = await multiscaleFromGroup({
      ...group,
      attributes: withArrays(arrays.filter((name) => !ofNetwork(name))),
      groups: {
        ...group.groups,
        coding: kept(coding, (name) => /patch|recognition|coordinate_noise/.test(name)),
        law: kept(law, ofNetwork),
      },
    });
    expect(old.recognise(observed).mean).toEqual(old.encode(observed));
    const damaged = multiscaleFromGroup({
      ...group,
      attributes: withArrays(arrays.filter((name) => name !== "recognition.bias1")),
    });
    await expect(damaged).rejects.toSatisfy(
      (error) => isCoarsegrainError(error, "InvalidData") && error.message.includes("bias1"),
    );
  });
});
