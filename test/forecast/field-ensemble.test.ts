import { describe, expect, it } from "vitest";
import { FieldEnsemble, type FieldEnsembleFields } from "../../src/forecast/field-ensemble.js";

const provenance = { version: "0", command: "none", name: "made", parameters: {}, seed: 0 };

/** Latent (a, b) decodes to a + b x at x = 0, 1/3, 2/3, 1. */
function decode(latent: Float32Array, states: number): Float32Array {
  return Float32Array.from({ length: 4 * states }, (_, i) => {
    const state = Math.floor(i / 4);
    return latent[2 * state] + latent[2 * state + 1] * ((i % 4) / 3);
  });
}

const draws = 20;
const fields: FieldEnsembleFields = {
  grid: { domain: [[0, 1]], points: [4], periodic: false },
  time: Float64Array.of(0.5, 1, 1.5),
  draws,
  // Draw k has a = k + 100 step, b = 3.
  latent: Float32Array.from({ length: draws * 6 }, (_, i) => {
    return i % 2 === 1 ? 3 : Math.floor(i / 6) + 100 * ((i % 6) / 2);
  }),
  divergedAt: new Int32Array(draws).fill(-1),
  decode,
  seed: 1,
  provenance,
};

describe("FieldEnsemble", () => {
  const ensemble = new FieldEnsemble(fields);

  it("decodes the field of a draw at a step", () => {
    expect([...ensemble.field(7, 2)]).toEqual([207, 208, 209, 210]);
    expect([...ensemble.latentAt(7, 2)]).toEqual([207, 3]);
    expect(ensemble).toMatchObject({ steps: 3, size: 4, dimension: 2 });
    expect(() => ensemble.field(20, 0)).toThrowError(/draw must be an integer of 0\.\.19/);
    expect(() => ensemble.field(0, 3)).toThrowError(/step must be an integer of 0\.\.2/);
  });

  it("gives the mean and central intervals at each point", () => {
    expect([...ensemble.meanAt(0)]).toEqual([9.5, 10.5, 11.5, 12.5]);
    expect([...ensemble.mean().subarray(4, 8)]).toEqual([109.5, 110.5, 111.5, 112.5]);
    const { lower, upper } = ensemble.intervalAt(0, 0.9);
    expect([...lower]).toEqual([0, 1, 2, 3]);
    expect([...upper]).toEqual([18, 19, 20, 21]);
    const all = ensemble.interval(0.9);
    expect([...all.lower.subarray(8)]).toEqual([200, 201, 202, 203]);
    expect(all.upper).toHaveLength(12);
    expect(() => ensemble.interval(1)).toThrowError(/level/);
  });

  it("gives the same of the latent coordinates", () => {
    const { mean, lower, upper } = ensemble.latentInterval(0.9);
    expect([...mean]).toEqual([9.5, 3, 109.5, 3, 209.5, 3]);
    expect([...lower]).toEqual([0, 3, 100, 3, 200, 3]);
    expect([...upper]).toEqual([18, 3, 118, 3, 218, 3]);
  });

  it("decodes at most the draws of one step at a time", () => {
    const asked: number[] = [];
    const watched = new FieldEnsemble({
      ...fields,
      decode(latent, states) {
        asked.push(states);
        return decode(latent, states);
      },
    });
    watched.mean();
    watched.interval(0.5);
    expect(Math.max(...asked)).toBe(draws);
  });

  it("tells how large the decoder's error is at each step", () => {
    const asked: number[] = [];
    const scaled = new FieldEnsemble({
      ...fields,
      errorScale: Float64Array.of(1, 2, 3),
      decode(latent, states, _, scale) {
        asked.push(scale);
        return decode(latent, states);
      },
    });
    scaled.field(0, 2);
    scaled.truncate(2).mean();
    expect(asked).toEqual([3, 1, 2]);
    expect(scaled.truncate(2).errorScale).toEqual(Float64Array.of(1, 2));
  });

  it("leaves draws out from the step at which they diverge, and counts them", () => {
    const divergedAt = fields.divergedAt.slice();
    divergedAt[0] = 1;
    const latent = fields.latent.slice();
    latent.fill(Number.NaN, 2, 6);
    const some = new FieldEnsemble({ ...fields, divergedAt, latent });
    expect([0, 1, 2].map((step) => some.divergedBy(step))).toEqual([0, 1, 1]);
    expect(some.meanAt(0)[0]).toBe(9.5);
    expect(some.meanAt(1)[0]).toBe(110);
    const none = new FieldEnsemble({ ...fields, divergedAt: divergedAt.fill(2) });
    expect(none.meanAt(1)).toHaveLength(4);
    expect(() => none.mean()).toThrowError(/20 of 20 draws diverged/);
  });

  it.each([
    [{ draws: 0 }, /draws/],
    [{ latent: new Float32Array(119) }, /a multiple of 60 values; received 119/],
    [{ divergedAt: new Int32Array(3) }, /divergedAt: expected 20/],
    [{ time: Float64Array.of(1, 1, 2) }, /rising/],
    [{ latent: new Float32Array(120).fill(Number.NaN) }, /draw 0 at step 0/],
    [{ decode: undefined as never }, /decode/],
    [{ errorScale: Float64Array.of(1, 2) }, /errorScale: expected 3 finite values/],
    [{ errorScale: Float64Array.of(1, 2, Number.NaN) }, /errorScale/],
  ])("refuses %o", (change, message) => {
    expect(() => new FieldEnsemble({ ...fields, ...change })).toThrowError(message);
  });
});
