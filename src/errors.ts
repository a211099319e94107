/**
 * Every failure a caller can act on is a {@link CoarsegrainError}: a tag, typed fields, and a message
 * that says what was expected, what came, and how to recover.
 */

/** Fields of each error, by tag. */
export interface ErrorFields {
  /** A system, model, experiment or profile that no registry line names. */
  UnknownName: { readonly what: string; readonly name: string; readonly known: readonly string[] };
  /** A parameter name that the thing configured does not have. */
  UnknownParameter: {
    readonly owner: string;
    readonly parameter: string;
    readonly known: readonly string[];
  };
  /** A parameter outside its type or range. */
  InvalidParameter: {
    readonly parameter: string;
    readonly expected: string;
    readonly received: string;
  };
  /** Data that the operation cannot use: wrong shape, missing variable, NaN, counts that do not sum. */
  InvalidData: { readonly what: string; readonly expected: string; readonly received: string };
  /** A file that is not what it should be: truncated, of another format, of a failed checksum. */
  CorruptFile: { readonly path: string; readonly expected: string; readonly received: string };
  /** A dataset with sequences that were never written. */
  IncompleteDataset: { readonly path: string; readonly missing: readonly number[] };
  /** The output path already holds something else. */
  OutputExists: { readonly path: string; readonly holds: string };
  /** The operating system refused to read or write. */
  StorageFailure: { readonly path: string; readonly operation: string; readonly code: string };
  /** A computation that left the finite numbers or a factorisation that failed. */
  NumericalFailure: { readonly where: string; readonly step: number; readonly state: string };
  /** A browser or Node without something that the operation cannot do without. */
  UnsupportedEngine: { readonly feature: string };
  /** A worker that could not be started or that died. */
  WorkerFailure: { readonly task: string; readonly cause: string };
  /** The caller's AbortSignal fired; what was finished before is kept. */
  Interrupted: { readonly during: string };
}

/** The tags, one for each way of failing. */
export type ErrorTag = keyof ErrorFields;

/** An error with a {@link tag} to switch on and {@link fields} typed by it. */
export class CoarsegrainError<T extends ErrorTag = ErrorTag> extends Error {
  override readonly name = "CoarsegrainError";
  readonly tag: T;
  readonly fields: ErrorFields[T];

  constructor(tag: T, message: string, fields: ErrorFields[T], options?: ErrorOptions) {
    super(message, options);
    this.tag = tag;
    this.fields = fields;
  }
}

/**
 * True for an error of this package, and for one of the given tag if a tag is given.
 *
 * @example
 * try { await readDataset(path) } catch (error) {
 *   if (isCoarsegrainError(error, "IncompleteDataset")) console.log(error.fields.missing);
 * }
 */
export function isCoarsegrainError<T extends ErrorTag = ErrorTag>(
  error: unknown,
  tag?: T,
): error is CoarsegrainError<T> {
  // By its name, because every entry of the package may carry a class of its own.
  const own = error instanceof Error && error.name === "CoarsegrainError" && "tag" in error;
  return own && (tag === undefined || error.tag === tag);
}

/** The closest of `known` to `name` by edit distance, if it is close enough to be a slip. */
function closest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    let previous = Array.from({ length: candidate.length + 1 }, (_, j) => j);
    for (let i = 1; i <= name.length; i++) {
      const row = [i];
      for (let j = 1; j <= candidate.length; j++) {
        const substitute = previous[j - 1] + (name[i - 1] === candidate[j - 1] ? 0 : 1);
        row.push(Math.min(previous[j] + 1, row[j - 1] + 1, substitute));
      }
      previous = row;
    }
    const distance = previous[candidate.length];
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function suggestion(name: string, known: readonly string[]): string {
  const near = closest(name, known);
  return near === undefined ? "" : ` Did you mean "${near}"?`;
}

/** UnknownName, with the known name that is closest. */
export function unknownName(what: string, name: string, known: readonly string[]) {
  return new CoarsegrainError(
    "UnknownName",
    `There is no ${what} "${name}".${suggestion(name, known)} Known: ${known.join(", ")}.`,
    { what, name, known },
  );
}

/** UnknownParameter, with the known parameter that is closest. */
export function unknownParameter(owner: string, parameter: string, known: readonly string[]) {
  return new CoarsegrainError(
    "UnknownParameter",
    `${owner} has no parameter "${parameter}".${suggestion(parameter, known)} Its parameters: ${known.join(", ")}.`,
    { owner, parameter, known },
  );
}

/** InvalidParameter: `expected` follows "must be". */
export function invalidParameter(parameter: string, expected: string, received: unknown) {
  const shown = typeof received === "string" ? `"${received}"` : String(received);
  return new CoarsegrainError(
    "InvalidParameter",
    `${parameter} must be ${expected}; received ${shown}.`,
    { parameter, expected, received: shown },
  );
}

/** InvalidData; `recover` is a sentence that says what to do. */
export function invalidData(what: string, expected: string, received: string, recover = "") {
  return new CoarsegrainError(
    "InvalidData",
    `${what}: expected ${expected}; received ${received}.${recover && ` ${recover}`}`,
    { what, expected, received },
  );
}

/** CorruptFile; `recover` is a sentence that says what to do. */
export function corruptFile(path: string, expected: string, received: string, recover = "") {
  return new CoarsegrainError(
    "CorruptFile",
    `${path} cannot be read: expected ${expected}; found ${received}.${recover && ` ${recover}`}`,
    { path, expected, received },
  );
}

/** NumericalFailure in an iteration or step; `recover` is a sentence that says what to do. */
export function numericalFailure(where: string, step: number, state: string, recover: string) {
  return new CoarsegrainError(
    "NumericalFailure",
    `${where} failed at step ${step}: ${state}. ${recover}`,
    { where, step, state },
  );
}

/** Interrupted; see {@link throwIfAborted}. */
export function interrupted(during: string) {
  return new CoarsegrainError(
    "Interrupted",
    `Interrupted during ${during}; finished work is kept.`,
    {
      during,
    },
  );
}

/** Throws {@link interrupted} once the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined, during: string): void {
  if (signal?.aborted) throw interrupted(during);
}
