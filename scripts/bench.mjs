/** npm run bench -- <name> [--json]: bundles bench/<name>.ts and runs it. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { nodeBundleOptions } from "./bundle.mjs";
import { buildKernels } from "./kernels.mjs";
import { root } from "./root.mjs";

const names = readdirSync(join(root, "bench"))
  .filter((file) => file.endsWith(".ts") && file !== "harness.ts")
  .map((file) => file.slice(0, -3))
  .sort();

const args = process.argv.slice(2);
const name = args.find((argument) => !argument.startsWith("--"));
if (name === undefined || !names.includes(name)) {
  const problem = name === undefined ? "Name a benchmark." : `There is no benchmark "${name}".`;
  console.error(`${problem} Known: ${names.join(", ")}.`);
  console.error("Usage: npm run bench -- <name> [--json]");
  process.exit(2);
}

// Inside the repository, so that the bundle finds node_modules.
const outdir = join(root, `build/bench.${process.pid}`);
mkdirSync(outdir, { recursive: true });
try {
  await buildKernels();
  const options = nodeBundleOptions(outdir, { bench: `bench/${name}.ts`, worker: "src/worker.ts" });
  await build({ ...options, external: [...options.external, "playwright-core"] });
  const run = spawnSync(process.execPath, [join(outdir, "bench.js"), ...args], {
    cwd: root,
    stdio: "inherit",
  });
  process.exitCode = run.status ?? 1;
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
