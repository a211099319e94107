/** Writes at the same time; waiting for the disk is most of a write. */
const concurrentWrites = 8;

/**
 * Writes every sequence as it comes. Whatever ends it, writes that have begun are finished.
 *
 * @param most writes at the same time
 */
export async function writeAll<T>(
  sequences: AsyncIterable<T>,
  write: (made: T) => Promise<void>,
  most = concurrentWrites,
): Promise<void> {
  const pending = new Set<Promise<void>>();
  try {
    for await (const made of sequences) {
      const writing = write(made);
      pending.add(writing);
      // Taken out in its turn only if it succeeded: a failure must reach the race below.
      writing.then(
        () => pending.delete(writing),
        () => undefined,
      );
      if (pending.size >= most) await Promise.race(pending);
    }
    await Promise.all(pending);
  } finally {
    await Promise.allSettled(pending);
  }
}
