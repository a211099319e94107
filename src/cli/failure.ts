import { type CoarsegrainError, type ErrorTag, isCoarsegrainError } from "../errors.js";
import { printJson, printNote } from "./output.js";

/** 1: the work failed. 2: what was given cannot be used. 130: interrupted. */
const exitCodes: { readonly [T in ErrorTag]: number } = {
  UnknownName: 2,
  UnknownParameter: 2,
  InvalidParameter: 2,
  InvalidData: 2,
  CorruptFile: 2,
  IncompleteDataset: 2,
  OutputExists: 2,
  StorageFailure: 1,
  NumericalFailure: 1,
  UnsupportedEngine: 1,
  WorkerFailure: 1,
  Interrupted: 130,
};

/** A path that was given and names nothing is bad input, not a failing disk. */
function namesNothing(error: CoarsegrainError): boolean {
  if (!isCoarsegrainError(error, "StorageFailure")) return false;
  const { operation, code } = error.fields;
  return ["read", "open", "list"].includes(operation) && ["ENOENT", "ENOTDIR"].includes(code);
}

/** Exit status for what a command threw. */
export function exitCodeOf(error: unknown): number {
  if (!isCoarsegrainError(error)) return 1;
  return namesNothing(error) ? 2 : exitCodes[error.tag];
}

/**
 * Tells of a failure on standard error, and with `json` as the one document on standard output. An error
 * that is not of this package is a bug; its stack is shown if COARSEGRAIN_DEBUG is set.
 */
export function reportFailure(error: unknown, json: boolean): void {
  const known = isCoarsegrainError(error);
  const message = error instanceof Error ? error.message : String(error);
  const tag = known ? error.tag : "Bug";
  const fields = known ? error.fields : {};
  if (json) printJson({ error: { tag, message, fields } });
  printNote(`${tag}: ${message}`);
  if (process.env.COARSEGRAIN_DEBUG) {
    printNote(error instanceof Error ? (error.stack ?? "") : "");
  } else if (!known) {
    printNote("This is a bug in coarsegrain. Set COARSEGRAIN_DEBUG=1 to see where it arose.");
  }
}
