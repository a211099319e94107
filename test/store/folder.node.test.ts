import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import nodeFs from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { digestStorage } from "../../src/store/digest.js";
import { folderStorage } from "../../src/store/folder.js";
import type { FileSystem } from "../../src/store/folder-write.js";
import { memoryStorage } from "../../src/store/memory.js";
import { readGroup } from "../../src/store/read-group.js";
import { writeGroup } from "../../src/store/write-group.js";
import { examplePosterior } from "./groups.js";

let base: string;
let target: string;
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), "coarsegrain-"));
  target = path.join(base, "p.zarr");
});
afterEach(() => rmSync(base, { recursive: true }));

const bytes = (text: string) => new TextEncoder().encode(text);
const seedOf = async () => {
  const { attributes } = await readGroup(folderStorage(target));
  return (attributes.coarsegrain as { seed: number }).seed;
};

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** The real file system, of which the calls named fail with `code` from the `after`-th on. */
function failing(calls: readonly (keyof FileSystem)[], code: string, after = 0): FileSystem {
  let count = 0;
  const replaced = calls.map((name) => {
    const real = nodeFs[name] as (...given: unknown[]) => Promise<unknown>;
    const call = async (...given: unknown[]) => {
      if (count++ >= after) throw systemError(code);
      return real(...given);
    };
    return [name, call];
  });
  return { ...nodeFs, ...Object.fromEntries(replaced) };
}

/** The real file system, on which a disk is full after `room` files: half of the next one is written. */
function fullAfter(room: number, code = "ENOSPC"): FileSystem {
  let left = room;
  const open = (async (file: string, flags: string) => {
    const handle = await nodeFs.open(file, flags);
    if (flags !== "wx" || left-- > 0) return handle;
    return {
      writeFile: async (data: Uint8Array) => {
        await handle.writeFile(data.subarray(0, data.length >> 1));
        throw systemError(code);
      },
      sync: () => handle.sync(),
      close: () => handle.close(),
    };
  }) as unknown as FileSystem["open"];
  return { ...nodeFs, open };
}

test("writes the same bytes as the store in memory", async () => {
  const folder = folderStorage(target);
  const memory = memoryStorage();
  await writeGroup(folder, examplePosterior());
  await writeGroup(memory, examplePosterior());
  expect(await folder.list()).toEqual(await memory.list());
  expect(await digestStorage(folder)).toBe(await digestStorage(memory));
  expect(readdirSync(base)).toEqual(["p.zarr"]);
});

test("sets, gets, lists and deletes, and makes the folders on the way", async () => {
  const storage = folderStorage(path.join(target, "deep", "er"));
  expect(await storage.isEmpty()).toBe(true);
  expect(await storage.list()).toEqual([]);
  expect(await storage.get("a/b/c")).toBeUndefined();
  await storage.set("a/b/c", bytes("1"));
  await storage.set("a/b/c", bytes("2"), { durable: false });
  expect(await storage.get("a/b/c")).toEqual(bytes("2"));
  await expect(storage.get("a/b")).rejects.toMatchObject({ fields: { code: "EISDIR" } });
  await storage.set("z", bytes("3"));
  await storage.set("a-b", bytes("4"));
  expect(await storage.list()).toEqual(["a-b", "a/b/c", "z"]);
  await storage.delete("a/b/c");
  await storage.delete("a/b/c");
  expect(await storage.list()).toEqual(["a-b", "z"]);
});

test("lists nothing that an unfinished write left, and sweeps it", async () => {
  const storage = folderStorage(target);
  await storage.set("counts/c.0", bytes("1"));
  const temporary = `.${crypto.randomUUID()}.tmp`;
  writeFileSync(path.join(target, "counts", temporary), "half");
  mkdirSync(path.join(base, `.p.zarr.${crypto.randomUUID()}.tmp`));
  mkdirSync(path.join(base, `.other.zarr.${crypto.randomUUID()}.tmp`));
  expect(await storage.list()).toEqual(["counts/c.0"]);
  await storage.sweep();
  expect(readdirSync(path.join(target, "counts"))).toEqual(["c.0"]);
  expect(readdirSync(base).map((name) => name.slice(0, 7))).toEqual([".other.", "p.zarr"]);
});

test("creates a folder once: of many at the same time one comes first", async () => {
  const files = (i: number) => new Map([["zarr.json", bytes(`${i}`)]]);
  const created = await Promise.all(
    Array.from({ length: 8 }, (_, i) => folderStorage(target).create(files(i))),
  );
  expect(created.filter(Boolean)).toHaveLength(1);
  const winner = created.indexOf(true);
  expect(await folderStorage(target).get("zarr.json")).toEqual(bytes(`${winner}`));
  expect(readdirSync(base)).toEqual(["p.zarr"]);
});

