/**
 * Compiles assembly/ to build/kernel.{simd,scalar}.wasm and, for the tests, build/test-only.{simd,scalar}.wasm,
 * one compiler for each, side by side.
 */
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.mjs";

const entries = { kernel: "assembly/index.ts", "test-only": "assembly/test-only.ts" };
const targets = ["simd", "scalar"];

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
function compile(name, target, output) {
  const temporary = join(root, `build/.${name}.${target}.${process.pid}.wasm`);
  const options = [entries[name], "--target", target, "--outFile", temporary];
  const compiler = join(root, "node_modules/assemblyscript/bin/asc.js");
  return new Promise((resolve, reject) => {
    const asc = spawn(process.execPath, [compiler, ...options], { cwd: root, stdio: "inherit" });
    asc.on("error", reject);
    asc.on("close", (code) => {
      if (code === 0) {
        renameSync(temporary, output);
        resolve();
      } else {
        rmSync(temporary, { force: true });
        reject(
          new Error(`${entries[name]} did not compile for ${target} (asc ended with ${code}).`),
        );
      }
    });
  });
}

/** Builds the kernels that are older than their sources. */
export async function buildKernels() {
  mkdirSync(join(root, "build"), { recursive: true });
  const sources = [join(root, "assembly"), join(root, "asconfig.json")];
  const wanted = Object.keys(entries).flatMap((name) =>
    targets.map((target) => ({ name, target })),
  );
  const builds = await Promise.allSettled(
    wanted.map(async ({ name, target }) => {
      const output = join(root, `build/${name}.${target}.wasm`);
      if (!isFresh(output, sources)) await compile(name, target, output);
    }),
  );
  for (const build of builds) if (build.status === "rejected") throw build.reason;
}
