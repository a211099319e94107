import { afterEach, describe, expect, test, vi } from "vitest";
import { isCoarsegrainError } from "../../src/errors.js";
import type { Executor, Task } from "../../src/parallel/executor.js";
import { webWorkerExecutor } from "../../src/parallel/web-workers.js";
import { simulationTask } from "../../src/simulate/task.js";

afterEach(() => vi.unstubAllGlobals());

const twice: Task<number, number> = { name: "twice", run: (_, input) => 2 * input };

async function runsInThisThread(executor: Executor): Promise<boolean> {
  // No worker's table has this task.
  return (await executor.run(twice, 4).catch(() => 0)) === 8;
}

describe("where a page's policy refuses workers", () => {
  test("by throwing, tasks run in the page's thread", async () => {
    const refusing = class {
      constructor() {
        throw new DOMException("refused", "SecurityError");
      }
    };
    vi.stubGlobal("Worker", refusing);
    const executor = await webWorkerExecutor({ workers: 4 });
    expect(executor.workers).toBe(1);
    expect(await runsInThisThread(executor)).toBe(true);
    await executor.close();
  });

  test("by an error event, tasks run in the page's thread", async () => {
    const failing = class extends EventTarget {
      constructor() {
        super();
        setTimeout(() => this.dispatchEvent(new Event("error")), 5);
      }
    };
    vi.stubGlobal("Worker", failing);
    const executor = await webWorkerExecutor({ workers: 4 });
    expect(executor.workers).toBe(1);
    expect(await runsInThisThread(executor)).toBe(true);
    await executor.close();
  });
});

test("workers run the tasks where there are any, and pass on tagged errors whole", async () => {
  const inBrowser = typeof Worker !== "undefined";
  const executor = await webWorkerExecutor({ workers: 2 });
  expect(executor.workers).toBe(inBrowser ? 2 : 1);
  expect(await runsInThisThread(executor)).toBe(!inBrowser);
  const batch = { system: "nothing", parameters: {}, seed: 1, steps: 1, indices: [0] };
  const error = await executor.run(simulationTask, batch).catch((reason: unknown) => reason);
  expect(isCoarsegrainError(error, "UnknownName") && error.fields.what).toBe("system");
  await executor.close();
});
