import { expect, it } from "vitest";
import { observedCoverage } from "../../../src/experiments/fields/observed-coverage.js";
import { rolled } from "../../../src/experiments/fields/roll.js";
import { scoreForecast, scoreTo } from "../../../src/experiments/fields/score.js";
import { FieldEnsemble } from "../../../src/forecast/field-ensemble.js";

const provenance = { version: "0", command: "", name: "test", parameters: {}, seed: 0 };
const grid = { domain: [[0, 1] as const], points: [2], periodic: true };

/** An ensemble whose latent states are its fields, [draw][step][point]. */
function ensembleOf(fields: readonly (readonly (readonly number[])[])[], divergedAt: number[]) {
  return new FieldEnsemble({
    grid,
    time: Float64Array.from(fields[0], (_, k) => k + 1),
    draws: fields.length,
    latent: Float32Array.from(fields.flat(2)),
    divergedAt: Int32Array.from(divergedAt),
    decode: (latent) => latent.slice(),
    seed: 0,
    provenance,
  });
}

it("moves fields round a line, each by itself", () => {
  expect([...rolled(Float32Array.of(1, 2, 3, 4, 5, 6), 3, 1)]).toEqual([3, 1, 2, 6, 4, 5]);
});

it("adds the noise of the data to the band of the ensemble", () => {
  // Draws -1 and 1: mean 0, variance 2. With noise of variance 2 the half width is 1.96 x 2.
  const fields = Float32Array.of(-1, -1, 1, 1);
  const truth = Float32Array.of(3.9, 3.95);
  expect(observedCoverage(fields, truth, Math.SQRT2, 0.95)).toBe(0.5);
  expect(observedCoverage(fields, truth, 0, 0.95)).toBe(0);
});

it("scores the mean over the draws that are left, and nothing where none is", () => {
  const field = Float32Array.of(9, 9, 3, 4, 3, 4, 3, 4);
  const clean = Float32Array.of(9, 9, 3, 5, 3, 5, 3, 5);
  const fields = [
    [
      [3, 4],
      [3, 4],
      [Number.NaN, 0],
    ],
    [
      [3, 9],
      [Number.NaN, 0],
      [Number.NaN, 0],
    ],
  ];
  const steps = scoreForecast(
    ensembleOf(fields, [2, 1]),
    { time: Float64Array.of(0, 1, 2, 3) },
    { field, clean },
    { level: 0.95, noise: 0.1, every: 0 },
  );
  expect(steps.map(({ diverged }) => diverged)).toEqual([0, 1, 2]);
  expect(steps[0].noisy).toBeCloseTo(2.5 / 5, 6);
  expect(steps[0].clean).toBeCloseTo(1.5 / Math.sqrt(34), 6);
  expect(steps[1].noisy).toBe(0);
  expect(steps[2].noisy).toBe(Number.POSITIVE_INFINITY);
  expect(scoreTo(steps, 2).noisy).toBeCloseTo(0.5 / Math.SQRT2, 6);
  expect(scoreTo(steps, 3).noisy).toBe(Number.POSITIVE_INFINITY);
});

it("scores intervals at some steps, from the draws of the right ones", () => {
  const truth = Float32Array.of(1, 1, 1, 1, 1, 1);
  const fields = [
    [
      [5, 5],
      [0, 0],
    ],
    [
      [6, 6],
      [2, 0.5],
    ],
  ];
  const steps = scoreForecast(
    ensembleOf(fields, [-1, -1]),
    { time: Float64Array.of(0, 1, 2) },
    { field: truth, clean: truth },
    { level: 0.95, noise: 0, every: 2 },
  );
  expect(steps[0].interval).toBeUndefined();
  expect(steps[1].interval?.coverage).toBe(0.5);
  expect(steps[1].interval?.width).toBeCloseTo(1.25, 6);
});
