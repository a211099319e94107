import type { Command } from "commander";
import type { Progress } from "../types.js";
import { listenForInterrupts } from "./interrupt.js";
import { type Outcome, printOutcome } from "./output.js";
import { showProgress } from "./progress.js";

/** What a command is given to work with. */
export interface Run<O> {
  /** Arguments in order. */
  readonly args: readonly string[];
  readonly options: O;
  readonly onProgress: (progress: Progress) => void;
  /** Fires at the first Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Makes `work` what a command does; prints the outcome once it is there. */
export function setAction<O extends { json?: boolean }>(
  command: Command,
  work: (run: Run<O>) => Promise<Outcome>,
): void {
  command.action(async () => {
    const options = command.opts<O>();
    const interrupts = listenForInterrupts();
    const display = showProgress(process.stderr);
    try {
      const { signal } = interrupts;
      const { onProgress } = display;
      const outcome = await work({ args: command.args, options, onProgress, signal });
      display.stop();
      printOutcome(outcome, options.json ?? false);
    } finally {
      display.stop();
      interrupts.release();
    }
  });
}