test("creates in an empty folder that is there", async () => {
  mkdirSync(target);
  expect(await folderStorage(target).create(new Map([["a", bytes("1")]]))).toBe(true);
});

for (const code of ["ENOSPC", "EDQUOT", "EFBIG", "EIO"]) {
  test(`leaves the old artefact whole, and nothing else, on ${code}`, async () => {
    await writeGroup(folderStorage(target), examplePosterior(1));
    const before = await digestStorage(folderStorage(target));
    for (const room of [0, 1, 7]) {
      const writing = writeGroup(folderStorage(target, fullAfter(room, code)), examplePosterior(2));
      await expect(writing).rejects.toMatchObject({
        tag: "StorageFailure",
        fields: { path: target, operation: "write", code },
      });
      expect(await digestStorage(folderStorage(target))).toBe(before);
      expect(readdirSync(base)).toEqual(["p.zarr"]);
    }
  });
}

test("leaves the old file whole, and no temporary, when one file does not fit", async () => {
  await folderStorage(target).set("a/b", bytes("old"));
  const full = folderStorage(target, fullAfter(0));
  await expect(full.set("a/b", bytes("new"))).rejects.toThrow(/disk is full.*--resume/);
  expect(await full.get("a/b")).toEqual(bytes("old"));
  expect(readdirSync(path.join(target, "a"))).toEqual(["b"]);
});

test("says how to recover from a place that cannot be written", async () => {
  for (const [code, words] of [
    ["EROFS", /read-only/],
    ["EACCES", /permission/i],
  ] as const) {
    const storage = folderStorage(target, failing(["mkdir", "open"], code));
    await expect(storage.set("a", bytes("1"))).rejects.toThrow(words);
    await expect(writeGroup(storage, examplePosterior())).rejects.toThrow(words);
    expect(readdirSync(base)).toEqual([]);
  }
});

test("a probe leaves nothing, and fails where a write would", async () => {
  const below = path.join(base, "a/b/p.zarr");
  await folderStorage(below).probe();
  expect(readdirSync(base)).toEqual([]);
  await expect(folderStorage(below, fullAfter(0)).probe()).rejects.toMatchObject({
    fields: { operation: "write", code: "ENOSPC" },
  });
  await expect(folderStorage(below, failing(["open"], "EACCES")).probe()).rejects.toMatchObject({
    fields: { code: "EACCES" },
  });
  expect(readdirSync(base)).toEqual([]);
  await writeGroup(folderStorage(below), examplePosterior());
  const before = readdirSync(base, { recursive: true });
  await folderStorage(below).probe();
  await folderStorage(path.join(base, "a/c/p.zarr")).probe();
  expect(readdirSync(base, { recursive: true })).toEqual(before);
});

test("does not replace a mount point, the folder that the process runs in, or one around it", async () => {
  const here = process.cwd();
  for (const place of [here, path.dirname(here), path.parse(here).root]) {
    const replaced = folderStorage(place).replace(new Map([["a", bytes("1")]]));
    await expect(replaced).rejects.toMatchObject({ fields: { code: "EBUSY" } });
  }
  const stat = (async (file: string) => {
    const stats = await nodeFs.stat(file);
    return file === target ? Object.assign(stats, { dev: stats.dev + 1 }) : stats;
  }) as FileSystem["stat"];
  mkdirSync(target);
  const mounted = folderStorage(target, { ...nodeFs, stat });
  await expect(mounted.probe()).rejects.toMatchObject({ fields: { code: "EBUSY" } });
  await folderStorage(path.join(base, "..p.zarr")).replace(new Map([["a", bytes("1")]]));
  expect(() => folderStorage("")).toThrow(/path must be the name of a folder/);
});

test("says that a file stands in the way", async () => {
  writeFileSync(target, "a file");
  const storage = folderStorage(target);
  await expect(storage.list()).rejects.toMatchObject({ fields: { code: "ENOTDIR" } });
  await expect(writeGroup(storage, examplePosterior())).rejects.toMatchObject({
    tag: "OutputExists",
    fields: { holds: "a file" },
  });
  await expect(
    folderStorage(path.join(target, "below")).set("a", bytes("1")),
  ).rejects.toMatchObject({ tag: "StorageFailure", fields: { code: "ENOTDIR" } });
});

