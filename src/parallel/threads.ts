import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { KernelModule } from "../kernel/instantiate.js";
import type { Executor } from "./executor.js";
import { type WorkerPort, workerExecutor } from "./pool.js";

/** Options of {@link threadExecutor}. */
export interface ThreadOptions {
  /** Threads; as many as the process may use cores by default. */
  readonly workers?: number | undefined;
  /** The worker's script; `worker.js` beside the bundle by default. */
  readonly entry?: string | URL | undefined;
  /** Kernels to run on; the best build for this engine by default. */
  readonly kernel?: KernelModule | undefined;
}

function threadPort(entry: string | URL): WorkerPort {
  const worker = new Worker(entry);
  // Only work keeps the process alive, not an executor that somebody forgot to close.
  worker.unref();
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => worker.on("message", listener),
    onFailure(listener) {
      worker.on("error", (error) => listener(error instanceof Error ? error.message : `${error}`));
      worker.on("messageerror", (error) => listener(error.message));
      worker.on("exit", (code) => listener(`the thread ended with code ${code}`));
    },
    hold(busy) {
      if (busy) worker.ref();
      else worker.unref();
    },
    async terminate() {
      await worker.terminate();
    },
  };
}

/**
 * Runs tasks on threads of Node. An idle thread does not keep the process alive; {@link Executor.close}
 * ends them all.
 *
 * @throws InvalidParameter if `workers` is not an integer of 1..4096
 */
export function threadExecutor(options: ThreadOptions = {}): Executor {
  const entry = options.entry ?? new URL("./worker.js", import.meta.url);
  const workers = options.workers ?? availableParallelism();
  return workerExecutor({ workers, spawn: () => threadPort(entry), kernel: options.kernel });
}
