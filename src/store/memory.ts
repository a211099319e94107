import { checkKey, type Storage } from "./storage.js";

/** A store in memory, for browsers and tests. `files` lets a caller look at and change what is held. */
export function memoryStorage(
  name = "memory",
  files: Map<string, Uint8Array> = new Map(),
): Storage {
  const put = (key: string, bytes: Uint8Array) => {
    checkKey(key);
    files.set(key, bytes.slice());
  };
  return {
    name,
    async get(key) {
      checkKey(key);
      return files.get(key)?.slice();
    },
    async set(key, bytes) {
      put(key, bytes);
    },
    async delete(key) {
      checkKey(key);
      files.delete(key);
    },
    async list() {
      return [...files.keys()].sort();
    },
    async isEmpty() {
      return files.size === 0;
    },
    async create(given) {
      if (files.size > 0) return false;
      for (const [key, bytes] of given) put(key, bytes);
      return true;
    },
    async replace(given) {
      for (const key of given.keys()) checkKey(key);
      files.clear();
      for (const [key, bytes] of given) put(key, bytes);
    },
    async probe() {},
    async sweep() {},
  };
}
