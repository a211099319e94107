import { interrupted, throwIfAborted } from "../errors.js";
import type { Kernel, KernelModule } from "../kernel/instantiate.js";
import { compileKernel, instantiateKernel } from "../kernel/load.js";
import { type Executor, type RunOptions, runOn, type Task } from "./executor.js";
import { workerFailure } from "./messages.js";

/** Longest time that tasks keep this thread from its events, such as an interrupt, in milliseconds. */
const longestHold = 16;

/** Options of {@link inlineExecutor}. */
export interface InlineOptions {
  /** Kernels to run on; the best build for this engine by default. */
  readonly kernel?: KernelModule | undefined;
}

/** Runs tasks in this thread, one after another, on a kernel instance of its own. */
export function inlineExecutor(options: InlineOptions = {}): Executor {
  let kernel: Promise<Kernel> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let released = performance.now();
  let closed = false;

  /** Between tasks, lets timers, messages and signals through. */
  async function breathe(): Promise<void> {
    if (performance.now() - released < longestHold) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    released = performance.now();
  }

  async function perform<I, O>(task: Task<I, O>, input: I, signal?: AbortSignal): Promise<O> {
    await breathe();
    if (closed) throw workerFailure(task.name, "the executor is closed");
    throwIfAborted(signal, task.name);
    kernel ??= (async () => instantiateKernel(options.kernel ?? (await compileKernel())))();
    const output = await runOn(await kernel, task, input);
    if (signal?.aborted) throw interrupted(task.name);
    return output;
  }

  return {
    workers: 1,
    run<I, O>(task: Task<I, O>, input: I, { signal }: RunOptions = {}): Promise<O> {
      const output = last.then(() => perform(task, input, signal));
      last = output.catch(() => undefined);
      return output;
    },
    async close() {
      closed = true;
      await last;
      kernel = undefined;
    },
  };
}
