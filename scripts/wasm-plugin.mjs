/**
 * `import base64 from "virtual:kernels"`: both builds of the kernels as text, joined and deflated.
 *
 * Base64 compresses badly when the package is served: deflated first, the kernels weigh a third less, and
 * joined first, little more than one build alone.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { deflateAsync } from "@gfx/zopfli";
import { root } from "./root.mjs";
import { joinTwins } from "./twins.mjs";

const id = "virtual:kernels";
const files = ["scalar", "simd"].map((target) => join(root, `build/kernel.${target}.wasm`));

function joinedKernels() {
  const [scalar, simd] = files.map((file) => readFileSync(file));
  return joinTwins(scalar, simd);
}

let smallest;

/** By Zopfli, which takes a second and saves a kilobyte; once for all bundles of a build. */
function kernelsAsText() {
  smallest ??= deflateAsync(joinedKernels(), { numiterations: 15 });
  return smallest.then((bytes) => Buffer.from(bytes).toString("base64"));
}

/** For esbuild, hence for the package. */
export function inlineWasmForEsbuild() {
  return {
    name: "inline-wasm",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`^${id}$`) }, () => ({ path: id, namespace: "kernels" }));
      onLoad({ filter: /./, namespace: "kernels" }, async () => ({
        contents: await kernelsAsText(),
        loader: "text",
        watchFiles: files,
      }));
    },
  };
}

/** For Vite, hence for the tests, in Node and in a browser. They may import a WASM file too, as its bytes. */
export function inlineWasmForVite() {
  return {
    name: "inline-wasm",
    enforce: "pre",
    resolveId(source) {
      return source === id ? `\0${id}` : undefined;
    },
    load(resolved) {
      if (resolved === `\0${id}`) {
        for (const file of files) this.addWatchFile(file);
        const base64 = deflateRawSync(joinedKernels()).toString("base64");
        return `export default "${base64}";`;
      }
      if (!resolved.endsWith(".wasm")) return undefined;
      const base64 = readFileSync(resolved, "base64");
      return `export default Uint8Array.from(atob("${base64}"), (c) => c.charCodeAt(0));`;
    },
  };
}
