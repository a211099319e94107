import { describe, expect, it } from "vitest";
import { compareFieldModels } from "../../src/compare/fields/compare.js";
import { fieldComparisonCsv } from "../../src/compare/fields/csv.js";
import { hasFieldScores } from "../../src/compare/fields/record.js";
import { FieldDataset } from "../../src/dataset/field-dataset.js";
import { invalidData } from "../../src/errors.js";
import { FieldEnsemble } from "../../src/forecast/field-ensemble.js";
import type { ConfiguredFieldModel } from "../../src/models/field-model.js";
import { waves } from "../models/multiscale-sde/waves.js";

const noisy = waves(5, 21);
/** The same with a truth without noise: what is observed is 10 % larger. */
const data = new FieldDataset({ ...noisy, clean: noisy.field.map((x) => x / 1.1) });

/** Forecasts `factor` times the start for ever; draws leave the finite numbers at step `lostAt`. */
function constant(name: string, factor: number, lostAt = -1): ConfiguredFieldModel {
  return {
    name,
    parameters: {},
    fit: async ({ grid, provenance }) => ({
      ...{ model: name, grid, provenance, bound: new Float64Array(0), converged: true },
      dimension: 60,
      decode: (latent) => Float32Array.from(latent),
      toGroup: () => ({ attributes: {}, variables: {}, groups: {} }),
      async forecast({ field, time }, request) {
        if (!("times" in request)) throw invalidData("request", "times", "steps");
        const { times, seed } = request;
        const latent = new Float32Array(times.length * 60);
        for (let t = 0; t < times.length; t++) {
          const lost = lostAt >= 0 && t >= lostAt;
          latent.set(
            field.map((x) => (lost ? Number.NaN : factor * x)),
            60 * t,
          );
        }
        return new FieldEnsemble({
          ...{ grid, time: times, draws: 1, latent, divergedAt: Int32Array.of(lostAt), seed },
          ...{ provenance, start: time, model: name, decode: (states) => states },
        });
      },
    }),
  };
}

const failing: ConfiguredFieldModel = {
  name: "failing",
  parameters: {},
  fit: async () => {
    throw invalidData("data", "others", "these");
  },
};

describe("compareFieldModels", async () => {
  const models = [constant("large", 3), constant("same", 1), constant("lost", 1, 4), failing];
  const comparison = await compareFieldModels(data, models, { heldOut: 0.4, steps: 10 });

  it("holds out the last trajectories and scores each model against them", () => {
    expect(comparison).toMatchObject({ trainingSequences: 3, starts: 2, steps: 10, scored: 10 });
    const [, same] = comparison.models;
    if (!hasFieldScores(same)) throw new Error("no scores");
    const truth = [3, 4].map((sequence) => {
      const at = (t: number, x: number) => noisy.field[(sequence * 21 + t) * 60 + x];
      let [difference, norm, clean] = [0, 0, 0];
      for (let x = 0; x < 60; x++) {
        difference += (at(0, x) - at(7, x)) ** 2;
        norm += at(7, x) ** 2;
        clean += (1.1 * at(0, x) - at(7, x)) ** 2;
      }
      return [Math.sqrt(difference / norm), Math.sqrt(clean / norm)];
    });
    const median = (k: number) => (truth[0][k] + truth[1][k]) / 2;
    expect(same.steps[6].relativeError).toBeCloseTo(median(0), 5);
    expect(same.steps[6].relativeErrorClean).toBeCloseTo(median(1), 5);
    expect(same.steps[6]).toMatchObject({ step: 7, width: 0, diverged: 0, lost: 0 });
    expect(same.steps[6].time).toBeCloseTo(0.07, 12);
  });

  it("knows what the noise alone gives", () => {
    for (const floor of comparison.noiseFloor ?? []) expect(floor).toBeCloseTo(1 - 1 / 1.1, 5);
    expect(comparison.noiseFloor).toHaveLength(10);
  });

  it("recommends the lowest CRPS of those that kept their draws", () => {
    expect(comparison.recommendation.model).toBe("same");
    const [, , lost] = comparison.models;
    expect(lost).toMatchObject({ crps: null, crpsOfStart: [null, null] });
    if (!hasFieldScores(lost)) throw new Error("no scores");
    expect(lost.steps[3]).toMatchObject({ lost: 0, diverged: 0 });
    expect(lost.steps[4]).toMatchObject({ lost: 2, diverged: 2, relativeError: null, coverage: 0 });
  });

  it("names the model that failed, in the table too", () => {
    expect(comparison.models[3]).toMatchObject({
      model: "failing",
      failure: { tag: "InvalidData" },
    });
    const rows = fieldComparisonCsv(comparison).trim().split("\n");
    expect(rows).toHaveLength(1 + 30 + 1);
    expect(rows.every((row) => row.split(",").length === 14)).toBe(true);
    const [, , , failed] = comparison.models;
    const inForm = { ...failed, parameters: { form: "pod" } };
    const table = fieldComparisonCsv({
      ...comparison,
      models: [...comparison.models.slice(0, 3), inForm],
    });
    expect(table.trim().split("\n").at(-1)).toMatch(/^failing,pod,,/);
  });

  it("compares forms of one model, by names that tell them apart", async () => {
    const forms = ["pod", "published"].map((form, i) => ({
      ...constant("one", 1 + i),
      parameters: { form },
    }));
    const asked = { heldOut: 0.4, steps: 10 };
    const { models, recommendation } = await compareFieldModels(data, forms, asked);
    expect(models.map(({ model, parameters }) => `${model} ${parameters.form}`)).toEqual([
      "one pod",
      "one published",
    ]);
    expect(recommendation.model).toBe("one:pod");
    await expect(compareFieldModels(data, [forms[0], forms[0]], asked)).rejects.toThrow(
      /each form of each once/,
    );
  });

  it.each([
    ["steps beyond the data", { steps: 21 }, /1 to the 20/],
    ["nothing to learn from", { heldOut: 0.99 }, /trajectories/],
    ["a level of 1", { level: 1 }, /level/],
    ["another grid", { test: { ...data, grid: { ...data.grid, periodic: false } } }, /grid/],
  ])("refuses %s", async (_, options, message) => {
    const { kind, time, sequences, provenance } = data;
    const whole = { kind, time, sequences, provenance, sequence: (i: number) => data.sequence(i) };
    const test = "test" in options ? { ...whole, ...options.test } : undefined;
    const asked = { ...options, test: test && { ...test, sequence: whole.sequence } };
    await expect(compareFieldModels(data, [constant("same", 1)], asked)).rejects.toThrow(message);
  });
});
