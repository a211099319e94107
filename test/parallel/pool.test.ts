import { beforeAll, describe, expect, test } from "vitest";
import { isCoarsegrainError } from "../../src/errors.js";
import { compileKernel } from "../../src/kernel/load.js";
import type { Task } from "../../src/parallel/executor.js";
import { workerExecutor } from "../../src/parallel/pool.js";
import { type FakeWorker, fakeWorker, settled } from "./fake-worker.js";

const task: Task<number, number> = { name: "work", run: (_, input) => input };

// Compiled once for the thread; otherwise the first pool would wait for it longer than `settled` does.
beforeAll(() => compileKernel());

function pool(workers: number) {
  const started: FakeWorker[] = [];
  const spawn = () => {
    const worker = fakeWorker();
    started.push(worker);
    return worker.port;
  };
  return { started, executor: workerExecutor({ workers, spawn }) };
}

/** Answers the last task of a worker with its input times ten. */
function answer(worker: FakeWorker): void {
  const last = worker.received[worker.received.length - 1];
  worker.send({ type: "done", id: last.id, output: (last.input as number) * 10 });
}

async function tagOf(outcome: Promise<unknown>): Promise<string> {
  const error = await outcome.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return isCoarsegrainError(error) ? error.tag : `not tagged: ${error}`;
}

describe("a pool of workers", () => {
  test("gives each worker one task at a time and keeps the rest in order", async () => {
    const { started, executor } = pool(2);
    const outputs = [1, 2, 3, 4].map((input) => executor.run(task, input));
    await settled();
    expect(started.map(({ received }) => received.map(({ input }) => input))).toEqual([[1], [2]]);
    answer(started[1]);
    await settled();
    expect(started[1].received.map(({ input }) => input)).toEqual([2, 3]);
    answer(started[1]);
    await settled();
    answer(started[0]);
    answer(started[1]);
    expect(await Promise.all(outputs)).toEqual([10, 20, 30, 40]);
    await executor.close();
  });

  test("starts no worker that it has no task for", async () => {
    const { started, executor } = pool(4);
    const first = executor.run(task, 1);
    await settled();
    answer(started[0]);
    await first;
    const second = executor.run(task, 2);
    await settled();
    expect(started.length).toBe(1);
    answer(started[0]);
    await second;
    await executor.close();
  });

  test("holds the process only while a worker is busy", async () => {
    const { started, executor } = pool(1);
    const output = executor.run(task, 1);
    await settled();
    answer(started[0]);
    await output;
    expect(started[0].held).toEqual([true, false]);
    await executor.close();
  });

  test("fails the task of a worker that dies and replaces the worker for the next", async () => {
    const { started, executor } = pool(1);
    const lost = executor.run(task, 1);
    const next = executor.run(task, 2);
    const outcome = tagOf(lost);
    await settled();
    started[0].fail("out of memory");
    expect(await outcome).toBe("WorkerFailure");
    await expect(lost).rejects.toThrow(/"work" failed: out of memory/);
    await settled();
    expect(started.length).toBe(2);
    answer(started[1]);
    expect(await next).toBe(20);
    await executor.close();
  });

  test("fails each task, and does not hang, if no worker can be started", async () => {
    const spawn = () => {
      throw new Error("refused");
    };
    const executor = workerExecutor({ workers: 2, spawn });
    const outcomes = [1, 2, 3].map((input) => tagOf(executor.run(task, input)));
    expect(await Promise.all(outcomes)).toEqual([
      "WorkerFailure",
      "WorkerFailure",
      "WorkerFailure",
    ]);
  });

  test("fails only the task whose input cannot be posted", async () => {
    const { started, executor } = pool(1);
    const odd: Task<() => void, number> = { name: "odd", run: () => 0 };
    await expect(executor.run(odd, () => undefined)).rejects.toThrow(/clone/);
    const output = executor.run(task, 1);
    await settled();
    answer(started[0]);
    expect(await output).toBe(10);
    await executor.close();
  });

  test("cancels waiting tasks, and forgets the answer of a cancelled one", async () => {
    const { started, executor } = pool(1);
    const stop = new AbortController();
    const running = tagOf(executor.run(task, 1, { signal: stop.signal }));
    const waiting = tagOf(executor.run(task, 2, { signal: stop.signal }));
    const other = executor.run(task, 3);
    await settled();
    stop.abort();
    expect(await Promise.all([running, waiting])).toEqual(["Interrupted", "Interrupted"]);
    answer(started[0]);
    await settled();
    expect(started[0].received.map(({ input }) => input)).toEqual([1, 3]);
    answer(started[0]);
    expect(await other).toBe(30);
    await executor.close();
  });

  test("begins nothing for a signal that has fired already", async () => {
    const { started, executor } = pool(1);
    const outcome = await tagOf(executor.run(task, 1, { signal: AbortSignal.abort() }));
    expect(outcome).toBe("Interrupted");
    expect(started.length).toBe(0);
  });

  test("ends its workers when closed and fails what is unfinished or comes later", async () => {
    const { started, executor } = pool(1);
    const unfinished = [1, 2].map((input) => tagOf(executor.run(task, input)));
    await settled();
    await executor.close();
    expect(started[0].terminated).toBe(true);
    expect(await Promise.all(unfinished)).toEqual(["WorkerFailure", "WorkerFailure"]);
    expect(await tagOf(executor.run(task, 3))).toBe("WorkerFailure");
  });

  test.each([0, -1, 1.5, Number.NaN, 1e8])("refuses %s workers", (workers) => {
    expect(() => workerExecutor({ workers, spawn: () => fakeWorker().port })).toThrow(
      /workers must be an integer of 1..4096/,
    );
  });
});
