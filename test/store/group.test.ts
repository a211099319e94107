import fc from "fast-check";
import { expect, test } from "vitest";
import { digestGroup, digestStorage, sha256 } from "../../src/store/digest.js";
import type { Group, Variable } from "../../src/store/group.js";
import { memoryStorage } from "../../src/store/memory.js";
import { readGroup } from "../../src/store/read-group.js";
import { encodeGroup, writeGroup } from "../../src/store/write-group.js";
import { examplePosterior } from "./groups.js";
import { readWithZarrita } from "./zarr-reader.js";

const decode = (bytes: Uint8Array | undefined) => JSON.parse(new TextDecoder().decode(bytes));

/** A store and its files, holding the example. */
async function stored() {
  const files = new Map<string, Uint8Array>();
  const storage = memoryStorage("p.zarr", files);
  await writeGroup(storage, examplePosterior());
  return { storage, files };
}

test("reads back what it wrote: values, shapes, dimensions, attributes, nested groups", async () => {
  const { storage } = await stored();
  const group = examplePosterior();
  const back = await readGroup(storage);
  expect(back.attributes).toEqual(group.attributes);
  expect(Object.keys(back.groups).sort()).toEqual(["nothing", "posterior"]);
  const { theta, active } = back.groups.posterior.variables;
  expect(theta).toEqual(group.groups.posterior.variables.theta);
  expect(active.values).toEqual(Uint8Array.of(1, 0, 1));
  expect(back.variables.bound.values).toEqual(Float64Array.of(-3.5, -2, Number.NaN));
  expect(back.variables.scalar).toMatchObject({ values: Int32Array.of(-7), shape: [] });
  expect(back.variables.empty.shape).toEqual([0, 4]);
  const { index } = back.groups.posterior.groups.inner.variables;
  expect(index.values).toEqual(Uint32Array.of(2 ** 32 - 1, 0));
  expect(await digestGroup(back)).toBe(await digestGroup(group));
});

test("keeps any array of any chunking, as zarrita reads it too", async () => {
  const arrays = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 6 })), {
      minLength: 1,
      maxLength: 4,
    })
    .chain((sizes) => {
      const length = sizes.reduce((product, [n]) => product * n, 1);
      return fc.record({
        shape: fc.constant(sizes.map(([n]) => n)),
        chunks: fc.constant(sizes.map(([, chunk]) => chunk)),
        values: fc.float64Array({ minLength: length, maxLength: length }),
      });
    });
  await fc.assert(
    fc.asyncProperty(arrays, async ({ shape, chunks, values }) => {
      const dimensions = shape.map((_, d) => `d${d}`);
      const x: Variable = { values, shape, chunks, dimensions };
      const storage = memoryStorage();
      await writeGroup(storage, { attributes: {}, variables: { x }, groups: {} });
      expect((await readGroup(storage)).variables.x.values).toEqual(values);
      const theirs = await readWithZarrita(storage, "x");
      expect(theirs).toEqual({ data: values, shape, dimensions, dtype: "float64" });
    }),
    { seed: 2, numRuns: 50 },
  );
});

test("writes the metadata that the Zarr 3 specification asks for", async () => {
  const { files } = await stored();
  expect(decode(files.get("posterior/theta/zarr.json"))).toEqual({
    zarr_format: 3,
    node_type: "array",
    shape: [1, 5, 7],
    data_type: "float32",
    chunk_grid: { name: "regular", configuration: { chunk_shape: [1, 2, 3] } },
    chunk_key_encoding: { name: "default", configuration: { separator: "." } },
    fill_value: "NaN",
    codecs: [
      { name: "bytes", configuration: { endian: "little" } },
      { name: "zstd", configuration: { level: 3, checksum: false } },
      { name: "crc32c" },
    ],
    attributes: { long_name: "coefficients" },
    dimension_names: ["chain", "draw", "feature"],
    storage_transformers: [],
  });
  expect(decode(files.get("posterior/active/zarr.json")).codecs[0]).toEqual({ name: "bytes" });
  const chunks = [...files.keys()].filter((key) => key.startsWith("posterior/theta/c"));
  expect(chunks).toHaveLength(9);
  expect(chunks).toContain("posterior/theta/c.0.2.2");
  expect(files.has("scalar/c")).toBe(true);
  expect([...files.keys()].filter((key) => key.startsWith("empty/"))).toEqual(["empty/zarr.json"]);
});

