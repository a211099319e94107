import { describe, expect, test } from "vitest";
import { compareModels } from "../../src/compare/compare.js";
import { comparisonCsv } from "../../src/compare/csv.js";
import { type Contestant, hasScores } from "../../src/compare/record.js";
import { splitData } from "../../src/compare/split.js";
import { selectSequences } from "../../src/dataset/select.js";
import { type StepScore, score } from "../../src/diagnose/score.js";
import { finiteVolume } from "../../src/models/finite-volume/finite-volume.js";
import { fit } from "../../src/models/fit.js";
import { leastSquares } from "../../src/models/least-squares/least-squares.js";
import type { ConfiguredModel } from "../../src/models/model.js";
import { persistence } from "../../src/models/persistence/persistence.js";
import { stlsq } from "../../src/models/stlsq/stlsq.js";
import { simulate } from "../../src/simulate/simulate.js";
import { synthetic } from "../../src/simulate/synthetic.js";

const system = synthetic({ walkers: 1200, bins: 12 });
const data = await simulate(system, { sequences: 30, steps: 4, seed: 1 });
const library = { range: 1, pairs: "unordered" };
const models = [stlsq(library), persistence()];
const options = { steps: 3, draws: 40, seed: 5 };

const contestants = (entries: readonly unknown[]) => entries as Contestant[];

