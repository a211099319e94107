/**
 * The README's code works as printed. A block of JavaScript or TypeScript that imports from coarsegrain
 * starts a program, the blocks after it continue it; lines of shell blocks that call coarsegrain run in
 * order, in one empty folder.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { root, run } from "./workspace.js";

const readme = readFileSync(join(root, "README.md"), "utf8");
const blocks = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, code]) => ({
  language,
  code,
}));

const programs: string[] = [];
for (const { language, code } of blocks) {
  if (!/^(js|ts|javascript|typescript)$/.test(language)) continue;
  if (/from "coarsegrain/.test(code) || programs.length === 0) programs.push(code);
  else programs.push(`${programs.pop()}\n${code}`);
}

const commands = blocks
  .filter(({ language }) => /^(sh|bash|shell|console)$/.test(language))
  .flatMap(({ code }) => code.replaceAll("\\\n", " ").split("\n"))
  .map((line) =>
    line
      .replace(/^\$ /, "")
      .replace(/\s#.*$/, "")
      .trim(),
  )
  .filter((line) => /^(npx )?coarsegrain /.test(line))
  .map((line) => line.replace(/^(npx )?coarsegrain /, ""));

// Inside the repository, so that the package's own name resolves to what was built.
const scripts = join(root, "build", `readme.${process.pid}`);
let folder: string;
beforeAll(() => {
  mkdirSync(scripts, { recursive: true });
  folder = mkdtempSync(join(tmpdir(), "coarsegrain-readme-"));
});
afterAll(() => {
  rmSync(scripts, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

it("has code to check", () => {
  expect(programs.length).toBeGreaterThan(0);
  expect(commands.length).toBeGreaterThan(0);
});

it.each(programs.map((code, index) => [index + 1, code]))(
  "program %i runs",
  async (index, contents) => {
    const outfile = join(scripts, `${index}.mjs`);
    const stdin = { contents: `${contents}`, loader: "ts" as const, resolveDir: scripts };
    await build({ stdin, outfile, format: "esm", target: "es2022", logLevel: "silent" });
    run(process.execPath, [outfile], folder);
  },
  300_000,
);

it.each(commands)(
  "coarsegrain %s",
  (command) => {
    const cli = join(root, "dist/cli.js");
    run("bash", ["-c", `"$0" "$1" ${command}`, process.execPath, cli], folder);
  },
  300_000,
);
