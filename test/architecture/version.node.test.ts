import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { version } from "../../src/version.js";

const root = join(import.meta.dirname, "../..");

it("src/version.ts, package.json and CITATION.cff name the same version", () => {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const citation = readFileSync(join(root, "CITATION.cff"), "utf8");
  expect(version).toBe(manifest.version);
  expect(citation).toMatch(new RegExp(`^version: ${version.replaceAll(".", "\\.")}$`, "m"));
});
