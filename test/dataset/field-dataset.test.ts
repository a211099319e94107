import { describe, expect, it } from "vitest";
import { FieldDataset, type FieldDatasetFields } from "../../src/dataset/field-dataset.js";
import { fieldPoints, fieldSize, fieldSpacing } from "../../src/dataset/field-grid.js";
import { selectFields } from "../../src/dataset/field-source.js";
import { burgersField } from "../../src/simulate/fields/burgers-field.js";
import { simulateFields } from "../../src/simulate/fields/simulate.js";

const provenance = { version: "0", command: "none", name: "made", parameters: {}, seed: 0 };
const grid = { domain: [[0, 1] as const], points: [4], periodic: true };
const fields: FieldDatasetFields = {
  grid,
  time: Float64Array.of(0, 0.5, 1),
  sequences: 2,
  field: Float32Array.from({ length: 24 }, (_, i) => i),
  provenance,
};
const small = burgersField({ points: 16, steps: 5 });

describe("FieldGrid", () => {
  it("has no point at the end of a periodic domain, and one at that of another", () => {
    expect([...fieldPoints(grid)[0]]).toEqual([0, 0.25, 0.5, 0.75]);
    const walls = { domain: [[0, 1] as const, [1, 2] as const], points: [3, 5], periodic: false };
    expect(fieldPoints(walls).map((axis) => [...axis])).toEqual([
      [0, 0.5, 1],
      [1, 1.25, 1.5, 1.75, 2],
    ]);
    expect(fieldSpacing(walls)).toEqual([0.5, 0.25]);
    expect(fieldSize(walls)).toBe(15);
  });
});

describe("FieldDataset", () => {
  it("gives its trajectories as views", async () => {
    const data = new FieldDataset(fields);
    const { field, clean } = await data.sequence(1);
    expect([...field]).toEqual(Array.from({ length: 12 }, (_, i) => 12 + i));
    expect(field.buffer).toBe(fields.field.buffer);
    expect(clean).toBeUndefined();
    await expect(data.sequence(2)).rejects.toThrow(/0\.\.1; received 2/);
  });

  it.each([
    [{ field: new Float32Array(23) }, /field: expected 24 values; received 23/],
    [{ clean: new Float32Array(12) }, /clean: expected 24/],
    [{ time: Float64Array.of(0, 1, 1) }, /rising/],
    [{ time: [0, 1, 2] as unknown as Float64Array }, /a Float64Array/],
    [{ sequences: 0 }, /sequences/],
    [{ noise: -1 }, /noise/],
    [{ grid: { ...grid, points: [1] } }, /points of dimension 0/],
    [{ grid: { ...grid, domain: [[1, 0] as const] } }, /the smaller first/],
    [{ field: new Float32Array(24).fill(Number.NaN) }, /field of trajectory 0: expected finite/],
    [{ provenance: undefined as never }, /provenance/],
  ])("refuses %o", (change, message) => {
    expect(() => new FieldDataset({ ...fields, ...change })).toThrowError(message);
  });

  it("reads a source, or a part of it, into memory", async () => {
    const source = simulateFields(small, { sequences: 3, seed: 1 });
    const all = await FieldDataset.from(source);
    expect(all.sequences).toBe(3);
    expect(all.noise).toBe(1e-3);
    expect(all.provenance).toEqual(source.provenance);
    const some = await FieldDataset.from(source, [2, 0]);
    expect((await some.sequence(0)).field).toEqual((await all.sequence(2)).field);
    expect((await some.sequence(1)).clean).toEqual((await all.sequence(0)).clean);
    await expect(FieldDataset.from(source, [3])).rejects.toThrow(/0\.\.2; received 3/);
  });
});

describe("selectFields", () => {
  it("reads nothing before it is asked, and then what was chosen", async () => {
    const asked: number[] = [];
    const data = new FieldDataset(fields);
    const watched = {
      ...data,
      sequence(index: number) {
        asked.push(index);
        return data.sequence(index);
      },
    };
    const chosen = selectFields(watched, [1, 1, 0]);
    expect(chosen.sequences).toBe(3);
    expect(asked).toEqual([]);
    await chosen.sequence(2);
    expect(asked).toEqual([0]);
    await expect(chosen.sequence(3)).rejects.toThrow(/0\.\.2/);
    expect(() => selectFields(watched, [2])).toThrowError(/0\.\.1; received 2/);
  });

  it("says what a source is where it is given something else", () => {
    expect(() => selectFields({} as never, [])).toThrowError(
      /trajectories of a field.*simulateFields/,
    );
  });
});

describe("simulateFields", () => {
  it("simulates each trajectory from the seed and its index alone", async () => {
    const ten = simulateFields(small, { sequences: 10, seed: 1 });
    const later = simulateFields(small, { sequences: 2, seed: 1, offset: 8 });
    expect(await later.sequence(1)).toEqual(await ten.sequence(9));
    expect(await ten.sequence(9)).toEqual(await ten.sequence(9));
    expect(later.provenance.command).toBe(
      "simulate burgers-field --sequences 2 --seed 1, from trajectory 8",
    );
  });

  it.each([
    [{ sequences: 0 }, /sequences/],
    [{ sequences: 1, seed: -1 }, /seed/],
    [{ sequences: 1, offset: 2 ** 32 }, /offset/],
  ])("refuses %o", (options, message) => {
    expect(() => simulateFields(small, options)).toThrowError(message);
  });
});
