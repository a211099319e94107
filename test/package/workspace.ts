/** The packed package, installed in an empty project: what a consumer gets. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const root = join(import.meta.dirname, "../..");

/** A program of the repository's own development dependencies. */
export function tool(name: string): string {
  return join(root, "node_modules/.bin", name);
}

/** Runs a program to its end and gives its standard output; a failure shows both of its outputs. */
export function run(command: string, args: readonly string[], cwd: string): string {
  try {
    const stdio: ["ignore", "pipe", "pipe"] = ["ignore", "pipe", "pipe"];
    return execFileSync(command, args, { cwd, encoding: "utf8", stdio, maxBuffer: 1 << 26 });
  } catch (error) {
    const { stdout, stderr, status } = error as Record<string, unknown>;
    const call = [command, ...args].join(" ");
    throw new Error(`${call} ended with ${status}\n${stdout}\n${stderr}`, { cause: error });
  }
}

export interface PackedPackage {
  readonly tarball: string;
  /** Names of the files in the tarball. */
  readonly files: readonly string[];
  /** The project it is installed in. */
  readonly project: string;
  remove(): void;
}

/** Packs the repository as it is built, and installs the tarball with no install script run. */
export function packAndInstall(): PackedPackage {
  const folder = mkdtempSync(join(tmpdir(), "coarsegrain-package-"));
  const pack = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const report: unknown = JSON.parse(run("npm", pack, root));
  // An array of packages, or an object by their names, as npm's version has it.
  const [{ filename, files }] = Object.values(report as object) as {
    readonly filename: string;
    readonly files: readonly { readonly path: string }[];
  }[];
  const tarball = join(folder, filename);
  const manifest = { name: "consumer", private: true, type: "module" };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
  run("npm", ["install", ...quiet, tarball], folder);
  return {
    tarball,
    files: files.map(({ path }) => path),
    project: folder,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
