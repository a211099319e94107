import { describe, expect, it } from "vitest";
import { compareModels } from "../../../src/compare/compare.js";
import { Dataset } from "../../../src/dataset/dataset.js";
import { selectSequences } from "../../../src/dataset/select.js";
import { isCoarsegrainError } from "../../../src/errors.js";
import { ensembleToGroup } from "../../../src/forecast/group.js";
import { fit } from "../../../src/models/fit.js";
import { negativeShare } from "../../../src/models/multiscale-walkers/forecast.js";
import { multiscaleWalkers } from "../../../src/models/multiscale-walkers/multiscale-walkers.js";
import type { MultiscaleWalkersPosterior } from "../../../src/models/multiscale-walkers/posterior.js";
import { persistence } from "../../../src/models/persistence/persistence.js";
import { findModel } from "../../../src/models/registry.js";
import { advectionDiffusion } from "../../../src/simulate/advection-diffusion.js";
import { simulate } from "../../../src/simulate/simulate.js";
import { exactDensity } from "../../../src/simulate/walk-law.js";
import { digestGroup } from "../../../src/store/digest.js";
import { memoryStorage } from "../../../src/store/memory.js";
import { readGroup } from "../../../src/store/read-group.js";
import { writeGroup } from "../../../src/store/write-group.js";

const walkers = 4000;
const system = advectionDiffusion({ walkers, length: 3, sigma: 0.8 });
const { bins } = system.grid;
const data = await simulate(system, { sequences: 16, steps: 20, seed: 1 });
const test = await simulate(system, { sequences: 6, steps: 20, seed: 2 });
const small = { steps: 800 };
const posterior = await fit(data, multiscaleWalkers(small), { seed: 3 });
const request = { steps: 20, draws: 60, seed: 4 };

/** Shares of the recorded state of a sequence. */
const sharesOf = (sequence: number) => {
  const state = test.at(sequence).state as Float64Array;
  const weights = Array.from(state, (x) => Math.exp(x));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => w / sum);
};

const distance = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let [difference, size] = [0, 0];
  for (let j = 0; j < b.length; j++) {
    difference += (a[j] - b[j]) ** 2;
    size += b[j] ** 2;
  }
  return Math.sqrt(difference / size);
};

/** Mean over draws of the states at a step, [bin]. */
const meanState = (state: Float64Array, draws: number, step: number) =>
  Array.from({ length: bins }, (_, j) => {
    let sum = 0;
    for (let draw = 0; draw < draws; draw++) sum += state[(draw * 20 + step) * bins + j];
    return sum / draws;
  });

describe("walkers that drift and spread", () => {
  it("are forecast near their exact density, far nearer than where they started", async () => {
    for (const [step, limit] of [
      [4, 0.04],
      [9, 0.05],
      [19, 0.06],
    ]) {
      const errors: number[] = [];
      const still: number[] = [];
      for (let i = 0; i < test.sequences; i++) {
        const ensemble = await posterior.forecast(test.at(i), request);
        const exact = exactDensity(system, sharesOf(i), step + 1);
        errors.push(distance(meanState(ensemble.state, ensemble.draws, step), exact));
        still.push(distance(sharesOf(i), exact));
      }
      const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
      expect(mean(errors)).toBeLessThan(limit);
      expect(mean(errors)).toBeLessThan(mean(still) / 3);
    }
  });

  it.each(["their state", "walkers"])("are covered, from %s (level .95)", async (from) => {
    let [inside, all] = [0, 0];
    for (let i = 0; i < test.sequences; i++) {
      const { state: _, ...rest } = test.at(i);
      const start = from === "walkers" ? rest : test.at(i);
      const ensemble = await posterior.forecast(start, { ...request, draws: 200 });
      const { lower, upper } = ensemble.interval(0.95);
      for (let step = 0; step < 20; step++) {
        test.countsAt(i, step + 1).forEach((m, j) => {
          const density = m / (walkers * (2 / bins));
          const at = step * bins + j;
          if (lower[at] - 1e-9 <= density && density <= upper[at] + 1e-9) inside++;
          all++;
        });
      }
    }
    expect(inside / all).toBeGreaterThan(0.9);
    expect(inside / all).toBeLessThan(0.99);
  });

  it("have as many modes as stand out of the noise of sampling", () => {
    const { modes, cells, micro, window } = posterior.field.parameters;
    expect(modes).toBeLessThan(bins);
    expect(cells + micro).toBe(modes);
    expect(bins % cells).toBe(0);
    expect(window).toBe(5);
  });
});

