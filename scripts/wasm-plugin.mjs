/**
 * `import bytes from "x.wasm"`: the file's bytes, deflated, inlined into the bundle.
 *
 * Bundles carry bytes as base64 text, which compresses badly when the package is served: deflated first,
 * the kernels weigh a third less.
 */
import { readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";

function deflated(path) {
  return deflateRawSync(readFileSync(path), { level: 9 });
}

/** For esbuild, hence for the package. */
export function inlineWasmForEsbuild() {
  return {
    name: "inline-wasm",
    setup({ onLoad }) {
      onLoad({ filter: /\.wasm$/ }, ({ path }) => ({ contents: deflated(path), loader: "binary" }));
    },
  };
}

/** For Vite, hence for the tests, in Node and in a browser. */
export function inlineWasmForVite() {
  return {
    name: "inline-wasm",
    enforce: "pre",
    load(id) {
      if (!id.endsWith(".wasm")) return undefined;
      const base64 = deflated(id).toString("base64");
      return `export default Uint8Array.from(atob("${base64}"), (c) => c.charCodeAt(0));`;
    },
  };
}
