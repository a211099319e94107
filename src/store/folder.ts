import nodeFs from "node:fs/promises";
import path from "node:path";
import { CoarsegrainError, invalidParameter } from "../errors.js";
import { errorCode, storageFailure } from "./failure.js";
import {
  type FileSystem,
  isTemporary,
  syncFolder,
  temporaryBeside,
  unless,
  writeAtomically,
  writeFolder,
} from "./folder-write.js";
import { makeFolder } from "./make-folder.js";
import { checkKey, type Storage } from "./storage.js";

/** Codes by which systems say that a folder cannot be renamed onto one that is not empty. */
const occupied = ["ENOTEMPTY", "EEXIST", "EPERM", "EACCES"];

/**
 * A folder on disk. Each file is written under a temporary name in its own folder and renamed. A whole
 * artefact is written beside the folder and renamed into its place; the folder that was there is kept
 * as `.<name>.previous` for the moment between two renames, and is read, or put back, if the process
 * dies in that moment.
 *
 * Keys and symbolic links that lead out of the folder are refused. Errors of the system come as
 * StorageFailure.
 *
 * @throws InvalidParameter for an empty path
 */
export function folderStorage(folder: string, fs: FileSystem = nodeFs): Storage {
  if (folder === "") throw invalidParameter("path", "the name of a folder", folder);
  const target = path.resolve(folder);

  /** Where the folder really lies, or is to lie: what the path links to, if it is a link. */
  async function placeOf(): Promise<string> {
    const real = await unless(["ENOENT"], () => fs.realpath(target));
    if (real !== undefined) return real;
    const link = await unless(["ENOENT", "EINVAL", "UNKNOWN"], () => fs.readlink(target));
    return link === undefined ? target : path.resolve(path.dirname(target), link);
  }

  const previousOf = (place: string) =>
    path.join(path.dirname(place), `.${path.basename(place)}.previous`);

  /** Runs an operation; any error of the system leaves as StorageFailure. */
  async function guarded<T>(operation: string, where: string, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      if (error instanceof CoarsegrainError) throw error;
      const code = errorCode(error);
      if (code === undefined) throw error;
      throw storageFailure(where, operation, code, error);
    }
  }

  async function realFolder(at: string): Promise<string | undefined> {
    const real = await unless(["ENOENT"], () => fs.realpath(at));
    if (real === undefined) return undefined;
    if (!(await fs.stat(real)).isDirectory()) throw storageFailure(folder, "open", "ENOTDIR");
    return real;
  }

  /** Where readers look: the folder, or what it was before a replacement that was cut off. */
  async function readable(): Promise<string | undefined> {
    return (await realFolder(target)) ?? (await realFolder(previousOf(await placeOf())));
  }

  /** Puts back what a replacement that was cut off had moved away. */
  async function recover(): Promise<void> {
    if ((await realFolder(target)) !== undefined) return;
    const place = await placeOf();
    await unless(["ENOENT"], () => fs.rename(previousOf(place), place));
  }

  function checkInside(root: string, real: string): void {
    if (real !== root && !real.startsWith(root + path.sep)) {
      throw storageFailure(real, `follow a link in ${folder} to`, "ESCAPE");
    }
  }

  /** The file of a key for writing, its folder made, after links on the way were followed and checked. */
  async function writableFile(key: string): Promise<string> {
    await recover();
    await makeFolder(fs, target);
    const root = await fs.realpath(target);
    const parts = key.split("/");
    const name = parts.pop() as string;
    let parent = root;
    for (const part of parts) {
      const next = path.join(parent, part);
      let real = await unless(["ENOENT"], () => fs.realpath(next));
      if (real === undefined) {
        await unless(["EEXIST"], () => fs.mkdir(next));
        real = await fs.realpath(next);
      }
      checkInside(root, real);
      parent = real;
    }
    return path.join(parent, name);
  }

  async function* walk(root: string, prefix: string): AsyncGenerator<string> {
    const at = path.join(root, prefix);
    const entries = (await unless(["ENOENT"], () => fs.readdir(at, { withFileTypes: true }))) ?? [];
    for (const entry of entries) {
      const key = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
      if (entry.isDirectory()) {
        yield* walk(root, key);
      } else {
        if (entry.isSymbolicLink()) checkInside(root, await fs.realpath(path.join(root, key)));
        yield key;
      }
    }
  }

  async function isEmpty(): Promise<boolean> {
    const root = await readable();
    if (root === undefined) return true;
    return (await fs.readdir(root)).length === 0;
  }

  /** Renames a finished folder into place; false if something is in the way. */
  async function moveIn(finished: string, place: string): Promise<boolean> {
    await unless(["ENOENT", "ENOTEMPTY", "EEXIST", "EBUSY", "EPERM", "EACCES"], () =>
      fs.rmdir(place),
    );
    try {
      await fs.rename(finished, place);
      return true;
    } catch (error) {
      const inTheWay =
        occupied.includes(errorCode(error) ?? "") && (await fs.readdir(place)).length;
      if (!inTheWay) throw error;
      return false;
    }
  }

  /**
   * Where a whole artefact is to lie. No folder can be renamed onto a mount point, and a process would
   * lose the folder that it runs in.
   */
  async function placeToFill(): Promise<string> {
    const there = await realFolder(target);
    const place = there ?? (await placeOf());
    const fromPlace = path.relative(place, process.cwd());
    const outside = fromPlace === ".." || fromPlace.startsWith(`..${path.sep}`);
    const runsHere = !outside && !path.isAbsolute(fromPlace);
    if (runsHere || (there !== undefined && (await isMounted(there)))) {
      throw storageFailure(folder, "write", "EBUSY");
    }
    return place;
  }

  async function isMounted(place: string): Promise<boolean> {
    return (await fs.stat(place)).dev !== (await fs.stat(path.dirname(place))).dev;
  }

  /** Writes a folder beside the target, on the file system where the target really lies. */
  async function writeBeside(files: ReadonlyMap<string, Uint8Array>) {
    for (const key of files.keys()) checkKey(key);
    await recover();
    const place = await placeToFill();
    await makeFolder(fs, path.dirname(place));
    const finished = temporaryBeside(place, `${path.basename(place)}.`);
    await writeFolder(fs, finished, files);
    return { place, finished };
  }

  const discard = (at: string) => fs.rm(at, { recursive: true, force: true });

  return {
    name: folder,

    async get(key) {
      checkKey(key);
      const where = `${folder}/${key}`;
      return guarded("read", where, async () => {
        const root = await readable();
        if (root === undefined) return undefined;
        const file = path.join(root, ...key.split("/"));
        return unless(["ENOENT", "ENOTDIR"], async () => {
          const real = await fs.realpath(file);
          checkInside(root, real);
          const bytes = await fs.readFile(real);
          return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
        });
      });
    },

    async set(key, bytes, options) {
      checkKey(key);
      const durable = options?.durable ?? true;
      const put = async () => writeAtomically(fs, await writableFile(key), bytes, durable);
      // A sweep of another process may take the temporary file of a slow writer: then write it again.
      const again = (error: unknown) => {
        if (errorCode(error) !== "ENOENT") throw error;
        return put();
      };
      await guarded("write", `${folder}/${key}`, () => put().catch(again).catch(again));
    },

    async delete(key) {
      checkKey(key);
      await guarded("delete", `${folder}/${key}`, async () => {
        const root = await realFolder(target);
        if (root === undefined) return;
        const file = path.join(root, ...key.split("/"));
        await unless(["ENOENT", "ENOTDIR"], async () => {
          checkInside(root, await fs.realpath(path.dirname(file)));
          await fs.unlink(file);
        });
      });
    },

    async list() {
      return guarded("list", folder, async () => {
        const root = await readable();
        const keys: string[] = [];
        if (root === undefined) return keys;
        for await (const key of walk(root, "")) {
          if (!isTemporary(path.posix.basename(key))) keys.push(key);
        }
        return keys.sort();
      });
    },

    async isEmpty() {
      return guarded("open", folder, isEmpty);
    },

    async create(files) {
      return guarded("write", folder, async () => {
        await recover();
        if (!(await isEmpty())) return false;
        const { place, finished } = await writeBeside(files);
        const moved = await moveIn(finished, place).catch(async (error) => {
          await discard(finished);
          throw error;
        });
        if (moved) await syncFolder(fs, path.dirname(place));
        else await discard(finished);
        return moved;
      });
    },

    async replace(files) {
      await guarded("write", folder, async () => {
        const { place, finished } = await writeBeside(files);
        const before = previousOf(place);
        try {
          if (!(await moveIn(finished, place))) {
            await discard(before);
            await fs.rename(place, before);
            await fs.rename(finished, place).catch(async (error) => {
              await fs.rename(before, place);
              throw error;
            });
          }
        } catch (error) {
          await discard(finished).catch(() => {});
          throw error;
        }
        await syncFolder(fs, path.dirname(place));
        await discard(before);
      });
    },

    async probe() {
      await guarded("write", folder, async () => {
        const place = await placeToFill();
        const made = await makeFolder(fs, path.dirname(place));
        try {
          const trial = temporaryBeside(place, `${path.basename(place)}.`);
          await writeFolder(fs, trial, new Map([["probe", new Uint8Array(1)]]));
          await discard(trial);
        } finally {
          // Another writer may have put something there meanwhile: then they stay.
          for (const each of made.reverse()) await fs.rmdir(each).catch(() => {});
        }
      });
    },

    async sweep() {
      await guarded("clean", folder, async () => {
        const root = await realFolder(target);
        if (root === undefined) return;
        for await (const key of walk(root, "")) {
          if (isTemporary(path.posix.basename(key)))
            await fs.rm(path.join(root, key), { force: true });
        }
        const parent = path.dirname(root);
        const siblings = await fs.readdir(parent);
        const own = siblings.filter(
          (name) => isTemporary(name) && name.startsWith(`.${path.basename(root)}.`),
        );
        for (const name of own) await discard(path.join(parent, name));
      });
    },
  };
}
