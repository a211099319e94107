/** Runs the built command line as a child process. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll } from "vitest";

const program = join(import.meta.dirname, "../../dist/cli.js");

/** What a run left. */
export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: { readonly [name: string]: string };
  /** Called once the child runs; may send it signals. */
  readonly whileRunning?: (child: RunningChild) => Promise<void>;
}

export interface RunningChild {
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Resolves when the pattern is in standard error, or the child has ended. */
  readonly stderrHas: (pattern: RegExp) => Promise<void>;
}

const environment = { ...process.env, NODE_OPTIONS: "", COARSEGRAIN_DEBUG: "" };

export function coarsegrain(args: readonly string[], options: RunOptions): Promise<Finished> {
  const { cwd, env, whileRunning } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd,
      env: { ...environment, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    let ended = false;
    const listeners = new Set<() => void>();
    const tell = () => {
      for (const listener of listeners) listener();
    };
    child.stdout.on("data", (data) => {
      stdout += data;
    });
    child.stderr.on("data", (data) => {
      stderr += data;
      tell();
    });
    child.on("error", reject);
    child.on("close", (status) => {
      ended = true;
      tell();
      resolve({ status, stdout, stderr });
    });
    const stderrHas = (pattern: RegExp) =>
      new Promise<void>((seen) => {
        const look = () => {
          if (!ended && !pattern.test(stderr)) return;
          listeners.delete(look);
          seen();
        };
        listeners.add(look);
        look();
      });
    whileRunning?.({ kill: (signal) => child.kill(signal), stderrHas }).catch(reject);
  });
}

/** Runs with --json; the document is all that may be on standard output. */
export async function document(args: readonly string[], options: RunOptions) {
  const finished = await coarsegrain([...args, "--json"], options);
  return { ...finished, json: JSON.parse(finished.stdout) };
}

/** As {@link document} of a run that must succeed. */
export async function succeed(args: readonly string[], options: RunOptions) {
  const { status, stderr, json } = await document(args, options);
  if (status !== 0)
    throw new Error(`coarsegrain ${args.join(" ")} ended with ${status}: ${stderr}`);
  return json;
}

/** A folder for the tests of one file; `path` is set before the first test. */
export function temporaryFolder(): { path: string } {
  const folder = { path: "" };
  beforeAll(() => {
    folder.path = mkdtempSync(join(tmpdir(), "coarsegrain-cli-"));
  });
  afterAll(() => rmSync(folder.path, { recursive: true, force: true }));
  return folder;
}

/** SHA-256 of every file below a folder, by its path; also of hidden and of unfinished ones. */
export function filesOf(folder: string): { [path: string]: string } {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return Object.fromEntries(
    files.map((name) => [
      name,
      createHash("sha256")
        .update(readFileSync(join(folder, name)))
        .digest("hex"),
    ]),
  );
}

/** Environment that makes the child's disk fail; see disk.mjs. */
export function failingDisk(code: string, afterBytes = 0): { [name: string]: string } {
  const preload = pathToFileURL(join(import.meta.dirname, "disk.mjs")).href;
  return {
    NODE_OPTIONS: `--import ${preload}`,
    DISK_FAILS_WITH: code,
    DISK_BYTES: `${afterBytes}`,
  };
}
