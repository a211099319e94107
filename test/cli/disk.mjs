/**
 * Loaded into a child process before its program: a disk that fails with the code DISK_FAILS_WITH once
 * DISK_BYTES bytes are written. EROFS refuses every change from the beginning; HANG never
 * ends the rename that puts a chunk in its place.
 */
import fs from "node:fs/promises";

const code = process.env.DISK_FAILS_WITH;
const limit = Number(process.env.DISK_BYTES);
const failure = () => Object.assign(new Error(`${code}: simulated`), { code });
let written = 0;

const { open } = fs;
if (code === "EROFS") {
  for (const change of ["mkdir", "rename", "unlink", "rm", "rmdir"]) {
    fs[change] = () => Promise.reject(failure());
  }
  fs.open = (path, flags, ...rest) =>
    flags === "r" ? open(path, flags, ...rest) : Promise.reject(failure());
} else if (code === "HANG") {
  const { rename } = fs;
  fs.rename = (from, to) =>
    /[\\/]c\.[0-9.]+$/.test(to) ? new Promise(() => setInterval(() => {}, 1000)) : rename(from, to);
} else {
  fs.open = async (...args) => {
    const handle = await open(...args);
    const writeFile = handle.writeFile.bind(handle);
    handle.writeFile = async (bytes) => {
      const room = Math.max(0, limit - written);
      written += bytes.length;
      if (bytes.length <= room) return writeFile(bytes);
      await writeFile(bytes.subarray(0, room));
      throw failure();
    };
    return handle;
  };
}
