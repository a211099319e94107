/**
 * `import base64 from "virtual:kernels"`: both builds of the kernels as text, joined and deflated.
 * `import base64 from "virtual:network-kernels"`, `"virtual:fields-kernels"`: those of networks and of
 * fields, deflated.
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

const built = (file) => join(root, "build", file);

/** What each id stands for: the files it is made of, and how its bytes are made of theirs. */
const sources = new Map([
  [
    "virtual:kernels",
    {
      files: ["scalar", "simd"].map((target) => built(`kernel.${target}.wasm`)),
      join: ([scalar, simd]) => joinTwins(scalar, simd),
    },
  ],
  ["virtual:network-kernels", { files: [built("network.wasm")], join: ([only]) => only }],
  ["virtual:fields-kernels", { files: [built("fields.wasm")], join: ([only]) => only }],
]);

function bytesOf({ files, join }) {
  return join(files.map((file) => readFileSync(file)));
}

const smallest = new Map();

/** By Zopfli, which takes a second and saves a kilobyte; once for all bundles of a build. */
function asText(id) {
  if (!smallest.has(id)) {
    smallest.set(id, deflateAsync(bytesOf(sources.get(id)), { numiterations: 15 }));
  }
  return smallest.get(id).then((bytes) => Buffer.from(bytes).toString("base64"));
}

/** For esbuild, hence for the package. */
export function inlineWasmForEsbuild() {
  return {
    name: "inline-wasm",
    setup({ onResolve, onLoad }) {
      const filter = new RegExp(`^(${[...sources.keys()].join("|")})$`);
      onResolve({ filter }, ({ path }) => ({ path, namespace: "kernels" }));
      onLoad({ filter: /./, namespace: "kernels" }, async ({ path }) => ({
        contents: await asText(path),
        loader: "text",
        watchFiles: sources.get(path).files,
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
      return sources.has(source) ? `\0${source}` : undefined;
    },
    load(resolved) {
      const source = sources.get(resolved.slice(1));
      if (resolved.startsWith("\0") && source !== undefined) {
        for (const file of source.files) this.addWatchFile(file);
        const base64 = deflateRawSync(bytesOf(source)).toString("base64");
        return `export default "${base64}";`;
      }
      if (!resolved.endsWith(".wasm")) return undefined;
      const base64 = readFileSync(resolved, "base64");
      return `export default Uint8Array.from(atob("${base64}"), (c) => c.charCodeAt(0));`;
    },
  };
}
