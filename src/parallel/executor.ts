import type { Kernel } from "../kernel/instantiate.js";

/**
 * A named pure function of the kernels and a plain input. Both its input and its output cross between
 * threads, so they are typed arrays, numbers, strings, and records and arrays of these. The buffers of
 * the output are transferred: they must be its own, never views of the kernel's memory.
 *
 * The output may depend on the input alone, so that a result is the same whichever thread makes it. A task
 * may take its time: its worker begins no other one, and what it reserved in the kernel's memory stays, until
 * its promise is settled.
 */
export interface Task<I, O> {
  readonly name: string;
  readonly run: (kernel: Kernel, input: I) => O | Promise<O>;
}

/** The tasks that a worker serves. */
export type TaskTable = readonly Task<never, unknown>[];

/** Options of one {@link Executor.run}. */
export interface RunOptions {
  /** Once it fires, the task is not begun, and its promise rejects with Interrupted in any case. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs tasks somewhere: in this thread, in threads of Node, or in workers of a browser. */
export interface Executor {
  /** How many tasks run at the same time. */
  readonly workers: number;
  /**
   * Runs one task. Tasks are begun in the order in which they are given.
   *
   * @throws what the task throws; WorkerFailure if its worker dies or the executor is closed;
   *   Interrupted if the signal fires
   */
  run<I, O>(task: Task<I, O>, input: I, options?: RunOptions): Promise<O>;
  /** Ends the workers. Tasks that are not finished reject with WorkerFailure. */
  close(): Promise<void>;
}

/** Options of {@link mapOrdered}. */
export interface MapOptions extends RunOptions {
  /** Tasks given to the executor before the first of them is taken; twice its workers by default. */
  readonly ahead?: number | undefined;
}

/**
 * Runs a task on every input and yields the outputs in the order of the inputs. Holds at most `ahead`
 * outputs, so that inputs without number need bounded memory. Leaving the loop early cancels the rest.
 */
export async function* mapOrdered<I, O>(
  executor: Executor,
  task: Task<I, O>,
  inputs: Iterable<I>,
  { signal, ahead = 2 * executor.workers }: MapOptions = {},
): AsyncGenerator<O, void, undefined> {
  const left = new AbortController();
  const either = signal === undefined ? left.signal : AbortSignal.any([signal, left.signal]);
  const pending: Promise<O>[] = [];
  try {
    for (const input of inputs) {
      const output = executor.run(task, input, { signal: either });
      // It is awaited in its turn; a failure before that must not count as unhandled.
      output.catch(() => undefined);
      pending.push(output);
      if (pending.length >= ahead) yield await (pending.shift() as Promise<O>);
    }
    while (pending.length > 0) yield await (pending.shift() as Promise<O>);
  } finally {
    left.abort();
  }
}

/** Runs a task and gives back what it reserved in the kernel's memory, whether or not it failed. */
export async function runOn<I, O>(kernel: Kernel, task: Task<I, O>, input: I): Promise<O> {
  const mark = kernel.arena.mark();
  try {
    return await task.run(kernel, input);
  } finally {
    kernel.arena.release(mark);
  }
}
