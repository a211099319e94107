import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { inlineWasmForEsbuild } from "../../scripts/wasm-plugin.mjs";

/** Bundles a worker's source as the build does, into a directory of its own; returns the script's path. */
export async function bundleWorker(entry: string): Promise<string> {
  const outfile = join(await mkdtemp(join(tmpdir(), "coarsegrain-worker-")), "worker.mjs");
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "es2022",
    plugins: [inlineWasmForEsbuild()],
    logLevel: "silent",
  });
  return outfile;
}