test("consolidates the metadata of the whole tree in the root and of each subtree in its group", async () => {
  const { files } = await stored();
  const root = decode(files.get("zarr.json")).consolidated_metadata;
  expect(root).toMatchObject({ kind: "inline", must_understand: false });
  const paths = [...files.keys()].filter((key) => key.endsWith("/zarr.json"));
  expect(Object.keys(root.metadata)).toEqual(paths.map((key) => key.slice(0, -10)).sort());
  for (const [path, document] of Object.entries(root.metadata)) {
    const { consolidated_metadata: _, ...own } = decode(files.get(`${path}/zarr.json`));
    expect(document).toEqual(own);
  }
  const inner = decode(files.get("posterior/zarr.json")).consolidated_metadata.metadata;
  expect(Object.keys(inner)).toEqual(["active", "inner", "inner/index", "theta"]);
});

test("gives the same bytes for the same content, whatever the order of keys", async () => {
  const group = examplePosterior();
  const reversed: Group = {
    attributes: Object.fromEntries(Object.entries(group.attributes).reverse()),
    variables: Object.fromEntries(Object.entries(group.variables).reverse()),
    groups: Object.fromEntries(Object.entries(group.groups).reverse()),
  };
  const [a, b] = [memoryStorage("a"), memoryStorage("b")];
  await writeGroup(a, group);
  await writeGroup(b, reversed);
  expect(await digestStorage(a)).toBe(await digestStorage(b));
  expect(await digestGroup(group)).toBe(await digestGroup(reversed));
  await writeGroup(b, examplePosterior(2));
  expect(await digestStorage(a)).not.toBe(await digestStorage(b));
});

test("pins the bytes on disk, the same in every engine", async () => {
  const { storage } = await stored();
  expect(await digestStorage(storage)).toMatchInlineSnapshot(
    `"0ffbc1d27550ae8f5909e9d3b18e58ee0d576e272368ce448dd675ba84732ebf"`,
  );
  expect(await digestGroup(examplePosterior())).toMatchInlineSnapshot(
    `"e90c764a69b66fbb624d00801cec8d8b1fe53e4ccea2b79d18b4d531c6c5cdec"`,
  );
});

test("hashes as SHA-256 does", async () => {
  const abc = new TextEncoder().encode("abc");
  const expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  expect(await sha256(abc)).toBe(expected);
});

test("names a chunk with a flipped bit, wherever the bit is", async () => {
  const { storage, files } = await stored();
  const key = "posterior/theta/c.0.1.1";
  const whole = files.get(key) as Uint8Array;
  for (let bit = 0; bit < whole.length * 8; bit += 13) {
    const flipped = whole.slice();
    flipped[bit >> 3] ^= 1 << (bit & 7);
    files.set(key, flipped);
    await expect(readGroup(storage)).rejects.toMatchObject({
      tag: "CorruptFile",
      fields: { path: `p.zarr/${key}` },
    });
  }
});

test("names a torn or missing chunk and a truncated or missing zarr.json", async () => {
  const { files } = await stored();
  const failing = async (key: string, bytes: Uint8Array | undefined) => {
    const damaged = new Map(files);
    if (bytes === undefined) damaged.delete(key);
    else damaged.set(key, bytes);
    await expect(readGroup(memoryStorage("p.zarr", damaged)), key).rejects.toMatchObject({
      tag: "CorruptFile",
      fields: { path: `p.zarr/${key}` },
    });
  };
  for (const [key, bytes] of files) {
    await failing(key, undefined);
    for (const length of [0, 1, 10, bytes.length - 3]) await failing(key, bytes.slice(0, length));
    await failing(key, new Uint8Array(bytes.length));
  }
});

