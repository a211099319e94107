import fc from "fast-check";
import { expect, test } from "vitest";
import { Dataset } from "../../src/dataset/dataset.js";
import { digestDataset } from "../../src/dataset/digest.js";
import { describe as describeArtefact } from "../../src/dataset/info.js";
import type { DatasetHeader } from "../../src/dataset/layout.js";
import { readDataset } from "../../src/dataset/read.js";
import { createDatasetWriter, writeDataset } from "../../src/dataset/write.js";
import { appendChecksum } from "../../src/store/crc32c.js";
import { digestStorage } from "../../src/store/digest.js";
import { memoryStorage } from "../../src/store/memory.js";
import { writeGroup } from "../../src/store/write-group.js";
import { compress } from "../../src/store/zstd.js";
import { examplePosterior } from "../store/groups.js";
import { readWithZarrita } from "../store/zarr-reader.js";
import { exampleHeader, exampleSequence, writeExample } from "./examples.js";

const decode = (bytes: Uint8Array | undefined) => JSON.parse(new TextDecoder().decode(bytes));

async function stored(header = exampleHeader) {
  const files = new Map<string, Uint8Array>();
  const storage = memoryStorage("d.zarr", files);
  await writeExample(storage, header);
  return { storage, files };
}

/** The same files with one changed or removed. */
function damaged(files: Map<string, Uint8Array>, key: string, bytes: Uint8Array | undefined) {
  const copy = new Map(files);
  if (bytes === undefined) copy.delete(key);
  else copy.set(key, bytes);
  return memoryStorage("d.zarr", copy);
}

const chunkKeys = (i: number) => [
  `counts/c.${i}.0.0`,
  `position/c.${i}.0.0`,
  `initial_state/c.${i}.0`,
];

test("reads back what was written sequence by sequence", async () => {
  const { storage } = await stored();
  const data = await readDataset(storage);
  expect(data.provenance).toEqual(exampleHeader.provenance);
  expect(data).toMatchObject({ grid: exampleHeader.grid, sequences: 4, walkers: 7 });
  expect(data.time).toEqual(exampleHeader.time);
  for (let i = 0; i < 4; i++) {
    const { counts, position, initialState } = exampleSequence(i);
    expect(data.counts.subarray(i * 15, (i + 1) * 15)).toEqual(counts);
    expect(data.position?.subarray(i * 21, (i + 1) * 21)).toEqual(position);
    expect(data.initialState?.subarray(i * 5, (i + 1) * 5)).toEqual(initialState);
  }
});

test("keeps the algorithm, where there is one", async () => {
  const provenance = { ...exampleHeader.provenance, algorithm: "counts" };
  const { storage } = await stored({ ...exampleHeader, provenance });
  expect((await readDataset(storage)).provenance).toEqual(provenance);
  expect((await describeArtefact(storage)).header.algorithm).toBe("counts");
  const earlier = await stored();
  expect((await readDataset(earlier.storage)).provenance).not.toHaveProperty("algorithm");
});

test("keeps any dataset, written in memory and read again", async () => {
  const headers = fc.record({
    bins: fc.integer({ min: 1, max: 6 }),
    snapshots: fc.integer({ min: 1, max: 4 }),
    sequences: fc.integer({ min: 1, max: 4 }),
    walkers: fc.integer({ min: 0, max: 5 }),
    recordsPositions: fc.boolean(),
    recordsInitialState: fc.boolean(),
    seed: fc.nat(),
  });
  await fc.assert(
    fc.asyncProperty(headers, async ({ bins, snapshots, seed, ...rest }) => {
      const header: DatasetHeader = {
        ...rest,
        grid: { domain: [0, 3], bins },
        time: Float64Array.from({ length: snapshots }, (_, t) => 0.25 * t),
        provenance: { ...exampleHeader.provenance, seed },
      };
      const storage = memoryStorage("a");
      await writeExample(storage, header);
      const data = await readDataset(storage);
      const again = memoryStorage("b");
      await writeDataset(again, data);
      expect(await digestStorage(again)).toBe(await digestStorage(storage));
      expect(await digestDataset(await readDataset(again))).toBe(await digestDataset(data));
      expect(data.position === undefined).toBe(!header.recordsPositions);
      expect(data.initialState === undefined).toBe(!header.recordsInitialState);
    }),
    { seed: 4, numRuns: 40 },
  );
});