describe("a comparison", () => {
  test("has the scores that fit, forecast and score give one by one", async () => {
    const { models: entries, ...rest } = await compareModels(data, [models[0]], options);
    expect(rest).toMatchObject({ trainingSequences: 24, starts: 6, runs: 1, simulated: false });
    const training = selectSequences(
      data,
      Array.from({ length: 24 }, (_, i) => i),
      1,
    );
    const posterior = await fit(training, models[0], { seed: 5 });
    const scores: StepScore[][] = [];
    for (let start = 0; start < 6; start++) {
      const truth = selectSequences(data, [24 + start], 3);
      // Seeds of forecasts are those of purpose 1.
      const seed = 12_000_000 + start;
      const ensemble = await posterior.forecast(truth.at(0), { steps: 3, draws: 40, seed });
      scores.push(score(ensemble, truth));
    }
    const mean = (pick: (one: StepScore) => number, step: number) =>
      scores.reduce((sum, steps) => sum + pick(steps[step]), 0) / 6;
    const [entry] = contestants(entries);
    for (const step of [0, 1, 2]) {
      const { crps, coverage, width, relativeError } = entry.steps[step];
      expect(crps).toBeCloseTo(
        mean((s) => s.crps, step),
        12,
      );
      expect(coverage).toBeCloseTo(
        mean((s) => s.coverage, step),
        12,
      );
      expect(width).toBeCloseTo(
        mean((s) => s.width, step),
        12,
      );
      const errors = scores.map((steps) => steps[step].relativeError).sort((a, b) => a - b);
      expect(relativeError).toBeCloseTo((errors[2] + errors[3]) / 2, 12);
      expect(entry.steps[step].relativeErrorRange).toEqual([errors[0], errors[5]]);
    }
  });

  test("prefers the law to persistence, and tells its csv", async () => {
    const comparison = await compareModels(data, models, options);
    expect(comparison.recommendation).toMatchObject({ model: "stlsq", tied: [] });
    const lines = comparisonCsv(comparison).trimEnd().split("\n");
    expect(lines.length).toBe(1 + 2 * 3);
    expect(lines[0]).toMatch(/^model,step,time,relative_error,/);
    expect(lines[4]).toMatch(/^persistence,1,1,/);
    for (const line of lines) expect(line.split(",").length).toBe(12);
  });

  test("gives a model the same scores whatever stands beside it", async () => {
    const alone = await compareModels(data, [models[1]], options);
    const beside = await compareModels(data, models, options);
    expect(contestants(beside.models)[1].steps).toEqual(contestants(alone.models)[0].steps);
  });

  test("reports a model that fails in its place, and goes on", async () => {
    const comparison = await compareModels(data, [finiteVolume(), ...models], options);
    const [failed, ...others] = comparison.models;
    expect(failed).toMatchObject({ model: "finite-volume", failure: { tag: "InvalidData" } });
    expect(others.every(hasScores)).toBe(true);
    expect(comparisonCsv(comparison)).toMatch(/^finite-volume,{11}$/m);
  });

  test("counts draws and starts that are lost, without a CRPS for them", async () => {
    // X grows fourfold at each step: it leaves the finite numbers within ten.
    const exploding: ConfiguredModel = {
      ...models[0],
      fit: async (training, control) => {
        const posterior = await leastSquares({ features: [[0]] }).fit(training, control);
        const { createRegressionPosterior } = await import(
          "../../src/models/regression/posterior.js"
        );
        const { instantiateKernel } = await import("../../src/kernel/load.js");
        const theta = Float64Array.of(40);
        const covariance = undefined;
        return createRegressionPosterior(await instantiateKernel(), {
          ...posterior,
          theta,
          covariance,
          noise: 0,
        });
      },
    };
    const comparison = await compareModels(data, [exploding, models[1]], options);
    const [{ steps, crps }] = contestants(comparison.models);
    expect(steps[0]).toMatchObject({ lost: 0, diverged: 0, crps: expect.any(Number) });
    expect(steps[2]).toMatchObject({
      ...{ lost: 6, diverged: 240, crps: null, width: null, relativeError: null, coverage: 0 },
    });
    expect(crps).toBe(null);
    expect(comparison.recommendation.model).toBe("persistence");
  });

  test("simulates runs where asked to, and its error falls with their number", async () => {
    const few = await compareModels(data, [models[0]], options);
    const many = await compareModels(data, [models[0]], { ...options, runs: 40, steps: 6 });
    expect(many).toMatchObject({ runs: 40, simulated: true, steps: 6 });
    const error = ({ models: entries }: typeof few) => {
      return Number(contestants(entries)[0].steps[0].relativeError);
    };
    expect(error(many)).toBeLessThan(0.6 * error(few));
  });

  test("shows progress by model and stops with Interrupted when told", async () => {
    const stop = new AbortController();
    const phases = new Set<string>();
    const run = compareModels(data, models, {
      ...options,
      signal: stop.signal,
      onProgress: ({ phase, done }) => {
        phases.add(phase);
        if (phase === "forecast by persistence" && done === 2) stop.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ tag: "Interrupted" });
    expect([...phases]).toEqual(["forecast by stlsq", "forecast by persistence"]);
  });

  test.each<[string, object, RegExp]>([
    ["no models", { models: [] }, /models must be at least one/],
    ["a model twice", { models: [models[0], models[0]] }, /each once/],
    ["held-out fraction", { heldOut: 1 }, /between 0 and 1/],
    ["steps beyond the data", { steps: 5 }, /at most the 4/],
    ["no steps", { steps: 0 }, /positive integer/],
    ["training step", { trainingSteps: 0 }, /training steps/],
    ["draws", { draws: 0 }, /draws/],
    ["runs", { runs: -1 }, /runs/],
    ["seed", { seed: -1 }, /seed/],
    ["level", { level: 2 }, /level/],
  ])("refuses an unusable %s", async (_, change, message) => {
    const { models: given = models, ...rest } = change as { models?: ConfiguredModel[] };
    await expect(compareModels(data, given, { ...options, ...rest })).rejects.toMatchObject({
      tag: "InvalidParameter",
      message: expect.stringMatching(message),
    });
  });
});

describe("the split", () => {
  test("holds out the last sequences, and cuts the others where asked to", () => {
    const { training, test: held } = splitData(data, { heldOut: 0.2, trainingSteps: 1 });
    expect([training.sequences, training.steps, held.sequences, held.steps]).toEqual([24, 1, 6, 4]);
    expect(held.countsAt(0, 4)).toEqual(data.countsAt(24, 4));
    expect(splitData(data, { heldOut: 0.2, test: data }).training.sequences).toBe(30);
  });

  test("keeps all steps of the training sequences unless told", () => {
    expect(splitData(data, { heldOut: 0.2 }).training.steps).toBe(4);
  });

  test("refuses data of one sequence, and test data of another kind", async () => {
    const tag = expect.objectContaining({ tag: "InvalidData" });
    expect(() => splitData(selectSequences(data, [0]), { heldOut: 0.2 })).toThrow(tag);
    const other = await simulate(synthetic({ walkers: 1000, bins: 12 }), { sequences: 1 });
    expect(() => splitData(data, { heldOut: 0.2, test: other })).toThrow(tag);
  });
});
