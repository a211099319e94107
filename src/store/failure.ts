import { CoarsegrainError } from "../errors.js";

/** What to do about the codes of the operating system. */
const remedies: { readonly [code: string]: string } = {
  ENOENT: "Nothing is there: check the path.",
  ENOSPC: "The disk is full: free space or choose another place, then run again with --resume.",
  EDQUOT:
    "The disk quota is used up: free space or choose another place, then run again with --resume.",
  EROFS: "The file system is read-only: choose another place.",
  EACCES: "Permission is denied: change the permissions or choose another place.",
  EPERM: "The operation is not permitted: change the permissions or choose another place.",
  ENOTDIR: "A file stands where a folder is needed: choose another path or move that file.",
  EISDIR: "A folder stands where a file is needed: choose another path or move that folder.",
  EFBIG: "The file would be larger than the file system allows: choose another file system.",
  EMFILE: "Too many files are open: raise the limit (ulimit -n) or use fewer workers.",
  ENFILE: "Too many files are open on this machine: use fewer workers.",
  ENAMETOOLONG: "The path is too long: choose a shorter one.",
  EIO: "The device reported an error: check the disk, then run again with --resume.",
  ELOOP: "Symbolic links lead in a circle: choose another path.",
  EBUSY:
    "The folder is in use, as a mount point or as the one this runs in: choose a folder inside it.",
  ESCAPE: "A symbolic link leads out of the folder: remove the link.",
};

/** The code of an error of the operating system, if it is one. */
export function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

/**
 * A failed operation on files as a {@link CoarsegrainError} that says how to recover.
 *
 * @param operation what was tried, as a verb: "write", "read"
 */
export function storageFailure(path: string, operation: string, code: string, cause?: unknown) {
  const remedy = remedies[code] ?? "Check the path and the disk, then run again.";
  return new CoarsegrainError(
    "StorageFailure",
    `Cannot ${operation} ${path} (${code}). ${remedy}`,
    { path, operation, code },
    { cause },
  );
}
