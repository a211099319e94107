import { expect, test } from "vitest";
import { FieldDataset } from "../../src/dataset/field-dataset.js";
import { digestFields } from "../../src/dataset/field-digest.js";
import { readFields } from "../../src/dataset/field-read.js";
import type { FieldSource } from "../../src/dataset/field-source.js";
import { createFieldWriter, writeFields } from "../../src/dataset/field-write.js";
import { describe as describeArtefact } from "../../src/dataset/info.js";
import { readDataset } from "../../src/dataset/read.js";
import { burgersField2d } from "../../src/simulate/fields/burgers-2d-field.js";
import { burgersField } from "../../src/simulate/fields/burgers-field.js";
import { simulateFields } from "../../src/simulate/fields/simulate.js";
import { memoryStorage } from "../../src/store/memory.js";
import { readWithZarrita } from "../store/zarr-reader.js";
import { exampleHeader, writeExample } from "./examples.js";

const line = simulateFields(burgersField({ points: 20, steps: 4 }), { sequences: 3, seed: 1 });
const square = simulateFields(burgersField2d({ points: 8, steps: 3 }), { sequences: 2, seed: 1 });

async function stored(source: FieldSource) {
  const files = new Map<string, Uint8Array>();
  const storage = memoryStorage("d.zarr", files);
  await writeFields(storage, source);
  return { files, storage };
}

test.each([
  ["on a line", line],
  ["on a square", square],
])("reads back what was written %s, one trajectory at a time", async (_, source) => {
  const { storage } = await stored(source);
  const read = await readFields(storage);
  const { grid, time, noise, provenance, sequences } = source;
  expect(read).toMatchObject({ kind: "fields", grid, time, noise, provenance, sequences });
  for (let i = 0; i < sequences; i++) {
    expect(await read.sequence(i)).toEqual(await source.sequence(i));
  }
  await expect(read.sequence(sequences)).rejects.toThrow(/index of a trajectory/);
});

test("is read chunk by chunk: one for each trajectory and array, and none before it is asked", async () => {
  const { storage, files } = await stored(line);
  const asked: string[] = [];
  const read = await readFields({
    ...storage,
    get(key) {
      asked.push(key);
      return storage.get(key);
    },
  });
  const opened = asked.length;
  expect(asked.filter((key) => /^(field|clean)\/c/.test(key))).toEqual([]);
  await read.sequence(1);
  expect(asked.slice(opened)).toEqual(["field/c.1.0.0", "clean/c.1.0.0"]);
  expect([...files.keys()].filter((key) => key.startsWith("field/c"))).toHaveLength(3);
});

test("any Zarr reader finds arrays, dimensions and coordinates", async () => {
  const { storage } = await stored(square);
  const field = await readWithZarrita(storage, "field");
  expect(field.shape).toEqual([2, 4, 8, 8]);
  expect(field.dimensions).toEqual(["sequence", "time", "y", "x"]);
  const x = await readWithZarrita(storage, "x");
  expect([...(x.data as Float64Array)]).toEqual(Array.from({ length: 8 }, (_, i) => i / 7));
});

test("fields without a clean truth have no such array", async () => {
  const { clean: _, ...given } = await FieldDataset.from(line);
  const { storage, files } = await stored(new FieldDataset(given));
  expect([...files.keys()].filter((key) => key.startsWith("clean"))).toEqual([]);
  expect((await (await readFields(storage)).sequence(0)).clean).toBeUndefined();
});

test("a torn and a missing chunk are found, and made again with the same bytes", async () => {
  const { files } = await stored(line);
  const broken = new Map(files);
  broken.delete("field/c.0.0.0");
  broken.set("clean/c.2.0.0", (files.get("clean/c.2.0.0") as Uint8Array).slice(0, 40));
  const storage = memoryStorage("d.zarr", broken);
  expect((await describeArtefact(storage)).missing).toEqual([0, 2]);
  await expect(readFields(storage)).rejects.toMatchObject({
    tag: "IncompleteDataset",
    fields: { missing: [0] },
  });
  const header = { ...line, recordsClean: true };
  const writer = await createFieldWriter(storage, header, { existing: "resume" });
  for (const i of await writer.missing()) await writer.writeSequence(i, await line.sequence(i));
  expect(await writer.finish()).toEqual([]);
  expect(broken).toEqual(files);
});

test("a damaged trajectory names its file when it is read", async () => {
  const { files } = await stored(line);
  const torn = files.get("clean/c.2.0.0") as Uint8Array;
  torn[torn.length - 1] ^= 1;
  const read = await readFields(memoryStorage("d.zarr", files));
  await read.sequence(1);
  await expect(read.sequence(2)).rejects.toThrow(/clean\/c\.2\.0\.0 cannot be read/);
});

test("resuming other fields is refused, with what differs", async () => {
  const { storage } = await stored(line);
  const header = { ...line, recordsClean: true };
  const other = (change: object) =>
    createFieldWriter(storage, { ...header, ...change }, { existing: "resume" });
  await expect(other({ noise: 0.5 })).rejects.toThrow(/noise of the dataset to resume/);
  await expect(other({ sequences: 4 })).rejects.toThrow(/sequences of the dataset to resume/);
  const time = line.time.slice();
  time[2] += 0.01;
  await expect(other({ time })).rejects.toThrow(/time\[2\] of the dataset to resume/);
  await expect(createFieldWriter(storage, header)).rejects.toMatchObject({ tag: "OutputExists" });
});

test("refuses a trajectory that does not fit the header", async () => {
  const writer = await createFieldWriter(memoryStorage("d.zarr", new Map()), {
    ...line,
    recordsClean: true,
  });
  const { field, clean } = await line.sequence(0);
  await expect(writer.writeSequence(0, { field })).rejects.toThrow(/clean of trajectory 0/);
  await expect(writer.writeSequence(3, { field, clean })).rejects.toThrow(/0\.\.2; received 3/);
  const short = { field: field.subarray(1), clean };
  await expect(writer.writeSequence(0, short)).rejects.toThrow(/100 values, \[5,20\]; received 99/);
});

test("fields and counts of walkers are told apart", async () => {
  const { storage } = await stored(line);
  await expect(readDataset(storage)).rejects.toThrow(/found fields\. Read it with readFields/);
  const walkers = memoryStorage("w.zarr", new Map());
  await writeExample(walkers, exampleHeader);
  await expect(readFields(walkers)).rejects.toThrow(/counts of walkers\. Read it with readDataset/);
});

test("the digest is that of the content, read, simulated or in memory", async () => {
  const { storage } = await stored(line);
  const digest = await digestFields(line);
  expect(await digestFields(await readFields(storage))).toBe(digest);
  expect(await digestFields(await FieldDataset.from(line))).toBe(digest);
  const other = await FieldDataset.from(line);
  other.field[7] += 1e-3;
  expect(await digestFields(other)).not.toBe(digest);
});
