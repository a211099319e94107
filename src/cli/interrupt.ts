import { CoarsegrainError, isCoarsegrainError } from "../errors.js";
import { printNote } from "./output.js";

/** Launchers such as npm pass on the interrupt that the terminal has sent already. */
const echo = 30;

/** A signal that fires at the first Ctrl-C, and the way to stop listening. */
export interface InterruptSignal {
  readonly signal: AbortSignal;
  release(): void;
}

/** The first SIGINT or SIGTERM asks to stop, the second ends the process at once with status 130. */
export function listenForInterrupts(): InterruptSignal {
  const controller = new AbortController();
  let first = 0;
  const stop = () => {
    if (!controller.signal.aborted) {
      first = performance.now();
      printNote("Stopping; what is finished is kept. Interrupt again to stop at once.");
      controller.abort();
    } else if (performance.now() - first > echo) {
      process.exit(130);
    }
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const name of signals) process.on(name, stop);
  return {
    signal: controller.signal,
    release() {
      for (const name of signals) process.off(name, stop);
    },
  };
}

/** An interrupt told with what was kept and how to go on; any other error as it is. */
export function tellWhatWasKept(error: unknown, kept: string): unknown {
  if (!isCoarsegrainError(error, "Interrupted")) return error;
  const { during } = error.fields;
  return new CoarsegrainError("Interrupted", `Interrupted during ${during}. ${kept}`, { during });
}
