import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Script } from "node:vm";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bundleBrowserWorker } from "../../scripts/browser-worker.mjs";
import { bundleBrowser } from "../../scripts/bundle.mjs";
import { separateTwins } from "../../src/kernel/twins.js";

describe("the browser's bundle", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "coarsegrain-bundle-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function bundle(source: string): Promise<void> {
    const entry = join(folder, "entry.ts");
    writeFileSync(entry, source);
    return bundleBrowser(join(folder, "dist"), { entry, logLevel: "silent" });
  }

  it("holds both builds of the kernels, the second at little more weight", async () => {
    await bundle(`export { default as base64 } from "virtual:kernels";`);
    const url = pathToFileURL(join(folder, "dist/index.js")).href;
    const { base64 } = await import(/* @vite-ignore */ url);
    const bytes = Buffer.from(base64, "base64");
    const { scalar, simd } = separateTwins(inflateRawSync(bytes));
    for (const [target, build] of Object.entries({ scalar, simd })) {
      const file = join(import.meta.dirname, `../../build/kernel.${target}.wasm`);
      expect(readFileSync(file).equals(build)).toBe(true);
    }
    expect(bytes.length).toBeLessThan(1.5 * deflateRawSync(scalar).length);
  });

  it.each([
    ["imported", `export { readFileSync } from "node:fs";`],
    ["imported later", `export const later = () => import("node:fs");`],
    [
      "imported where it may be absent",
      `export const later = async () => { try { return await import("node:fs"); } catch { return 0; } };`,
    ],
  ])("is refused if a Node built-in is %s", async (_, source) => {
    await expect(bundle(source)).rejects.toThrow("node:fs");
  });
});

it("the browser's worker is one classic script that carries no kernels", async () => {
  const { source, inputs } = await bundleBrowserWorker();
  expect(() => new Script(source)).not.toThrow();
  expect(inputs.some((path) => path.endsWith("src/browser-worker.ts"))).toBe(true);
  expect(inputs.filter((path) => /kernels$|kernel\/load|assemblyscript/.test(path))).toEqual([]);
});
