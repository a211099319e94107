import { describe, expect, it } from "vitest";
import { fieldErrors, trajectoryError } from "../../src/diagnose/field-error.js";
import { fieldScore } from "../../src/diagnose/field-score.js";
import { FieldEnsemble } from "../../src/forecast/field-ensemble.js";
import { Xoshiro128 } from "../oracle/xoshiro.js";

const provenance = { version: "0", command: "none", name: "made", parameters: {}, seed: 0 };
const size = 50;
const time = Float64Array.from({ length: 9 }, (_, k) => k / 8);

function normals(seed: number) {
  const generator = new Xoshiro128([1, 2, 3, seed]);
  const uniform = () => (generator.next() + 0.5) / 2 ** 32;
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Draws around a centre, where the truth is one more draw; the latent state is the field. */
function made(draws: number, spread: number, seed = 1) {
  const normal = normals(seed);
  const centre = Float32Array.from({ length: time.length * size }, (_, i) => 2 + Math.sin(i));
  const draw = () => centre.map((value) => value + spread * normal());
  const clean = draw();
  const field = clean.map((value) => value + 0.1 * normal());
  // The last four times are forecast.
  const latent = new Float32Array(draws * 4 * size);
  for (let k = 0; k < draws; k++) latent.set(draw().subarray(5 * size), k * 4 * size);
  const ensemble = new FieldEnsemble({
    grid: { domain: [[0, 1]], points: [size], periodic: true },
    time: time.slice(5),
    draws,
    latent,
    divergedAt: new Int32Array(draws).fill(-1),
    decode: (states) => states.slice(),
    seed: 1,
    provenance,
  });
  return { ensemble, truth: { field, clean, time } };
}

describe("fieldErrors and trajectoryError", () => {
  it("are the relative error of each step, and the root of their mean square", () => {
    const errors = fieldErrors([3, 4, 0, 1], [0, 5, 0, 2], 2);
    expect(errors[0]).toBeCloseTo(Math.sqrt(10) / 5, 12);
    expect(errors[1]).toBeCloseTo(0.5, 12);
    expect(trajectoryError(errors)).toBeCloseTo(Math.sqrt((0.4 + 0.25) / 2), 12);
    expect(trajectoryError(errors, 1)).toBeCloseTo(0.5, 12);
  });

  it("refuse other shapes, a truth of 0, and a span without steps", () => {
    expect(() => fieldErrors([1, 2], [1], 1)).toThrowError(/forecast and truth/);
    expect(() => fieldErrors([1, 2], [0, 0], 2)).toThrowError(/truth at step 0/);
    expect(() => trajectoryError([1], 1)).toThrowError(/span/);
  });
});

describe("fieldScore", () => {
  const { ensemble, truth } = made(400, 0.5);
  const scored = fieldScore(ensemble, truth, { level: 0.8 });

  it("compares the mean at the times of the forecast, with noise and without", () => {
    const mean = ensemble.mean();
    const part = (values: Float32Array) => values.subarray(5 * size);
    const noisy = fieldErrors(mean, part(truth.field), size);
    const clean = fieldErrors(mean, part(truth.clean), size);
    expect(scored.steps.map(({ time }) => time)).toEqual([0.625, 0.75, 0.875, 1]);
    scored.steps.forEach(({ noisyError, cleanError }, step) => {
      expect(noisyError).toBeCloseTo(noisy[step], 6);
      expect(cleanError).toBeCloseTo(clean[step], 6);
    });
    expect(scored.noisyError).toBeCloseTo(trajectoryError(noisy), 6);
    expect(scored.cleanError).toBeCloseTo(trajectoryError(clean), 6);
    const floor = trajectoryError(fieldErrors(part(truth.clean), part(truth.field), size));
    expect(scored.noiseFloor).toBeCloseTo(floor, 6);
  });

  it("covers the level where the truth is drawn as the forecast is", () => {
    // 200 points, so a standard deviation of .028.
    expect(Math.abs(scored.coverage - 0.8)).toBeLessThan(0.1);
    // Of a normal: 2 x 1.2816 sd, and CRPS sd / sqrt(pi) on average; the root mean square is 2.2.
    const rms = Math.sqrt(4.5 + 0.25);
    const mean = (key: "width" | "crps") =>
      scored.steps.reduce((sum, step) => sum + step[key], 0) / 4;
    expect(mean("width") * rms).toBeCloseTo(2 * 1.2816 * 0.5, 1);
    expect(mean("crps") * rms).toBeCloseTo(0.5 / Math.sqrt(Math.PI), 1);
  });

  it("counts only the span asked for", () => {
    const last = fieldScore(ensemble, truth, { span: [0.8, 1] });
    const errors = last.steps.slice(2).map(({ noisyError }) => noisyError);
    expect(last.noisyError).toBeCloseTo(trajectoryError(errors), 12);
    expect(() => fieldScore(ensemble, truth, { span: [3, 4] })).toThrowError(/span/);
  });

  it("measures against the noisy truth where the clean one is not known, and says so", () => {
    const { clean: _, ...known } = truth;
    const noisy = fieldScore(ensemble, known);
    expect(noisy.against).toBe("noisy");
    expect(noisy.cleanError).toBeUndefined();
    expect(noisy.noiseFloor).toBeUndefined();
    expect(() => fieldScore(ensemble, known, { against: "clean" })).toThrowError(
      /against: "noisy"/,
    );
    expect(fieldScore(ensemble, truth, { against: "noisy" }).steps[0]).toMatchObject({
      coverage: noisy.steps[0].coverage,
    });
  });

  it("refuses a truth of other times or another shape", () => {
    const short = { ...truth, time: time.slice(0, 7) };
    expect(() => fieldScore(ensemble, short)).toThrowError(/350 values; received 450/);
    const early = { time: time.slice(0, 7), field: truth.field.slice(0, 7 * size) };
    expect(() => fieldScore(ensemble, early)).toThrowError(/a snapshot at 0\.875/);
    expect(() => fieldScore(ensemble, truth, { level: 2 })).toThrowError(/level/);
  });
});