test("shows the old or the new artefact, wherever in a replacement the process dies", async () => {
  const renames = [0, 1, 2];
  for (const survived of renames) {
    rmSync(target, { recursive: true, force: true });
    await writeGroup(folderStorage(target), examplePosterior(1));
    // A dead process neither renames nor cleans up any more.
    const dying = failing(["rename", "rm"], "EIO", survived + 1);
    await writeGroup(folderStorage(target, dying), examplePosterior(2)).catch(() => {});
    expect([1, 2]).toContain(await seedOf());
    // The next writer finds its way.
    await writeGroup(folderStorage(target), examplePosterior(3));
    expect(await seedOf()).toBe(3);
    expect(readdirSync(base)).toEqual(["p.zarr"]);
  }
});

test("reads, and puts back, what was moved away by a writer that died between two renames", async () => {
  await writeGroup(folderStorage(target), examplePosterior(1));
  await nodeFs.rename(target, path.join(base, ".p.zarr.previous"));
  expect(await seedOf()).toBe(1);
  const storage = folderStorage(target);
  expect(await storage.create(new Map([["a", bytes("1")]]))).toBe(false);
  expect(readdirSync(base)).toEqual(["p.zarr"]);
  expect(await seedOf()).toBe(1);
});

test("never shows a part of a file to a reader while writers replace it", async () => {
  const storage = folderStorage(target);
  const contents = ["a", "b", "c"].map((letter) => bytes(letter.repeat(100_000)));
  await storage.set("x/y", contents[0]);
  const writers = contents.map(async (content) => {
    for (let i = 0; i < 10; i++) await storage.set("x/y", content, { durable: false });
  });
  for (let i = 0; i < 50; i++) {
    const seen = (await storage.get("x/y")) as Uint8Array;
    expect(seen).toHaveLength(100_000);
    expect(new Set(seen).size).toBe(1);
  }
  await Promise.all(writers);
  expect(readdirSync(path.join(target, "x"))).toEqual(["y"]);
});

test("follows no link out of the folder, for reading, writing, listing or deleting", async () => {
  const outside = path.join(base, "outside");
  mkdirSync(outside);
  writeFileSync(path.join(outside, "secret"), "s");
  const storage = folderStorage(target);
  await storage.set("inside/a", bytes("1"));
  symlinkSync(outside, path.join(target, "link"));
  symlinkSync(path.join(outside, "secret"), path.join(target, "inside", "file"));
  const outward = { tag: "StorageFailure", fields: { code: "ESCAPE" } };
  await expect(storage.get("link/secret")).rejects.toMatchObject(outward);
  await expect(storage.get("inside/file")).rejects.toMatchObject(outward);
  await expect(storage.set("link/new", bytes("1"))).rejects.toMatchObject(outward);
  await expect(storage.set("link/new/deep", bytes("1"))).rejects.toMatchObject(outward);
  await expect(storage.delete("link/secret")).rejects.toMatchObject(outward);
  await expect(storage.list()).rejects.toMatchObject(outward);
  expect(readdirSync(outside)).toEqual(["secret"]);
  // A write puts a file in place of the link, and leaves what it led to.
  await storage.set("inside/file", bytes("2"));
  expect(await storage.get("inside/file")).toEqual(bytes("2"));
  expect(await nodeFs.readFile(path.join(outside, "secret"), "utf8")).toBe("s");
});

test("follows a link that is the folder itself, and keeps it", async () => {
  const real = path.join(base, "disk", "p.zarr");
  mkdirSync(real, { recursive: true });
  symlinkSync(real, target);
  await writeGroup(folderStorage(target), examplePosterior(1));
  await writeGroup(folderStorage(target), examplePosterior(2));
  expect(await seedOf()).toBe(2);
  expect(readdirSync(path.dirname(real))).toEqual(["p.zarr"]);
  expect((await nodeFs.lstat(target)).isSymbolicLink()).toBe(true);
  // A writer that died between two renames left the link leading nowhere.
  await nodeFs.rename(real, path.join(path.dirname(real), ".p.zarr.previous"));
  expect(await seedOf()).toBe(2);
  await writeGroup(folderStorage(target), examplePosterior(3));
  expect(await seedOf()).toBe(3);
  expect(readdirSync(path.dirname(real))).toEqual(["p.zarr"]);
});

test("refuses keys that leave the folder", async () => {
  const storage = folderStorage(target);
  for (const key of ["../x", "/etc/passwd", "a/../../x", "a\\..\\x", "a\0b"]) {
    await expect(storage.get(key)).rejects.toMatchObject({ tag: "InvalidData" });
    await expect(storage.set(key, bytes("1"))).rejects.toMatchObject({ tag: "InvalidData" });
    await expect(storage.delete(key)).rejects.toMatchObject({ tag: "InvalidData" });
    const files = new Map([[key, bytes("1")]]);
    await expect(storage.replace(files)).rejects.toMatchObject({ tag: "InvalidData" });
  }
  expect(readdirSync(base)).toEqual([]);
});
