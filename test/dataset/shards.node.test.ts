import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readDataset } from "../../src/dataset/read.js";
import { createDatasetWriter } from "../../src/dataset/write.js";
import { digestStorage } from "../../src/store/digest.js";
import { folderStorage } from "../../src/store/folder.js";
import { memoryStorage } from "../../src/store/memory.js";
import { exampleHeader, exampleSequence, writeExample } from "./examples.js";

let base: string;
let target: string;
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), "coarsegrain-"));
  target = path.join(base, "d.zarr");
});
afterEach(() => rmSync(base, { recursive: true }));

const header = { ...exampleHeader, sequences: 24 };

test("shards that begin at the same time in one folder make what one writer makes", async () => {
  const shards = 4;
  const left = await Promise.all(
    Array.from({ length: shards }, async (_, shard) => {
      const writer = await createDatasetWriter(folderStorage(target), header, {
        existing: "resume",
      });
      for (let i = shard; i < header.sequences; i += shards) {
        await writer.writeSequence(i, exampleSequence(i, header));
      }
      return writer.finish();
    }),
  );
  expect(left.some((missing) => missing.length === 0)).toBe(true);
  const alone = memoryStorage();
  await writeExample(alone, header);
  expect(await digestStorage(folderStorage(target))).toBe(await digestStorage(alone));
  expect(readdirSync(base)).toEqual(["d.zarr"]);
});

test("writers of the same sequences do no harm, even while one finishes and sweeps", async () => {
  const run = async () => {
    const writer = await createDatasetWriter(folderStorage(target), header, { existing: "resume" });
    for (let i = 0; i < header.sequences; i++) {
      await writer.writeSequence(i, exampleSequence(i, header));
    }
    return writer.finish();
  };
  expect(await Promise.all([run(), run(), run()])).toEqual([[], [], []]);
  const alone = memoryStorage();
  await writeExample(alone, header);
  expect(await digestStorage(folderStorage(target))).toBe(await digestStorage(alone));
});

test("resumes in a folder after a crash: what was torn is made again, what was left is removed", async () => {
  await writeExample(folderStorage(target), header);
  const whole = await digestStorage(folderStorage(target));
  truncateSync(path.join(target, "counts", "c.3.0.0"), 20);
  truncateSync(path.join(target, "position", "c.5.0.0"), 0);
  rmSync(path.join(target, "initial_state", "c.7.0"));
  writeFileSync(path.join(target, "counts", `.${crypto.randomUUID()}.tmp`), "half");
  const writer = await createDatasetWriter(folderStorage(target), header, { existing: "resume" });
  const missing = await writer.missing();
  expect(missing).toEqual([3, 5, 7]);
  for (const i of missing) await writer.writeSequence(i, exampleSequence(i, header));
  expect(await writer.finish()).toEqual([]);
  expect(await digestStorage(folderStorage(target))).toBe(whole);
  expect(readdirSync(path.join(target, "counts")).filter((name) => name.startsWith("."))).toEqual(
    [],
  );
  expect((await readDataset(folderStorage(target))).sequences).toBe(24);
});