test("lays the arrays out for xarray: one chunk per sequence, named dimensions, coordinates", async () => {
  const { storage, files } = await stored();
  const root = decode(files.get("zarr.json"));
  expect(root.attributes.coarsegrain).toEqual({
    kind: "dataset",
    format: 1,
    ...exampleHeader.provenance,
    domain: [-1, 1],
    boundary: "periodic",
    bins: 5,
    walkers: 7,
    sequences: 4,
    snapshots: 3,
    time_start: 0,
    time_step: 0.5,
  });
  const { metadata } = root.consolidated_metadata;
  expect(Object.keys(metadata)).toEqual(["counts", "initial_state", "position", "space", "time"]);
  expect(metadata.counts).toMatchObject({
    shape: [4, 3, 5],
    data_type: "uint32",
    fill_value: 0,
    chunk_grid: { configuration: { chunk_shape: [1, 3, 5] } },
    dimension_names: ["sequence", "time", "bin"],
    attributes: { coordinates: "space" },
  });
  expect(metadata.position.dimension_names).toEqual(["sequence", "time", "walker"]);
  expect(metadata.initial_state.dimension_names).toEqual(["sequence", "bin"]);
  for (const [name, document] of Object.entries(metadata)) {
    expect(decode(files.get(`${name}/zarr.json`))).toEqual(document);
  }
  const space = await readWithZarrita(storage, "space");
  space.data.forEach((centre, j) => {
    expect(centre).toBeCloseTo(-0.8 + 0.4 * j, 12);
  });
  const counts = await readWithZarrita(storage, "counts");
  expect(counts).toMatchObject({ dtype: "uint32", dimensions: ["sequence", "time", "bin"] });
  expect(counts.data).toEqual((await readDataset(storage)).counts);
});

test("gives the same bytes in any order of writing, and pins them for every engine", async () => {
  const { storage } = await stored();
  const other = memoryStorage("other");
  const writer = await createDatasetWriter(other, exampleHeader);
  await Promise.all([2, 0, 3, 1].map((i) => writer.writeSequence(i, exampleSequence(i))));
  expect(await digestStorage(other)).toBe(await digestStorage(storage));
  expect(await digestStorage(storage)).toMatchInlineSnapshot(
    `"fc0c22f8509b368a00ecb9cce4d428f4074ffc4b26fd934a9d49b9fafe3b6d77"`,
  );
  expect(await digestDataset(await readDataset(storage))).toMatchInlineSnapshot(
    `"f2bc89a0c61efd5e713258b5b11fd5e6cf6509c27f4c1994d802d5caf8213ed7"`,
  );
});

test("is a dataset with missing sequences from the first moment on", async () => {
  const storage = memoryStorage("d.zarr");
  const writer = await createDatasetWriter(storage, exampleHeader);
  expect(await writer.missing()).toEqual([0, 1, 2, 3]);
  await writer.writeSequence(2, exampleSequence(2));
  expect(await writer.missing()).toEqual([0, 1, 3]);
  expect(await writer.finish()).toEqual([0, 1, 3]);
  const reading = readDataset(storage);
  await expect(reading).rejects.toMatchObject({
    tag: "IncompleteDataset",
    fields: { path: "d.zarr", missing: [0, 1, 3] },
  });
  await expect(reading).rejects.toThrow(/0, 1, 3.*--resume/);
  expect(await describeArtefact(storage)).toMatchObject({ kind: "dataset", missing: [0, 1, 3] });
});

test("finds every absent, torn or flipped chunk of any variable, and resume makes it again", async () => {
  const { storage, files } = await stored();
  const whole = await digestStorage(storage);
  for (const key of chunkKeys(2)) {
    const bytes = files.get(key) as Uint8Array;
    const flipped = bytes.slice();
    flipped[bytes.length >> 1] ^= 4;
    for (const broken of [undefined, new Uint8Array(0), bytes.slice(0, -1), flipped]) {
      const place = damaged(files, key, broken);
      const writer = await createDatasetWriter(place, exampleHeader, { existing: "resume" });
      expect(await writer.missing(), key).toEqual([2]);
      await expect(readDataset(place)).rejects.toMatchObject(
        broken === undefined
          ? { tag: "IncompleteDataset", fields: { missing: [2] } }
          : { tag: "CorruptFile", fields: { path: `d.zarr/${key}` } },
      );
      await writer.writeSequence(2, exampleSequence(2));
      expect(await writer.finish()).toEqual([]);
      expect(await digestStorage(place)).toBe(whole);
    }
  }
});

