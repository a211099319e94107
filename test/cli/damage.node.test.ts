/** Damaged files, and disks that refuse. */
import { cpSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { datasetGroup } from "../../src/dataset/digest.js";
import { readDataset } from "../../src/dataset/read.js";
import { folderStorage } from "../../src/store/folder.js";
import { writeGroup } from "../../src/store/write-group.js";
import { document, failingDisk, filesOf, succeed, temporaryFolder } from "./command.js";

const folder = temporaryFolder();
const here = () => ({ cwd: folder.path });
const at = (path: string) => join(folder.path, path);
const simulate = ["simulate", "advection-diffusion", "--sequences", "6", "--seed", "4"];
const fit = (data: string) => ["fit", data, "--set", "range=1", "--out", "never.zarr"];

beforeAll(async () => {
  await succeed([...simulate, "--out", "data.zarr"], here());
}, 120_000);

function copy(name: string): string {
  cpSync(at("data.zarr"), at(name), { recursive: true });
  return at(name);
}

/** Everything in the folder but what lies in the named places. */
function othersThan(...places: string[]): string[] {
  return Object.keys(filesOf(folder.path)).filter(
    (file) => !places.some((place) => file.startsWith(`${place}/`)),
  );
}

describe("a damaged dataset ends with status 2 and no posterior", () => {
  it("names the chunk that was cut short", async () => {
    truncateSync(join(copy("chunk.zarr"), "counts/c.3.0.0"), 30);
    const { status, json } = await document(fit("chunk.zarr"), here());
    expect([status, json.error.tag]).toEqual([2, "CorruptFile"]);
    expect(json.error.message).toContain("counts/c.3.0.0");
    expect(othersThan("never.zarr")).toEqual(othersThan());
  });

  it("names metadata that were cut short", async () => {
    const path = join(copy("metadata.zarr"), "zarr.json");
    truncateSync(path, Math.floor(readFileSync(path).length / 2));
    const { status, json } = await document(fit("metadata.zarr"), here());
    expect([status, json.error.tag]).toEqual([2, "CorruptFile"]);
    expect(json.error.fields.path).toContain("metadata.zarr/zarr.json");
    const info = await document(["info", "metadata.zarr"], here());
    expect([info.status, info.json.error.tag]).toEqual([2, "CorruptFile"]);
  });

  it("begins anew over damaged metadata with --overwrite only", async () => {
    truncateSync(join(copy("root.zarr"), "zarr.json"), 100);
    const args = [...simulate, "--out", "root.zarr"];
    const resumed = await document([...args, "--resume"], here());
    expect([resumed.status, resumed.json.error.tag]).toEqual([2, "CorruptFile"]);
    expect(resumed.json.error.message).toContain("--overwrite");
    await succeed([...args, "--overwrite"], here());
    expect(filesOf(at("root.zarr"))).toEqual(filesOf(at("data.zarr")));
  });

  it("names sequences that were never written", async () => {
    const json = await succeed([...simulate, "--out", "part.zarr", "--shard", "0/2"], here());
    expect(json.missing).toEqual([1, 3, 5]);
    const failed = await document(fit("part.zarr"), here());
    expect([failed.status, failed.json.error.tag]).toEqual([2, "IncompleteDataset"]);
    expect(failed.json.error.fields.missing).toEqual([1, 3, 5]);
    expect(failed.json.error.message).toContain("--resume");
  });

  it("finds NaN behind checksums that are right", async () => {
    const group = datasetGroup(await readDataset(folderStorage(at("data.zarr"))));
    const initial = group.variables.initial_state;
    const values = Float64Array.from(initial.values);
    values[5] = Number.NaN;
    const variables = { ...group.variables, initial_state: { ...initial, values } };
    await writeGroup(folderStorage(at("nan.zarr")), { ...group, variables });
    const { status, json } = await document(fit("nan.zarr"), here());
    expect([status, json.error.tag]).toEqual([2, "InvalidData"]);
    expect(json.error.message).toMatch(/initial_state.*finite.*NaN/);
  });

  it("tells a posterior from a dataset", async () => {
    const { status, json } = await document(
      ["forecast", "data.zarr", "--from", "data.zarr", "--steps", "1", "--out", "never.zarr"],
      here(),
    );
    expect([status, json.error.tag]).toEqual([2, "CorruptFile"]);
    expect(json.error.message).toContain("expected a posterior");
  });
});

describe("an output that cannot be written", () => {
  it.each(["/proc/data.zarr", "/proc/deep/er/data.zarr"])(
    "fails with status 1 at %s",
    async (out) => {
      const { status, json } = await document([...simulate, "--out", out], here());
      expect([status, json.error.tag]).toEqual([1, "StorageFailure"]);
      expect(json.error.fields.operation).toBe("write");
    },
  );

  it("is noticed before a fit starts, whatever is there, and nothing is left", async () => {
    await succeed([...fit("data.zarr"), "--out", "kept.zarr"], here());
    const before = readdirSync(folder.path, { recursive: true });
    const env = failingDisk("ENOSPC");
    const cases = [
      { args: ["--out", "/proc/p.zarr"], options: here() },
      { args: ["--out", "deep/er/p.zarr"], options: { ...here(), env } },
      { args: ["--out", "kept.zarr", "--overwrite"], options: { ...here(), env } },
    ];
    for (const { args, options } of cases) {
      const { status, stderr, json } = await document([...fit("data.zarr"), ...args], options);
      expect([status, json.error.tag]).toEqual([1, "StorageFailure"]);
      expect(json.error.fields.operation).toBe("write");
      expect(stderr).not.toMatch(/^fit \d/m);
    }
    const forecast = ["forecast", "kept.zarr", "--from", "data.zarr", "--steps", "1"];
    const { status, stderr } = await document([...forecast, "--out", "/proc/f.zarr"], here());
    expect([status, stderr]).toEqual([1, expect.not.stringMatching(/^forecast \d/m)]);
    expect(readdirSync(folder.path, { recursive: true })).toEqual(before);
    await succeed([...fit("data.zarr"), "--out", "deep/er/p.zarr"], here());
  });

  it("is refused inside another artefact", async () => {
    const before = filesOf(at("data.zarr"));
    const inside = ["--out", "data.zarr/deep/p.zarr"];
    for (const args of [
      [...simulate, ...inside],
      [...fit("data.zarr"), ...inside],
    ]) {
      const { status, json } = await document(args, here());
      expect([status, json.error.tag]).toEqual([2, "OutputExists"]);
      expect(json.error.message).toContain("Choose a path outside it");
    }
    const reproduce = await document(["reproduce", "advection-diffusion", ...inside], here());
    expect([reproduce.status, reproduce.json.error.tag]).toEqual([2, "OutputExists"]);
    expect(filesOf(at("data.zarr"))).toEqual(before);
  });

  it("is refused where the command runs", async () => {
    mkdirSync(at("empty"));
    const args = [...simulate, "--out", "."];
    const { status, json } = await document(args, { cwd: at("empty") });
    expect([status, json.error.fields.code]).toEqual([1, "EBUSY"]);
    expect(readdirSync(at("empty"))).toEqual([]);
  });

  it("is refused below a file", async () => {
    writeFileSync(at("file"), "mine");
    const { status, json } = await document([...simulate, "--out", "file/data.zarr"], here());
    expect(status).toBe(2);
    expect(json.error.message).toContain("file");
    expect(readFileSync(at("file"), "utf8")).toBe("mine");
  });

  it("is refused where other files are", async () => {
    mkdirSync(at("notes"));
    writeFileSync(at("notes/a.txt"), "mine");
    for (const more of [[], ["--overwrite"], ["--resume"]]) {
      const { status, json } = await document([...simulate, "--out", "notes", ...more], here());
      expect([status, json.error.tag]).toEqual([2, "OutputExists"]);
    }
    expect(Object.keys(filesOf(at("notes")))).toEqual(["a.txt"]);
  });

  it("on a read-only file system fails with status 1 and leaves nothing", async () => {
    const before = filesOf(folder.path);
    const env = failingDisk("EROFS");
    for (const args of [[...simulate, "--out", "ro.zarr"], fit("data.zarr")]) {
      const { status, json } = await document(args, { ...here(), env });
      expect([status, json.error.tag]).toEqual([1, "StorageFailure"]);
      expect(json.error.fields.code).toBe("EROFS");
      expect(json.error.message).toContain("read-only");
    }
    expect(filesOf(folder.path)).toEqual(before);
  });
});

describe("a disk that fills up", () => {
  it("before the dataset is begun leaves nothing", async () => {
    const before = filesOf(folder.path);
    const env = failingDisk("ENOSPC", 1000);
    const { status, json } = await document([...simulate, "--out", "full.zarr"], {
      ...here(),
      env,
    });
    expect([status, json.error.tag, json.error.fields.code]).toEqual([
      1,
      "StorageFailure",
      "ENOSPC",
    ]);
    expect(filesOf(folder.path)).toEqual(before);
  });

  it("in the middle keeps whole sequences only, and --resume makes the rest", async () => {
    const bytes = 9000;
    const env = failingDisk("ENOSPC", bytes);
    const { status, json } = await document([...simulate, "--out", "half.zarr"], {
      ...here(),
      env,
    });
    expect([status, json.error.tag, json.error.fields.code]).toEqual([
      1,
      "StorageFailure",
      "ENOSPC",
    ]);
    expect(json.error.message).toContain("--resume");
    const whole = filesOf(at("data.zarr"));
    const half = filesOf(at("half.zarr"));
    expect(whole).toMatchObject(half);
    expect(Object.keys(half).length).toBeLessThan(Object.keys(whole).length);
    expect(Object.keys(half).some((file) => file.startsWith("counts/c."))).toBe(true);
    await succeed([...simulate, "--out", "half.zarr", "--resume"], here());
    expect(filesOf(at("half.zarr"))).toEqual(whole);
  });

  it("while a posterior is written leaves none", async () => {
    const before = filesOf(folder.path);
    const { status, json } = await document(fit("data.zarr"), {
      ...here(),
      env: failingDisk("ENOSPC", 1000),
    });
    expect([status, json.error.tag, json.error.fields.code]).toEqual([
      1,
      "StorageFailure",
      "ENOSPC",
    ]);
    expect(filesOf(folder.path)).toEqual(before);
  });
});
