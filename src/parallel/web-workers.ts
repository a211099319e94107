import source from "virtual:browser-worker";
import type { KernelModule } from "../kernel/instantiate.js";
import type { Executor } from "./executor.js";
import { inlineExecutor } from "./inline.js";
import { checkWorkers, type WorkerPort, workerExecutor } from "./pool.js";

/** Options of {@link webWorkerExecutor}. */
export interface WebWorkerOptions {
  /** Workers; as many as the browser reports cores by default. */
  readonly workers?: number | undefined;
  /** Kernels to run on; the best build for this engine by default. */
  readonly kernel?: KernelModule | undefined;
}

function webPort(url: string): WorkerPort {
  const worker = new Worker(url);
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => worker.addEventListener("message", ({ data }) => listener(data)),
    onFailure(listener) {
      worker.addEventListener("error", (event) => {
        event.preventDefault();
        listener(event.message || "the browser refused to start it");
      });
      worker.addEventListener("messageerror", () => listener("a message could not be read"));
    },
    async terminate() {
      worker.terminate();
    },
  };
}

/** Resolves to whether the worker's script runs; a page's security policy may forbid it. */
function starts(port: WorkerPort): Promise<boolean> {
  return new Promise((resolve) => {
    port.onMessage(() => resolve(true));
    port.onFailure(() => resolve(false));
  });
}

/**
 * Runs tasks on workers of a browser, started from text that the package carries: no worker file, no
 * bundler settings. Where a page's policy refuses workers or `blob:` scripts, tasks run in the page's own
 * thread, with the same results.
 *
 * @throws InvalidParameter if `workers` is not an integer of 1..4096
 */
export async function webWorkerExecutor(options: WebWorkerOptions = {}): Promise<Executor> {
  const workers = options.workers ?? globalThis.navigator?.hardwareConcurrency ?? 1;
  checkWorkers(workers);
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  let first: WorkerPort | undefined;
  try {
    first = webPort(url);
    if (!(await starts(first))) throw new Error("refused");
  } catch {
    URL.revokeObjectURL(url);
    return inlineExecutor({ kernel: options.kernel });
  }
  const spawn = () => {
    const port = first ?? webPort(url);
    first = undefined;
    return port;
  };
  const pool = workerExecutor({ workers, spawn, kernel: options.kernel });
  return {
    ...pool,
    async close() {
      await pool.close();
      await first?.terminate();
      URL.revokeObjectURL(url);
    },
  };
}
