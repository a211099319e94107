/** What a command leaves on standard output: one of these, as asked for. */
export interface Outcome {
  /** The one document of `--json`. Numbers that are not finite become null. */
  readonly json: unknown;
  /** The same for people. */
  readonly text: string;
}

/** Prints one JSON document on standard output. */
export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

/** Prints a command's outcome on standard output. */
export function printOutcome(outcome: Outcome, json: boolean): void {
  if (json) printJson(outcome.json);
  else process.stdout.write(`${outcome.text}\n`);
}

/** Prints a message on standard error. */
export function printNote(message: string): void {
  process.stderr.write(`${message}\n`);
}

/** A reader that leaves early, such as `head`, is no failure; a full disk behind a redirection is one. */
export function watchStandardStreams(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    printNote(`StorageFailure: Cannot write standard output (${error.code}).`);
    process.exit(1);
  });
  process.stderr.on("error", () => {
    // Messages have nowhere else to go.
  });
}