test("refuses absurd headers before it asks for memory", async () => {
  const { files } = await stored();
  const key = "posterior/theta/zarr.json";
  const document = decode(files.get(key));
  const grid = (...chunk_shape: unknown[]) => ({
    chunk_grid: { name: "regular", configuration: { chunk_shape } },
  });
  const absurd = [
    { shape: [1e6, 1e6, 1e6] },
    { shape: [1, -5, 7] },
    { shape: [1, 5.5, 7] },
    { shape: [1, 5, "7"] },
    { shape: [1, 5, 1e308] },
    { shape: [1, 5] },
    { shape: [1e8, 1, 7] },
    { shape: "all" },
    grid(1e5, 1e5, 1e5),
    grid(0, 2, 3),
    grid(1, 2),
    grid(1, 2, 4),
    { data_type: "float128" },
    { codecs: [{ name: "bytes", configuration: { endian: "big" } }] },
    { dimension_names: null },
    { zarr_format: 2 },
    { fill_value: 0 },
  ];
  for (const change of absurd) {
    const text = JSON.stringify({ ...document, ...change });
    const damaged = new Map(files).set(key, new TextEncoder().encode(text));
    const reading = readGroup(memoryStorage("p.zarr", damaged));
    await expect(reading, text).rejects.toMatchObject({ tag: "CorruptFile" });
  }
});

test("says that nothing is there", async () => {
  await expect(readGroup(memoryStorage("gone"))).rejects.toMatchObject({
    tag: "StorageFailure",
    fields: { path: "gone", code: "ENOENT" },
  });
});

test("replaces an artefact of its own kind, and another only if asked", async () => {
  const { storage, files } = await stored();
  await writeGroup(storage, examplePosterior(2));
  const { coarsegrain } = examplePosterior(2).attributes;
  expect((await readGroup(storage)).attributes.coarsegrain).toEqual(coarsegrain);
  const forecast: Group = {
    attributes: { coarsegrain: { kind: "forecast" } },
    variables: {},
    groups: {},
  };
  await expect(writeGroup(storage, forecast)).rejects.toMatchObject({
    tag: "OutputExists",
    fields: { path: "p.zarr", holds: "a posterior" },
  });
  await writeGroup(storage, forecast, { overwrite: true });
  expect([...files.keys()]).toEqual(["zarr.json"]);
});

test("never replaces files that are no artefact", async () => {
  const files = new Map([["thesis.tex", new Uint8Array(3)]]);
  const storage = memoryStorage("home", files);
  await expect(writeGroup(storage, examplePosterior(), { overwrite: true })).rejects.toMatchObject({
    tag: "OutputExists",
    fields: { holds: "other files" },
  });
  expect([...files.keys()]).toEqual(["thesis.tex"]);
});

test("refuses groups that do not fit the format", async () => {
  const variable: Variable = { values: Float64Array.of(1, 2), shape: [2], dimensions: ["x"] };
  const group = (variables: Group["variables"], more: Partial<Group> = {}): Group => ({
    attributes: {},
    groups: {},
    variables,
    ...more,
  });
  const wrong: Group[] = [
    group({ a: { ...variable, shape: [3] } }),
    group({ a: { ...variable, dimensions: [] } }),
    group({ a: { ...variable, chunks: [0] } }),
    group({ a: { ...variable, chunks: [1, 1] } }),
    group({ a: variable, b: { ...variable, values: new Float64Array(3), shape: [3] } }),
    group({ "a/b": variable }),
    group({ "..": variable }),
    group({ "": variable }),
    group({ "zarr.json": variable }),
    group({ __proto: variable }),
    group({ a: variable }, { groups: { a: group({}) } }),
    group({ a: variable }, { attributes: { nan: Number.NaN } }),
  ];
  for (const each of wrong) {
    await expect(encodeGroup(each)).rejects.toMatchObject({ tag: "InvalidData" });
  }
});

test("refuses keys that leave the place", async () => {
  const storage = memoryStorage();
  for (const key of ["../x", "/etc/passwd", "a/../../x", "a//b", "", "a\\b", "C:x", "a\0"]) {
    await expect(storage.get(key)).rejects.toMatchObject({ tag: "InvalidData" });
    await expect(storage.set(key, new Uint8Array(1))).rejects.toMatchObject({ tag: "InvalidData" });
  }
});
