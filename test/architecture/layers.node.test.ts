import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkLayers } from "../../scripts/layers.mjs";

const src = join(import.meta.dirname, "../../src");

it("imports in src/ point only towards the ground", () => {
  const { files, imports, violations } = checkLayers(src);
  expect(violations).toEqual([]);
  expect(files).toBeGreaterThan(10);
  expect(imports).toBeGreaterThan(10);
});

describe("a copy of src/ with one import too many", () => {
  let copy: string;
  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), "coarsegrain-layers-"));
    cpSync(src, copy, { recursive: true });
  });
  afterEach(() => rmSync(copy, { recursive: true }));

  function violationsWith(file: string, line: string): string[] {
    const path = join(copy, file);
    writeFileSync(path, `${line}\n${readFileSync(path, "utf8")}`);
    return checkLayers(copy).violations;
  }

  it.each([
    ["a value", `import { version } from "./version.js";`],
    ["a type", `import type { ParameterTable } from "./parameters.js";`],
    ["a type in braces", `import { type ParameterTable } from "./parameters.js";`],
    ["a re-export", `export * from "./parameters.js";`],
    ["a re-exported type", `export type { ParameterTable } from "./parameters.js";`],
    ["a dynamic import", `export const later = () => import("./parameters.js");`],
    ["the type of an import", `export type T = import("./parameters.js").ParameterTable;`],
  ])("reports %s taken from a higher floor", (_, line) => {
    expect(violationsWith("errors.ts", line)).toContainEqual(
      expect.stringMatching(/^errors\.ts imports upward: (version|parameters)\.ts$/),
    );
  });

  it("reports a cycle of type-only imports on one floor", () => {
    writeFileSync(join(copy, "kernel/chicken.ts"), `import type { Egg } from "./egg.js";\n`);
    writeFileSync(join(copy, "kernel/egg.ts"), `import type { Chicken } from "./chicken.js";\n`);
    expect(checkLayers(copy).violations).toContain(
      "cycle: kernel/chicken.ts -> kernel/egg.ts -> kernel/chicken.ts",
    );
  });

  it("reports a Node built-in that a browser would reach, with the way to it", () => {
    const violations = violationsWith("errors.ts", `import type { Stats } from "node:fs";`);
    expect(violations).toContainEqual("a browser would reach node:fs: index.ts -> errors.ts");
  });

  it("reports a kernel loaded outside src/kernel", () => {
    const violations = violationsWith("types.ts", `import bytes from "virtual:kernels";`);
    expect(violations.join("\n")).toContain("only kernel/ knows linear memory");
  });

  it("reports a file that stands on no floor, and an import of nothing", () => {
    writeFileSync(join(copy, "attic.ts"), `export * from "./nowhere.js";\n`);
    const { violations } = checkLayers(copy);
    expect(violations).toContain("attic.ts stands on no floor of scripts/layers.mjs");
    expect(violations).toContain("attic.ts imports nowhere.ts, which is not there");
  });
});
