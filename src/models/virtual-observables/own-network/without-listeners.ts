const events = ["uncaughtException", "unhandledRejection"] as const;

/** Listeners of an event of the process, whose own type knows some events only. */
const listenersOf = (event: (typeof events)[number]) => process.listeners(event as "exit");

/**
 * Runs something and takes back the listeners that it has added to the process. Those of the WebAssembly backend throw what
 * they hear: a rejection that the program would have caught a little later, or has a listener of its own for, would end it.
 */
export async function withoutListeners<T>(work: () => Promise<T>): Promise<T> {
  const known = new Set(events.flatMap(listenersOf));
  try {
    return await work();
  } finally {
    for (const event of events) {
      for (const listener of listenersOf(event)) {
        if (!known.has(listener)) process.off(event, listener);
      }
    }
  }
}
