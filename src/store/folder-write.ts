import type fsPromises from "node:fs/promises";
import path from "node:path";
import { errorCode } from "./failure.js";
import { makeFolder } from "./make-folder.js";

/** The calls of node:fs/promises that a folder needs; a test may give its own. */
export type FileSystem = Pick<
  typeof fsPromises,
  | "mkdir"
  | "open"
  | "readdir"
  | "readFile"
  | "readlink"
  | "realpath"
  | "rename"
  | "rm"
  | "rmdir"
  | "stat"
  | "unlink"
>;

const temporaryName = /^\.(?:.+\.)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;

/** Whether a name is of an unfinished write. */
export function isTemporary(name: string): boolean {
  return temporaryName.test(name);
}

/** A name beside `target` that no other writer has, on this machine or another. */
export function temporaryBeside(target: string, prefix = ""): string {
  return path.join(path.dirname(target), `.${prefix}${crypto.randomUUID()}.tmp`);
}

/** Makes names put or removed in a folder durable, where the system can. */
export async function syncFolder(fs: FileSystem, folder: string): Promise<void> {
  try {
    const handle = await fs.open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // Some systems do not open folders; there the rename is as durable as they make it.
  }
}

/** Writes a file that must not exist yet. */
async function writeNew(
  fs: FileSystem,
  file: string,
  bytes: Uint8Array,
  durable: boolean,
): Promise<void> {
  const handle = await fs.open(file, "wx");
  try {
    await handle.writeFile(bytes);
    if (durable) await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes `file` under a temporary name and renames it; removes the temporary if anything fails. */
export async function writeAtomically(
  fs: FileSystem,
  file: string,
  bytes: Uint8Array,
  durable: boolean,
): Promise<void> {
  const temporary = temporaryBeside(file);
  try {
    await writeNew(fs, temporary, bytes, durable);
    await fs.rename(temporary, file);
  } catch (error) {
    await fs.unlink(temporary).catch(() => {});
    throw error;
  }
  if (durable) await syncFolder(fs, path.dirname(file));
}

/** Writes a whole new folder; removes it if anything fails. */
export async function writeFolder(
  fs: FileSystem,
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  try {
    await makeFolder(fs, folder);
    const folders = new Set<string>([folder]);
    for (const [key, bytes] of files) {
      const file = path.join(folder, ...key.split("/"));
      const parent = path.dirname(file);
      if (!folders.has(parent)) await makeFolder(fs, parent);
      folders.add(parent);
      await writeNew(fs, file, bytes, true);
    }
    for (const each of folders) await syncFolder(fs, each);
  } catch (error) {
    await fs.rm(folder, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
}

/** The value of `action`, or undefined if it fails with one of the codes. */
export async function unless<T>(
  codes: readonly string[],
  action: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    if (codes.includes(errorCode(error) ?? "")) return undefined;
    throw error;
  }
}
