/**
 * `import source from "virtual:browser-worker"`: the browser's worker as the text of one classic script.
 *
 * A page starts it from a Blob, so a consumer needs no worker file and no bundler settings. It must
 * not import the kernels, which would not resolve: the page posts the module it has compiled already.
 */
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "./root.mjs";

const id = "virtual:browser-worker";
const entry = join(root, "src/browser-worker.ts");

/** Bundles src/browser-worker.ts; also lists the files it was made of. */
export async function bundleBrowserWorker() {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    metafile: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    logLevel: "silent",
  });
  return {
    source: result.outputFiles[0].text,
    inputs: Object.keys(result.metafile.inputs).map((path) => join(root, path)),
  };
}

/** The module for esbuild. */
export function browserWorkerForEsbuild() {
  return {
    name: id,
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`^${id}$`) }, () => ({ path: id, namespace: "virtual" }));
      onLoad({ filter: /./, namespace: "virtual" }, async () => {
        const { source, inputs } = await bundleBrowserWorker();
        return { contents: source, loader: "text", watchFiles: inputs };
      });
    },
  };
}

/** The module for Vite, hence for the tests. */
export function browserWorkerForVite() {
  return {
    name: id,
    enforce: "pre",
    resolveId(source) {
      return source === id ? `\0${id}` : undefined;
    },
    async load(resolved) {
      if (resolved !== `\0${id}`) return undefined;
      const { source, inputs } = await bundleBrowserWorker();
      for (const input of inputs) this.addWatchFile(input);
      return `export default ${JSON.stringify(source)};`;
    },
  };
}