test("mends damaged metadata and coordinates below the root on resume", async () => {
  const { storage, files } = await stored();
  const whole = await digestStorage(storage);
  for (const key of ["counts/zarr.json", "time/c.0", "space/zarr.json"]) {
    const bytes = files.get(key) as Uint8Array;
    const place = damaged(files, key, bytes.slice(0, 7));
    const unreadable = { tag: "CorruptFile", fields: { path: `d.zarr/${key}` } };
    await expect(readDataset(place)).rejects.toMatchObject(unreadable);
    await createDatasetWriter(place, exampleHeader, { existing: "resume" });
    expect(await digestStorage(place)).toBe(whole);
  }
});

test("names the file of a truncated or garbled zarr.json", async () => {
  const { files } = await stored();
  for (const key of [...files.keys()].filter((each) => each.endsWith("zarr.json"))) {
    const bytes = files.get(key) as Uint8Array;
    for (const broken of [bytes.slice(0, -9), new Uint8Array(50), new TextEncoder().encode("[]")]) {
      const place = damaged(files, key, broken);
      const corrupt = { tag: "CorruptFile", fields: { path: `d.zarr/${key}` } };
      await expect(readDataset(place)).rejects.toMatchObject(corrupt);
      await expect(describeArtefact(place)).rejects.toMatchObject(corrupt);
    }
  }
  const headless = damaged(files, "zarr.json", files.get("zarr.json")?.slice(0, -9));
  await expect(
    createDatasetWriter(headless, exampleHeader, { existing: "resume" }),
  ).rejects.toMatchObject({ tag: "CorruptFile", fields: { path: "d.zarr/zarr.json" } });
});

test("refuses a header that asks for absurd memory or disagrees with its arrays", async () => {
  const { files } = await stored();
  const document = (key: string) => decode(files.get(key));
  const write = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const counts = document("counts/zarr.json");
  const grid = (chunk_shape: number[]) => ({ name: "regular", configuration: { chunk_shape } });
  const cases: [string, unknown][] = [
    ["counts/zarr.json", { ...counts, shape: [4, 1e9, 5] }],
    ["counts/zarr.json", { ...counts, shape: [2 ** 29, 1, 1], chunk_grid: grid([1, 1, 1]) }],
    ["counts/zarr.json", { ...counts, shape: [-4, 3, 5] }],
    ["counts/zarr.json", { ...counts, shape: [4, 3.5, 5] }],
    ["counts/zarr.json", { ...counts, shape: [9, 3, 5] }],
    ["counts/zarr.json", { ...counts, chunk_grid: grid([2, 3, 5]) }],
    ["counts/zarr.json", { ...counts, data_type: "float64", fill_value: "NaN" }],
    ["counts/zarr.json", { ...counts, dimension_names: ["a", "time", "bin"] }],
    ["position/zarr.json", { ...document("position/zarr.json"), shape: [4, 3, 8] }],
  ];
  const root = document("zarr.json");
  const header = root.attributes.coarsegrain;
  const changes = [
    { sequences: 1e12 },
    { sequences: -1 },
    { bins: "5" },
    { walkers: 1e18 },
    { domain: [1, -1] },
    { domain: [0] },
    { kind: "posterior" },
    { format: 2 },
    { seed: null },
  ];
  for (const change of changes) {
    const attributes = { coarsegrain: { ...header, ...change } };
    cases.push(["zarr.json", { ...root, attributes }]);
  }
  cases.push(["zarr.json", { ...root, attributes: {} }]);
  for (const [key, value] of cases) {
    const text = JSON.stringify(value);
    await expect(readDataset(damaged(files, key, write(value))), text).rejects.toMatchObject({
      tag: "CorruptFile",
    });
  }
});

