import { interrupted, invalidParameter } from "../errors.js";
import type { KernelModule } from "../kernel/instantiate.js";
import { compileKernel } from "../kernel/load.js";
import type { Executor, RunOptions, Task } from "./executor.js";
import { type FromWorker, type ToWorker, unpackError, workerFailure } from "./messages.js";

/** An executor's side of its channel to one worker. */
export interface WorkerPort {
  /** @throws whatever the channel throws for a message that cannot be cloned */
  post(message: ToWorker): void;
  onMessage(listener: (message: FromWorker) => void): void;
  /** Calls back, with the cause, when the worker cannot start or dies. */
  onFailure(listener: (cause: string) => void): void;
  /** Whether the worker's work keeps the process alive, where that can be told. */
  hold?(busy: boolean): void;
  terminate(): Promise<void>;
}

/** Options of {@link workerExecutor}. */
export interface PoolOptions {
  readonly workers: number;
  /** Starts one worker. Called when there is work for it, so idle workers cost nothing. */
  readonly spawn: () => WorkerPort;
  /** Kernels to run on; the best build for this engine by default. */
  readonly kernel?: KernelModule | undefined;
}

/** Most workers of one executor: more than any machine has cores. */
export const mostWorkers = 4096;

/** @throws InvalidParameter if `workers` is not an integer of 1..{@link mostWorkers} */
export function checkWorkers(workers: number): void {
  if (!Number.isInteger(workers) || workers < 1 || workers > mostWorkers) {
    throw invalidParameter("workers", `an integer of 1..${mostWorkers}`, workers);
  }
}

interface Job {
  readonly task: string;
  readonly input: unknown;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface Slot {
  port?: WorkerPort | undefined;
  job?: Job | undefined;
}

/**
 * Runs tasks on up to `workers` workers, one task at a time on each; further tasks wait here. A worker
 * that dies takes its task with it and is replaced when the next task needs it.
 *
 * @throws InvalidParameter if `workers` is not an integer of 1..{@link mostWorkers}
 */
export function workerExecutor({ workers, spawn, kernel }: PoolOptions): Executor {
  checkWorkers(workers);
  const slots: Slot[] = Array.from({ length: workers }, () => ({}));
  const queue: Job[] = [];
  const compiled = kernel === undefined ? compileKernel() : Promise.resolve(kernel);
  // Reported by the first task, which awaits it.
  compiled.catch(() => undefined);
  let nextId = 0;
  let closed = false;

  function start(slot: Slot, module: KernelModule): WorkerPort {
    const port = spawn();
    slot.port = port;
    port.onMessage((message) => {
      if (message.type === "ready" || slot.port !== port) return;
      const job = slot.job;
      slot.job = undefined;
      port.hold?.(false);
      if (message.type === "done") job?.resolve(message.output);
      else job?.reject(unpackError(message.error));
      advance(module);
    });
    port.onFailure((cause) => {
      if (slot.port !== port) return;
      const job = slot.job;
      slot.port = undefined;
      slot.job = undefined;
      void port.terminate();
      job?.reject(workerFailure(job.task, cause));
      advance(module);
    });
    port.post({ type: "kernel", kernel: module });
    return port;
  }

  function begin(slot: Slot, job: Job, module: KernelModule): void {
    let port = slot.port;
    try {
      port ??= start(slot, module);
    } catch (error) {
      void slot.port?.terminate();
      slot.port = undefined;
      job.reject(workerFailure(job.task, error instanceof Error ? error.message : String(error)));
      return;
    }
    try {
      port.post({ type: "run", id: nextId++, task: job.task, input: job.input });
      port.hold?.(true);
      slot.job = job;
    } catch (error) {
      job.reject(error);
    }
  }

  /** Gives waiting tasks to idle workers; one that has started already before one that has not. */
  function advance(module: KernelModule): void {
    while (queue.length > 0 && !closed) {
      const idle = slots.filter((slot) => slot.job === undefined);
      const slot = idle.find((candidate) => candidate.port !== undefined) ?? idle[0];
      if (slot === undefined) return;
      begin(slot, queue.shift() as Job, module);
    }
  }

  function enqueue(task: string, input: unknown, module: KernelModule, signal?: AbortSignal) {
    return new Promise<unknown>((resolve, reject) => {
      if (signal?.aborted) return reject(interrupted(task));
      const cancel = () => {
        const place = queue.indexOf(job);
        if (place >= 0) queue.splice(place, 1);
        reject(interrupted(task));
      };
      const settle = () => signal?.removeEventListener("abort", cancel);
      const job: Job = {
        task,
        input,
        resolve: (output) => {
          settle();
          resolve(output);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      };
      signal?.addEventListener("abort", cancel, { once: true });
      queue.push(job);
      advance(module);
    });
  }

  return {
    workers,
    async run<I, O>(task: Task<I, O>, input: I, { signal }: RunOptions = {}): Promise<O> {
      const module = await compiled;
      if (closed) throw workerFailure(task.name, "the executor is closed");
      return (await enqueue(task.name, input, module, signal)) as O;
    },
    async close() {
      closed = true;
      const unfinished = [...slots.flatMap(({ job }) => job ?? []), ...queue.splice(0)];
      const ports = slots.flatMap(({ port }) => port ?? []);
      for (const slot of slots) {
        slot.port = undefined;
        slot.job = undefined;
      }
      for (const job of unfinished) {
        job.reject(workerFailure(job.task, "the executor was closed before it finished"));
      }
      await Promise.all(ports.map((port) => port.terminate()));
    },
  };
}
