/**
 * Compiles assembly/ to build/kernel.{simd,scalar}.wasm; assembly/network/ and assembly/fields/, which have
 * no scalar build, to build/network.wasm and build/fields.wasm; and, for the tests,
 * build/test-only.{simd,scalar}.wasm; one compiler for each, side by side.
 */
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.mjs";

const modules = [
  { entry: "assembly/index.ts", target: "simd", output: "kernel.simd.wasm" },
  { entry: "assembly/index.ts", target: "scalar", output: "kernel.scalar.wasm" },
  { entry: "assembly/network/index.ts", target: "simd", output: "network.wasm" },
  { entry: "assembly/fields/index.ts", target: "simd", output: "fields.wasm" },
  { entry: "assembly/test-only.ts", target: "simd", output: "test-only.simd.wasm" },
  { entry: "assembly/test-only.ts", target: "scalar", output: "test-only.scalar.wasm" },
];

/** Time of the last change of a file, or of anything in a folder. */
function modified(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => modified(join(path, name))));
}

function isFresh(output, sources) {
  const stats = statSync(output, { throwIfNoEntry: false });
  return stats !== undefined && stats.mtimeMs > Math.max(...sources.map(modified));
}

/** Compiles to a temporary name and renames, so that no reader ever sees half a kernel. */
function compile({ entry, target, output }) {
  const temporary = join(root, `build/.${process.pid}.${output}`);
  const options = [entry, "--target", target, "--outFile", temporary];
  const compiler = join(root, "node_modules/assemblyscript/bin/asc.js");
  return new Promise((resolve, reject) => {
    const asc = spawn(process.execPath, [compiler, ...options], { cwd: root, stdio: "inherit" });
    asc.on("error", reject);
    asc.on("close", (code) => {
      if (code === 0) {
        renameSync(temporary, join(root, "build", output));
        resolve();
      } else {
        rmSync(temporary, { force: true });
        reject(new Error(`${entry} did not compile for ${target} (asc ended with ${code}).`));
      }
    });
  });
}

/** Builds the kernels that are older than their sources. */
export async function buildKernels() {
  mkdirSync(join(root, "build"), { recursive: true });
  const sources = [join(root, "assembly"), join(root, "asconfig.json")];
  const stale = modules.filter(({ output }) => !isFresh(join(root, "build", output), sources));
  const builds = await Promise.allSettled(stale.map(compile));
  for (const build of builds) if (build.status === "rejected") throw build.reason;
}