test("refuses a chunk whose frame holds another number of bytes, before decompressing it", async () => {
  const { files } = await stored();
  const key = "counts/c.1.0.0";
  for (const length of [0, 59, 61, 1 << 24]) {
    const bomb = appendChecksum(await compress(new Uint8Array(length)));
    const reading = readDataset(damaged(files, key, bomb));
    await expect(reading).rejects.toMatchObject({ tag: "CorruptFile" });
    await expect(reading).rejects.toThrow(
      `expected a zstd frame of 60 bytes and its checksum; found a frame of ${length} bytes`,
    );
  }
});

test("refuses NaN and counts that do not sum to the walkers, in files and in arguments", async () => {
  const { files } = await stored();
  const states = Float64Array.of(0, Number.NaN, 0, 0, 0);
  const seal = async (values: Float64Array | Uint32Array) =>
    appendChecksum(await compress(new Uint8Array(values.buffer)));
  const invalid = { tag: "InvalidData" };
  const withNaN = damaged(files, "initial_state/c.1.0", await seal(states));
  await expect(readDataset(withNaN)).rejects.toMatchObject({
    ...invalid,
    fields: { what: "initial_state" },
  });
  const withSum = damaged(files, "counts/c.1.0.0", await seal(new Uint32Array(15).fill(2)));
  await expect(readDataset(withSum)).rejects.toMatchObject(invalid);

  const writer = await createDatasetWriter(memoryStorage(), exampleHeader);
  const good = exampleSequence(0);
  const position = new Float32Array(21).fill(Number.NaN);
  const wrong = [
    { ...good, initialState: states },
    { ...good, position },
    { ...good, position: undefined },
    { ...good, initialState: new Float64Array(4) },
    { ...good, counts: new Uint32Array(15) },
    { ...good, counts: good.counts.subarray(5) },
  ];
  for (const fields of wrong) {
    await expect(writer.writeSequence(0, fields)).rejects.toMatchObject(invalid);
  }
  for (const index of [-1, 4, 0.5, Number.NaN]) {
    await expect(writer.writeSequence(index, good)).rejects.toMatchObject(invalid);
  }
  expect(await writer.missing()).toEqual([0, 1, 2, 3]);
});

test("refuses to resume with another header, naming the key that differs", async () => {
  const { provenance } = exampleHeader;
  const cases: [string, Partial<DatasetHeader>][] = [
    ["seed", { provenance: { ...provenance, seed: 4 } }],
    ["algorithm", { provenance: { ...provenance, algorithm: "counts" } }],
    ["parameters.right", { provenance: { ...provenance, parameters: { walkers: 7, right: 0.2 } } }],
    ["sequences", { sequences: 5 }],
    ["domain", { grid: { domain: [0, 1], bins: 5 } }],
    ["time_step", { time: Float64Array.of(0, 1, 2) }],
    ["time[2]", { time: Float64Array.of(0, 0.5, 1.5) }],
    ["position", { recordsPositions: false }],
  ];
  for (const [key, change] of cases) {
    const { storage } = await stored();
    const before = await digestStorage(storage);
    const opening = createDatasetWriter(
      storage,
      { ...exampleHeader, ...change },
      { existing: "resume" },
    );
    await expect(opening, key).rejects.toMatchObject({
      tag: "InvalidData",
      fields: { what: expect.stringContaining(key) },
    });
    expect(await digestStorage(storage)).toBe(before);
  }
});

test("touches what is there only as it was told to", async () => {
  const { storage, files } = await stored();
  await expect(createDatasetWriter(storage, exampleHeader)).rejects.toMatchObject({
    tag: "OutputExists",
    fields: { path: "d.zarr", holds: "a dataset" },
  });
  const writer = await createDatasetWriter(storage, exampleHeader, { existing: "replace" });
  expect(await writer.missing()).toEqual([0, 1, 2, 3]);
  const posterior = memoryStorage("p.zarr");
  await writeGroup(posterior, examplePosterior());
  await expect(
    createDatasetWriter(posterior, exampleHeader, { existing: "resume" }),
  ).rejects.toMatchObject({ tag: "OutputExists", fields: { holds: "a posterior" } });
  files.clear();
  files.set("notes.txt", new Uint8Array(1));
  for (const existing of ["refuse", "resume", "replace"] as const) {
    await expect(createDatasetWriter(storage, exampleHeader, { existing })).rejects.toMatchObject({
      tag: "OutputExists",
      fields: { holds: "other files" },
    });
  }
});