describe("a forecast", () => {
  it("keeps all walkers and a mass of 1, and depends on its seed alone", async () => {
    const { state: _, ...counts } = test.at(1);
    for (const start of [test.at(1), counts]) {
      const ensemble = await posterior.forecast(start, { ...request, draws: 10 });
      for (let draw = 0; draw < 10; draw++) {
        expect(ensemble.countsAt(draw, 19).reduce((a, b) => a + b, 0)).toBe(walkers);
        const state = ensemble.state.subarray((draw * 20 + 19) * bins, (draw * 20 + 20) * bins);
        expect(state.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
      }
      const fewer = await posterior.forecast(start, { ...request, draws: 3 });
      expect(fewer.counts).toEqual(ensemble.counts.slice(0, fewer.counts.length));
      const other = await posterior.forecast(start, { ...request, draws: 10, seed: 5 });
      expect(other.counts).not.toEqual(ensemble.counts);
      expect(negativeShare(ensemble)).toBe(0);
    }
  });

  it("tells how many states were negative", async () => {
    const counts = new Uint32Array(bins);
    counts[3] = walkers;
    const start = { grid: system.grid, time: 0, counts, sequence: 0 };
    const ensemble = await posterior.forecast(start, { steps: 3, draws: 4, seed: 1 });
    const share = negativeShare(ensemble);
    expect(share).toBeGreaterThan(0);
    const negative = ensemble.state.filter((x) => x < 0).length;
    if (ensemble.divergedBy(2) === 0) expect(share).toBe(negative / ensemble.state.length);
  });

  it("refuses an unusable request or start", async () => {
    await expect(posterior.forecast(test.at(0), { ...request, steps: 0 })).rejects.toMatchObject({
      tag: "InvalidParameter",
    });
    const other = { ...test.at(0), grid: { domain: [0, 1] as const, bins } };
    await expect(posterior.forecast(other, request)).rejects.toMatchObject({ tag: "InvalidData" });
  });
});

describe("a posterior", () => {
  it("is the same bytes for the same seed, saved, and loaded", async () => {
    const again = await fit(data, multiscaleWalkers(small), { seed: 3, onCheckpoint: () => {} });
    const digest = await digestGroup(posterior.toGroup());
    expect(await digestGroup(again.toGroup())).toBe(digest);
    const storage = memoryStorage();
    await writeGroup(storage, posterior.toGroup());
    const loaded = await findModel("multiscale-sde").fromGroup(await readGroup(storage));
    expect(await digestGroup(loaded.toGroup())).toBe(digest);
    const forecasts = [posterior, loaded].map((p) => p.forecast(test.at(0), request));
    const [one, two] = (await Promise.all(forecasts)).map(ensembleToGroup);
    expect(await digestGroup(one)).toBe(await digestGroup(two));
    const bare = { ...posterior.toGroup(), groups: {} };
    await expect(findModel("multiscale-sde").fromGroup(bare)).rejects.toMatchObject({
      tag: "InvalidData",
    });
  });

  it("goes on from where its fit was stopped, to the same last bit", async () => {
    const controller = new AbortController();
    let kept: MultiscaleWalkersPosterior | undefined;
    const stopped = multiscaleWalkers(small).fit(data, {
      seed: 3,
      signal: controller.signal,
      onProgress: ({ phase, done }) => {
        if (phase === "fit" && done >= 100) controller.abort();
      },
      onCheckpoint: (state) => {
        kept = state as MultiscaleWalkersPosterior;
      },
    });
    await expect(stopped).rejects.toSatisfy((e) => isCoarsegrainError(e, "Interrupted"));
    expect(kept?.converged).toBe(false);
    const read = await findModel("multiscale-sde").fromGroup(
      (kept as MultiscaleWalkersPosterior).toGroup(),
    );
    const whole = await multiscaleWalkers(small).fit(data, { seed: 3, resume: read });
    expect(await digestGroup(whole.toGroup())).toBe(await digestGroup(posterior.toGroup()));
    const flat = await persistence().fit(data, {});
    await expect(multiscaleWalkers(small).fit(data, { resume: flat })).rejects.toMatchObject({
      tag: "InvalidData",
    });
  });
});

it("systems A, B and C stand side by side in a comparison", async () => {
  const models = [
    findModel("sparse-bayes").configure({ range: 1 }),
    findModel("virtual-observables").configure({ steps: 60 }),
    multiscaleWalkers({ steps: 200 }),
  ];
  const some = selectSequences(data, [0, 1, 2, 3, 4, 5, 6, 7], 8);
  const result = await compareModels(some, models, { steps: 3, draws: 40 });
  expect(result.models.map(({ model }) => model)).toEqual([
    "sparse-bayes",
    "virtual-observables",
    "multiscale-sde",
  ]);
  for (const entry of result.models) {
    if (entry.failure !== null) throw new Error(entry.failure.message);
    for (const { relativeError, coverage } of entry.steps) {
      expect(relativeError).toBeGreaterThan(0);
      expect(relativeError).toBeLessThan(1);
      expect(coverage).toBeGreaterThan(0.5);
    }
    expect(Number.isFinite(entry.crps)).toBe(true);
  }
});

describe("what cannot be learned from is refused", () => {
  const refusal = (some: Dataset, given: object, tag: string, words: RegExp) =>
    expect(multiscaleWalkers(given as never).fit(some)).rejects.toSatisfy(
      (e) => isCoarsegrainError(e, tag as never) && words.test((e as Error).message),
    );

  it("sequences too short, with how to get longer ones", async () => {
    const short = selectSequences(data, [0, 1, 2, 3], 3);
    await refusal(short, {}, "InvalidData", /at least 5 snapshots.*--steps/);
  });

  it("no more sequences than validate", async () => {
    await refusal(selectSequences(data, [0, 1]), {}, "InvalidData", /validation=0/);
  });

  it("sequences that end early, unless enough others are whole", async () => {
    const observed = new Uint8Array(data.sequences * 21).fill(1);
    const counts = data.counts.slice();
    for (let i = 0; i < 14; i++) {
      observed[i * 21 + 20] = 0;
      counts.fill(0, (i * 21 + 20) * bins, (i * 21 + 21) * bins);
    }
    const ragged = new Dataset({ ...data, counts, observed });
    await refusal(ragged, {}, "InvalidData", /2/);
    const fitted = await multiscaleWalkers({ steps: 5, validation: 1 }).fit(ragged);
    expect(fitted.sequences).toBe(1);
  });

  it("a window longer than the sequences, a degree above it, too few bins", async () => {
    await refusal(data, { window: 23 }, "InvalidParameter", /21 snapshots/);
    await refusal(data, { degree: 7 }, "InvalidParameter", /window/);
    const coarse = await simulate(advectionDiffusion({ walkers: 100, bins: 6 }), {
      ...{ sequences: 4, steps: 6, seed: 1 },
    });
    await refusal(coarse, {}, "InvalidData", /7 bins/);
  });
});
