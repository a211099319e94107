/** Bundles src/ into dist/ with esbuild. */
import { chmodSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { browserWorkerForEsbuild } from "./browser-worker.mjs";
import { root } from "./root.mjs";
import { inlineWasmForEsbuild } from "./wasm-plugin.mjs";

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

/** Keeps an import that names nothing, which a package without side effects would lose. */
const bareImports = {
  name: "bare-imports",
  setup({ onResolve }) {
    onResolve({ filter: /^bare:/ }, ({ path }) => ({
      path: join(root, path.slice("bare:".length)),
      sideEffects: true,
    }));
  },
};

/**
 * What comes first in a browser's file that simulates: when that is served, gzip sees only what is alike within 32 KiB.
 * The kernels, like nothing else, would stand between; the worker is for the most part the same code as
 * its tasks.
 */
const order = ["virtual:kernels", "virtual:browser-worker", "bare:src/tasks.ts"];
const deepOrder = ["virtual:kernels", "virtual:network-kernels", ...order.slice(1)];
const fieldsOrder = ["virtual:kernels", "virtual:network-kernels", "virtual:fields-kernels"];

/**
 * An entry for browsers: one file that imports nothing. A Node built-in anywhere in it is an error.
 *
 * @param {string} outdir
 * @param {{ entry?: string, name?: string, first?: string[], logLevel?: "silent" | "warning" }} options
 */
export async function bundleBrowser(
  outdir,
  { entry = "src/index.ts", name = "index", first = order, logLevel = "warning" } = {},
) {
  const from = resolve(root, entry);
  const { metafile } = await build({
    ...shared,
    plugins: [...shared.plugins, bareImports],
    logLevel,
    outfile: join(outdir, `${name}.js`),
    stdin: {
      contents: [
        ...first.map((id) => `import "${id}";`),
        `export * from ${JSON.stringify(from)};`,
      ].join("\n"),
      resolveDir: root,
      sourcefile: `${name}.ts`,
    },
    platform: "browser",
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  if (imports.length > 0) {
    const paths = imports.map(({ path }) => path).join(", ");
    throw new Error(`dist/${name}.js must be self-contained but imports ${paths}.`);
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

/** Writes index.js, deep.js, fields.js, autodiff.js, node.js, cli.js and worker.js to `outdir`. */
export async function bundle(outdir) {
  await Promise.all([
    bundleBrowser(outdir),
    bundleBrowser(outdir, { entry: "src/deep.ts", name: "deep", first: deepOrder }),
    bundleBrowser(outdir, { entry: "src/fields.ts", name: "fields", first: fieldsOrder }),
    bundleBrowser(outdir, { entry: "src/autodiff/index.ts", name: "autodiff", first: [] }),
    bundleNode(outdir),
  ]);
}