test("refuses headers that cannot be a dataset", async () => {
  const wrong: Partial<DatasetHeader>[] = [
    { sequences: 0 },
    { sequences: 1.5 },
    { sequences: 1e8 },
    { walkers: -1 },
    { walkers: 1e9 },
    { grid: { domain: [1, 1], bins: 5 } },
    { grid: { domain: [0, Number.NaN], bins: 5 } },
    { grid: { domain: [0, 1], bins: 0 } },
    { time: new Float64Array(0) },
    { time: Float64Array.of(0, Number.POSITIVE_INFINITY) },
  ];
  for (const change of wrong) {
    const storage = memoryStorage();
    const opening = createDatasetWriter(storage, { ...exampleHeader, ...change });
    await expect(opening, JSON.stringify(change)).rejects.toMatchObject({ tag: "InvalidData" });
    expect(await storage.isEmpty()).toBe(true);
  }
});

test("hashes content, not storage: any changed value or parameter changes the digest", async () => {
  const { storage } = await stored();
  const data = await readDataset(storage);
  const digest = await digestDataset(data);
  const initialState = (data.initialState as Float64Array).slice();
  initialState[3] += 1e-15;
  const provenance = { ...data.provenance, seed: 4 };
  for (const change of [{ initialState }, { provenance }, { position: undefined }]) {
    expect(await digestDataset(new Dataset({ ...data, ...change }))).not.toBe(digest);
  }
});

test("describes datasets and posteriors as plain data", async () => {
  const { storage } = await stored();
  const description = await describeArtefact(storage);
  expect(description).toMatchObject({
    path: "d.zarr",
    kind: "dataset",
    header: { name: "advection-diffusion", seed: 3, walkers: 7 },
    missing: [],
  });
  const counts = description.arrays.find(({ path }) => path === "counts");
  expect(counts).toEqual({
    path: "counts",
    type: "uint32",
    shape: [4, 3, 5],
    dimensions: ["sequence", "time", "bin"],
    chunks: [1, 3, 5],
  });
  const posterior = memoryStorage("p.zarr");
  await writeGroup(posterior, examplePosterior());
  const other = await describeArtefact(posterior);
  expect(other.kind).toBe("posterior");
  expect(other.missing).toBeUndefined();
  expect(other.arrays.map(({ path }) => path)).toContain("posterior/inner/index");
  expect(JSON.parse(JSON.stringify(other))).toEqual(other);
  await expect(describeArtefact(memoryStorage("none"))).rejects.toMatchObject({
    tag: "StorageFailure",
    fields: { code: "ENOENT" },
  });
});

test("snapshots that were not observed come back as such", async () => {
  const observed = Uint8Array.of(1, 1, 0, 1, 0, 1);
  const counts = new Uint32Array(2 * 3 * 5);
  observed.forEach((seen, k) => {
    if (seen) counts[k * 5 + (k % 5)] = 7;
  });
  const whole = await readDataset((await stored()).storage);
  const none = { position: undefined, initialState: undefined };
  const data = new Dataset({ ...whole, ...none, sequences: 2, counts, observed });
  const storage = memoryStorage("o.zarr");
  await writeDataset(storage, data);
  const back = await readDataset(storage);
  expect(back.observed).toEqual(observed);
  expect(back.isComplete).toBe(false);
  expect([back.isObserved(0, 1), back.isObserved(1, 1)]).toEqual([true, false]);
  expect(await digestDataset(back)).toBe(await digestDataset(data));
  expect(() => back.at(1, 1)).toThrow(/at which walkers were observed/);
});

test("observed is 0 or 1, and counts are 0 where it is 0", async () => {
  const whole = await readDataset((await stored()).storage);
  const observed = new Uint8Array(12).fill(1);
  observed[4] = 2;
  expect(() => new Dataset({ ...whole, observed })).toThrow(/observed: expected 0 or 1/);
  observed[4] = 0;
  expect(() => new Dataset({ ...whole, observed })).toThrow(/sequence 1 at step 1.*sum of 0/);
});
