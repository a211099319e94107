import { cpSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { coarsegrain, document, filesOf, succeed, temporaryFolder } from "./command.js";

const folder = temporaryFolder();
const here = () => ({ cwd: folder.path });
const small = ["simulate", "advection-diffusion", "--sequences", "12", "--seed", "7"];
const chunk = "counts/c.5.0.0";

it("writes a dataset and tells what it wrote", async () => {
  const json = await succeed([...small, "--out", "plain.zarr", "--set", "walkers=500"], here());
  expect(json).toMatchObject({
    path: "plain.zarr",
    system: "advection-diffusion",
    sequences: 12,
    steps: 1,
    seed: 7,
    walkers: 500,
    bins: 24,
    timeStep: 1,
    written: 12,
    missing: [],
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    parameters: { walkers: 500, left: 0.195 },
  });
  expect(json.seconds).toBeGreaterThan(0);
});

it("gives the same bytes for one worker, two workers, and another path", async () => {
  const one = await succeed([...small, "--workers", "1", "--out", "one.zarr"], here());
  const two = await succeed([...small, "--workers", "2", "--out", "deep/er/two.zarr"], here());
  expect(filesOf(join(folder.path, "deep/er/two.zarr"))).toEqual(
    filesOf(join(folder.path, "one.zarr")),
  );
  expect(two.sha256).toBe(one.sha256);
});

it("leads to the same posterior for one worker and two", async () => {
  const digests: string[] = [];
  for (const workers of ["1", "2"]) {
    const data = `workers${workers}/data.zarr`;
    await succeed([...small, "--workers", workers, "--out", data], here());
    const out = `workers${workers}/posterior.zarr`;
    const { sha256 } = await succeed(["fit", data, "--out", out, "--set", "range=2"], here());
    digests.push(sha256);
  }
  expect(digests[1]).toBe(digests[0]);
});

it("gives other bytes for another seed", async () => {
  const args = ["simulate", "advection-diffusion", "--sequences", "2"];
  const one = await succeed([...args, "--seed", "1", "--out", "seed1.zarr"], here());
  const two = await succeed([...args, "--seed", "2", "--out", "seed2.zarr"], here());
  expect(one.sha256).not.toBe(two.sha256);
});

it("makes in two shards, at the same time, what one run makes", async () => {
  const shard = (which: string) =>
    succeed([...small, "--out", "shards.zarr", "--shard", which], here());
  const [first, second] = await Promise.all([shard("1/2"), shard("2/2")]);
  expect(first.shard).toEqual({ index: 1, of: 2 });
  expect(second.shard).toEqual({ index: 0, of: 2 });
  expect(first.written + second.written).toBe(12);
  await succeed([...small, "--out", "whole.zarr"], here());
  expect(filesOf(join(folder.path, "shards.zarr"))).toEqual(
    filesOf(join(folder.path, "whole.zarr")),
  );
});

it("tells what a shard leaves to others, and has no digest yet", async () => {
  const json = await succeed([...small, "--out", "third.zarr", "--shard", "1/3"], here());
  expect(json).toMatchObject({ written: 4, missing: [0, 2, 3, 5, 6, 8, 9, 11], sha256: null });
});

it("makes a torn and a missing chunk again with --resume, to the same bytes", async () => {
  await succeed([...small, "--out", "good.zarr"], here());
  const good = filesOf(join(folder.path, "good.zarr"));
  const torn = join(folder.path, "torn.zarr");
  cpSync(join(folder.path, "good.zarr"), torn, { recursive: true });
  truncateSync(join(torn, chunk), 20);
  writeFileSync(join(torn, "initial_state/c.2.0"), "not a chunk");
  const info = await succeed(["info", "torn.zarr"], here());
  expect(info.missing).toEqual([2, 5]);
  const json = await succeed([...small, "--out", "torn.zarr", "--resume"], here());
  expect(json).toMatchObject({ written: 2, missing: [] });
  expect(filesOf(torn)).toEqual(good);
});

it("refuses to resume with other parameters and changes nothing", async () => {
  await succeed([...small, "--out", "kept.zarr"], here());
  const before = filesOf(join(folder.path, "kept.zarr"));
  const args = [...small, "--out", "kept.zarr", "--resume", "--set", "walkers=10"];
  const { status, json } = await document(args, here());
  expect(status).toBe(2);
  expect(json.error.tag).toBe("InvalidData");
  expect(json.error.message).toContain("parameters.walkers");
  expect(filesOf(join(folder.path, "kept.zarr"))).toEqual(before);
});

it("says by which algorithm, in the record too", async () => {
  const args = ["simulate", "advection-diffusion", "--sequences", "2", "--out", "many.zarr"];
  const json = await succeed([...args, "--set", "walkers=1000000000"], here());
  expect(json).toMatchObject({ algorithm: "counts", walkers: 1e9, written: 2 });
  const { header } = await succeed(["info", "many.zarr"], here());
  expect(header).toMatchObject({ algorithm: "counts", parameters: { method: "auto" } });
  const { stdout } = await coarsegrain(["info", "many.zarr"], here());
  expect(stdout).toMatch(/algorithm +counts/);
});

it("replaces a dataset with --overwrite only", async () => {
  await succeed([...small, "--out", "again.zarr"], here());
  const before = filesOf(join(folder.path, "again.zarr"));
  const other = ["simulate", "advection-diffusion", "--sequences", "1", "--out", "again.zarr"];
  const refused = await document(other, here());
  expect(refused.status).toBe(2);
  expect(refused.json.error.tag).toBe("OutputExists");
  expect(filesOf(join(folder.path, "again.zarr"))).toEqual(before);
  const json = await succeed([...other, "--overwrite"], here());
  expect(json.sequences).toBe(1);
  expect(Object.keys(filesOf(join(folder.path, "again.zarr")))).not.toContain(chunk);
});

it("starts every sequence from the same walkers with --shared-start", async () => {
  const args = [...small, "--out", "shared.zarr", "--shared-start", "--set", "positions=true"];
  await succeed(args, here());
  const files = filesOf(join(folder.path, "shared.zarr"));
  expect(files["initial_state/c.7.0"]).toBe(files["initial_state/c.0.0"]);
  expect(files["position/c.7.0.0"]).not.toBe(files["position/c.0.0.0"]);
  const { header } = await succeed(["info", "shared.zarr"], here());
  expect(header.command).toMatch(/ --seed \d+ --shared-start$/);
});

it("prints one line for people on standard output, progress on standard error", async () => {
  const { status, stdout, stderr } = await coarsegrain([...small, "--out", "text.zarr"], here());
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /^text\.zarr: 12 sequences written in .*, by leap\..*sha256 [0-9a-f]{64}\.\n$/,
  );
  expect(stderr).toMatch(/simulate 12\/12/);
});
