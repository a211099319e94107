/** Bundles src/ into dist/ with esbuild. */
import { chmodSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { browserWorkerForEsbuild } from "./browser-worker.mjs";
import { root } from "./root.mjs";
import { inlineWasmForEsbuild } from "./wasm-plugin.mjs";

// Without a target esbuild decodes inlined bytes by Uint8Array.fromBase64, which Node 20 lacks.
const shared = {
  absWorkingDir: root,
  bundle: true,
  format: "esm",
  target: "es2022",
  plugins: [inlineWasmForEsbuild(), browserWorkerForEsbuild()],
  legalComments: "inline",
  metafile: true,
  logLevel: "warning",
};

/**
 * The browser's entry: one file that imports nothing. A Node built-in anywhere in it is an error.
 *
 * @param {string} outdir
 * @param {{ entry?: string, logLevel?: "silent" | "warning" }} options
 */
export async function bundleBrowser(outdir, { entry = "src/index.ts", logLevel = "warning" } = {}) {
  const { metafile } = await build({
    ...shared,
    logLevel,
    outfile: join(outdir, "index.js"),
    // The kernels come first in the file. In its midst they would part code from code like it by more than
    // the 32 KiB within which gzip sees that, when the package is served.
    stdin: {
      contents: `import "virtual:kernels"; export * from ${JSON.stringify(resolve(root, entry))};`,
      resolveDir: root,
      sourcefile: "index.ts",
    },
    platform: "browser",
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  if (imports.length > 0) {
    const paths = imports.map(({ path }) => path).join(", ");
    throw new Error(`dist/index.js must be self-contained but imports ${paths}.`);
  }
}

/** How to bundle for Node: dependencies stay packages, entries share their code by common chunks. */
export function nodeBundleOptions(outdir, entryPoints) {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return {
    ...shared,
    outdir,
    entryPoints,
    platform: "node",
    splitting: true,
    // Beside the entries, because the pool finds worker.js relative to the file it runs from.
    chunkNames: "chunk-[hash]",
    external: Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }),
  };
}

async function bundleNode(outdir) {
  await build(
    nodeBundleOptions(outdir, {
      node: "src/node.ts",
      cli: "src/cli/main.ts",
      worker: "src/worker.ts",
    }),
  );
  chmodSync(join(outdir, "cli.js"), 0o755);
}

/** Writes index.js, node.js, cli.js and worker.js to `outdir`. */
export async function bundle(outdir) {
  await Promise.all([bundleBrowser(outdir), bundleNode(outdir)]);
}
