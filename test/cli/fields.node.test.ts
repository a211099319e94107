import { rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { coarsegrain, document, filesOf, succeed, temporaryFolder } from "./command.js";

const folder = temporaryFolder();
const here = () => ({ cwd: folder.path });
const small = ["simulate", "burgers-field", "--sequences", "5", "--seed", "7", "--set", "steps=20"];
const files = (name: string) => filesOf(join(folder.path, name));

it("writes fields, the same bytes for one worker and for two, and tells what they are", async () => {
  const one = await succeed([...small, "--workers", "1", "--out", "one.zarr"], here());
  expect(one).toMatchObject({
    system: "burgers-field",
    sequences: 5,
    seed: 7,
    points: [1000],
    times: 21,
    noise: 1e-3,
    written: 5,
    missing: [],
    parameters: { steps: 20, viscosity: 5e-4 },
  });
  const two = await succeed([...small, "--workers", "2", "--out", "two.zarr"], here());
  expect(two.sha256).toBe(one.sha256);
  expect(files("two.zarr")).toEqual(files("one.zarr"));
  const info = await succeed(["info", "one.zarr"], here());
  expect(info).toMatchObject({ kind: "dataset", missing: [], sha256: one.sha256 });
  expect(info.header).toMatchObject({ content: "fields", boundary: "periodic", noise: 1e-3 });
  const shapes = info.arrays.map(({ path, shape }: { path: string; shape: number[] }) => [
    path,
    shape,
  ]);
  expect(shapes).toContainEqual(["field", [5, 21, 1000]]);
  expect(shapes).toContainEqual(["clean", [5, 21, 1000]]);
});

it("makes what is missing with --resume, and shards make one dataset", async () => {
  await succeed([...small, "--out", "whole.zarr"], here());
  const whole = files("whole.zarr");
  truncateSync(join(folder.path, "whole.zarr/field/c.3.0.0"), 100);
  rmSync(join(folder.path, "whole.zarr/clean/c.1.0.0"));
  const again = await succeed([...small, "--out", "whole.zarr", "--resume"], here());
  expect(again.written).toBe(2);
  expect(files("whole.zarr")).toEqual(whole);
  const first = await succeed([...small, "--out", "parts.zarr", "--shard", "1/2"], here());
  expect(first).toMatchObject({ written: 2, missing: [0, 2, 4], sha256: null });
  await succeed([...small, "--out", "parts.zarr", "--shard", "2/2"], here());
  expect(files("parts.zarr")).toEqual(whole);
});

it("refuses what does not go with fields, and what does not go with walkers", async () => {
  const steps = await document([...small, "--out", "no.zarr", "--steps", "3"], here());
  expect(steps).toMatchObject({ status: 2, json: { error: { tag: "InvalidParameter" } } });
  expect(steps.json.error.message).toContain("--set steps=");
  const unknown = await document(["simulate", "kdv-fields", "--out", "no.zarr"], here());
  expect(unknown.json.error.message).toContain('Did you mean "kdv-field"?');
});

it("lists the systems with their parameters", async () => {
  const { stdout } = await coarsegrain(["list"], here());
  expect(stdout).toContain("kdv-field: the Korteweg-de Vries equation");
  expect(stdout).toContain("stencil=published");
  const { systems } = await succeed(["list"], here());
  expect(systems.map(({ name }: { name: string }) => name)).toContain("burgers-2d-field");
});

it("imports arrays of NumPy, and tells what is missing", async () => {
  const text = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 4), }".padEnd(117);
  const values = Buffer.from(Float32Array.from({ length: 24 }, (_, i) => i / 32).buffer);
  const head = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]);
  writeFileSync(
    join(folder.path, "array.npy"),
    Buffer.concat([head, Buffer.from(`${text}\n`), values]),
  );
  const imported = ["import", "array.npy", "--domain", "0,1", "--dt", "0.5", "--out"];
  const as = (kind: string, ...more: string[]) => [
    ...imported,
    `${kind}.zarr`,
    "--as",
    kind,
    ...more,
  ];
  const fields = await succeed(as("fields", "--noise", "0.1"), here());
  expect(fields).toMatchObject({ shape: [2, 3, 4], sequences: 2, snapshots: 3 });
  const { header, missing } = await succeed(["info", "fields.zarr"], here());
  expect(missing).toEqual([]);
  expect(header).toMatchObject({
    ...{ content: "fields", noise: 0.1, points: [4], time_step: 0.5 },
    command: "import array.npy --as fields --domain 0,1 --noise 0.1 --dt 0.5 --t0 0",
  });
  await succeed(as("positions", "--bins", "2"), here());
  const walkers = await succeed(["info", "positions.zarr"], here());
  expect(walkers.header).toMatchObject({ bins: 2, walkers: 4, sequences: 2 });
  const counts = await document(as("counts"), here());
  expect(counts).toMatchObject({ status: 2, json: { error: { tag: "InvalidData" } } });
  expect(counts.json.error.message).toContain("whole numbers");
  const bins = await document(as("fields", "--bins", "2"), here());
  expect(bins.json.error.message).toContain("--bins");
});
