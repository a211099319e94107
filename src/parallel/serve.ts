import { instantiateModule, type Kernel } from "../kernel/instantiate.js";
import { runOn, type Task, type TaskTable } from "./executor.js";
import { buffersOf, type FromWorker, packError, type ToWorker } from "./messages.js";

/** A worker's side of its channel to the executor. */
export interface ServingPort {
  post(message: FromWorker, transfer: ArrayBuffer[]): void;
  onMessage(listener: (message: ToWorker) => void): void;
}

/** Answers an executor's requests with the tasks of a table, one after another. */
export function serveTasks(port: ServingPort, tasks: TaskTable): void {
  const table = new Map<string, Task<unknown, unknown>>();
  for (const task of tasks) table.set(task.name, task as Task<unknown, unknown>);
  let kernel: Promise<Kernel> | undefined;

  async function answer({ id, task: name, input }: ToWorker & { type: "run" }): Promise<void> {
    try {
      const task = table.get(name);
      if (task === undefined) throw new Error(`This worker has no task "${name}".`);
      if (kernel === undefined) throw new Error("This worker has no kernels.");
      const output = await runOn(await kernel, task, input);
      port.post({ type: "done", id, output }, [...buffersOf(output)]);
    } catch (error) {
      port.post({ type: "failed", id, error: packError(error) }, []);
    }
  }

  port.onMessage((message) => {
    if (message.type === "kernel") {
      kernel = instantiateModule(message.kernel);
      // Reported by the first task, which awaits it.
      kernel.catch(() => undefined);
    } else {
      void answer(message);
    }
  });
  port.post({ type: "ready" }, []);
}
