/**
 * Peers in other languages: programs of bench/peers/ that time themselves.
 *
 * A program gets its arguments on the command line and prints, as its last line, the seconds that one
 * run took. It runs on one thread, as our kernels do.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Peer } from "../harness.js";

const singleThread = {
  OMP_NUM_THREADS: "1",
  OPENBLAS_NUM_THREADS: "1",
  MKL_NUM_THREADS: "1",
  NUMEXPR_NUM_THREADS: "1",
};

type Environment = { readonly [name: string]: string };

function outputOf(command: string, args: readonly string[], env: Environment = {}): string {
  return execFileSync(command, args, {
    encoding: "utf8",
    env: { ...process.env, ...singleThread, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

function runProgram(command: string, args: readonly string[], env?: Environment): number {
  const output = outputOf(command, args, env);
  const seconds = Number(output.trim().split("\n").at(-1));
  if (!(seconds > 0)) throw new Error(`${command} ${args.join(" ")} printed no time: ${output}`);
  return seconds;
}

function succeeds(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const interpreters = new Map<string, string | undefined>();

/** The first Python that imports `module`. */
function findPython(module: string): string | undefined {
  if (!interpreters.has(module)) {
    const candidates = [process.env.PYTHON, "/usr/bin/python3", "python3"];
    const found = candidates.find(
      (python) => python && succeeds(python, ["-c", `import ${module}`]),
    );
    interpreters.set(module, found);
  }
  return interpreters.get(module);
}

/** OpenBLAS as Debian lays it out, or another library named by OPENBLAS; undefined where there is none. */
export function openBlas(): string | undefined {
  if (process.env.OPENBLAS) return process.env.OPENBLAS;
  const folder = "/usr/lib/x86_64-linux-gnu";
  const builds = ["openblas-pthread", "openblas-serial", "openblas-openmp"];
  return builds.map((build) => `${folder}/${build}/libblas.so.3`).find(existsSync);
}

/** A peer in Python: bench/peers/`file` with `args`; `module` must be importable, `preload` comes before its libraries. */
export function python(
  file: string,
  args: readonly (string | number)[] = [],
  {
    module = "numpy",
    work,
    preload,
  }: { module?: string; work?: number; preload?: string | undefined } = {},
): Peer {
  const env = preload === undefined ? {} : { LD_PRELOAD: preload };
  return {
    unavailable: () =>
      findPython(module) === undefined
        ? `no Python that imports ${module} (set PYTHON)`
        : undefined,
    seconds: () =>
      runProgram(
        findPython(module) as string,
        [resolve("bench/peers", file), ...args.map(String)],
        env,
      ),
    ...(work === undefined ? {} : { work }),
  };
}

/** What bench/peers/`file` prints, or undefined where no Python imports NumPy. */
export function pythonOutput(file: string, args: readonly (string | number)[]): string | undefined {
  const interpreter = findPython("numpy");
  if (interpreter === undefined) return undefined;
  return outputOf(interpreter, [resolve("bench/peers", file), ...args.map(String)]);
}

const binaries = new Map<string, string | undefined>();

/** Compiles bench/peers/`file` once for this process; undefined if there is no compiler. */
function compileCpp(file: string): string | undefined {
  if (!binaries.has(file)) {
    const compiler = process.env.CXX ?? "g++";
    if (!succeeds(compiler, ["--version"])) {
      binaries.set(file, undefined);
      return undefined;
    }
    const folder = mkdtempSync(join(tmpdir(), "coarsegrain-bench-"));
    process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
    const binary = join(folder, "peer");
    const flags = ["-O3", "-march=native", "-std=c++20", "-o", binary];
    execFileSync(compiler, [...flags, resolve("bench/peers", file)], { stdio: "inherit" });
    binaries.set(file, binary);
  }
  return binaries.get(file);
}

/** A peer in C++: bench/peers/`file`, compiled with -O3 -march=native, with `args`. */
export function cpp(
  file: string,
  args: readonly (string | number)[] = [],
  { work }: { work?: number } = {},
): Peer {
  return {
    unavailable: () => (compileCpp(file) === undefined ? "no C++ compiler (set CXX)" : undefined),
    seconds: () => runProgram(compileCpp(file) as string, args.map(String)),
    ...(work === undefined ? {} : { work }),
  };
}
