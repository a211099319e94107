import { expect, it } from "vitest";
import { FieldEnsemble } from "../../src/forecast/field-ensemble.js";
import { fieldEnsembleToGroup } from "../../src/forecast/field-group.js";
import {
  fieldForecastFromGroup,
  fieldForecastToGroup,
  readFieldForecast,
} from "../../src/models/field-forecast.js";
import { multiscaleSde } from "../../src/models/multiscale-sde/multiscale-sde.js";
import { readFieldPosterior } from "../../src/models/read-field-posterior.js";
import type { Group } from "../../src/store/group.js";
import { memoryStorage } from "../../src/store/memory.js";
import { writeGroup } from "../../src/store/write-group.js";
import { waves } from "./multiscale-sde/waves.js";

const data = waves();
const small = { form: "pod", cells: 10, modes: 6, micro: 2, steps: 60, batch: 32, warmUp: 20 };
const posterior = await multiscaleSde(small).fit(data, { seed: 1 });
const start = { field: data.field.slice(0, 60), time: 0 };
const ensemble = await posterior.forecast(start, { steps: 5, draws: 6, seed: 3 });

it("a forecast that was written and read gives the same fields, to the bit", async () => {
  const storage = memoryStorage();
  await writeGroup(storage, fieldForecastToGroup(ensemble, posterior));
  const read = await readFieldForecast(storage);
  expect(read).toMatchObject({ draws: 6, seed: 3, start: 0, model: "multiscale-sde" });
  expect(read.grid).toEqual(ensemble.grid);
  expect(read.time).toEqual(ensemble.time);
  // The decoder's error grows away from the training states, with the noise.
  expect(read.errorScale).toEqual(ensemble.errorScale);
  expect(new Set(ensemble.errorScale).size).toBe(5);
  for (let step = 0; step < 5; step++) {
    expect(read.fieldsAt(step)).toEqual(ensemble.fieldsAt(step));
  }
});

it("a posterior of fields that was written and read forecasts the same", async () => {
  const storage = memoryStorage();
  await writeGroup(storage, posterior.toGroup());
  const { posterior: read } = await readFieldPosterior(storage);
  const again = await read.forecast(start, { steps: 5, draws: 6, seed: 3 });
  expect(again.latent).toEqual(ensemble.latent);
});

it("holds mean and interval for readers without the model", () => {
  const { variables } = fieldForecastToGroup(ensemble, posterior).groups.predictions;
  const { lower, upper } = ensemble.interval(0.95);
  expect(variables.field_mean).toMatchObject({ shape: [5, 60], dimensions: ["time", "space"] });
  expect(variables.field_mean.values).toEqual(ensemble.mean());
  expect(variables.field_lower.values).toEqual(lower);
  expect(variables.field_upper.values).toEqual(upper);
  expect(variables.space.values[1]).toBeCloseTo(1 / 60, 12);
});

it("has no mean where no draw is left", async () => {
  const latent = ensemble.latent.slice();
  const d = ensemble.dimension;
  for (let draw = 0; draw < 6; draw++) {
    latent.fill(Number.NaN, (draw * 5 + 3) * d, (draw + 1) * 5 * d);
  }
  const lost = new FieldEnsemble({
    ...ensemble,
    latent,
    divergedAt: new Int32Array(6).fill(3),
  });
  expect(lost.survivingSteps).toBe(3);
  const group = fieldForecastToGroup(lost, posterior);
  const { values } = group.groups.predictions.variables.field_mean;
  expect(Array.from(values.subarray(0, 180)).every(Number.isFinite)).toBe(true);
  expect(Array.from(values.subarray(180)).every(Number.isNaN)).toBe(true);
  const read = await fieldForecastFromGroup(group);
  expect([...read.divergedAt]).toEqual([3, 3, 3, 3, 3, 3]);
  const kept = read.truncate(3);
  expect(kept.divergedBy(2)).toBe(0);
  expect(kept.mean()).toEqual(ensemble.mean().subarray(0, 180));
  expect(() => ensemble.truncate(6)).toThrowError(/steps/);
});

it("refuses what is no forecast of fields", async () => {
  const group = fieldForecastToGroup(ensemble, posterior);
  const without: Group = { ...group, groups: { predictions: group.groups.predictions } };
  await expect(fieldForecastFromGroup(without)).rejects.toThrow(/posterior that decodes it/);
  const { state: _, ...variables } = group.groups.predictions.variables;
  const predictions = { ...group.groups.predictions, variables };
  const stateless = { ...group, groups: { ...group.groups, predictions } };
  await expect(fieldForecastFromGroup(stateless)).rejects.toThrow(/predictions\/state/);
  const bare = { ...posterior.toGroup(), groups: { model: posterior.toGroup() } };
  await expect(fieldForecastFromGroup(bare)).rejects.toThrow(/a forecast of fields/);
  expect(fieldEnsembleToGroup(ensemble, { model: bare }).attributes).toMatchObject({
    coarsegrain: { content: "fields", boundary: "periodic" },
  });
});
