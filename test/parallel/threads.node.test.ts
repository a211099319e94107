import { execFileSync } from "node:child_process";
import { rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Executor } from "../../src/parallel/executor.js";
import { threadExecutor } from "../../src/parallel/threads.js";
import { bundleWorker } from "./bundle-worker.js";
import { die, refuse, sleep, twice } from "./thread-tasks.js";

let entry: string;
beforeAll(async () => {
  entry = await bundleWorker("test/parallel/thread-worker.ts");
});
afterAll(() => rm(dirname(entry), { recursive: true }));

async function withThreads(workers: number, body: (executor: Executor) => Promise<void>) {
  const executor = threadExecutor({ workers, entry });
  try {
    await body(executor);
  } finally {
    await executor.close();
  }
}

describe("threads of Node", () => {
  test("run tasks on kernels of their own and send typed arrays back", () =>
    withThreads(2, async (executor) => {
      const inputs = Array.from({ length: 10 }, (_, i) => Float64Array.of(i, i + 0.5));
      const outputs = await Promise.all(inputs.map((input) => executor.run(twice, input)));
      expect(outputs.map((output) => [...output])).toEqual(inputs.map(([a, b]) => [2 * a, 2 * b]));
      expect(inputs[0].length).toBe(2);
    }));

  test("are as many as there are cores unless told", async () => {
    const executor = threadExecutor({ entry });
    expect(executor.workers).toBe(availableParallelism());
    await executor.close();
  });

  test("pass on tagged errors whole and go on working", () =>
    withThreads(1, async (executor) => {
      await expect(executor.run(refuse, "weather")).rejects.toMatchObject({
        name: "CoarsegrainError",
        tag: "InvalidData",
        fields: { what: "weather", expected: "a better day", received: "this one" },
      });
      expect([...(await executor.run(twice, Float64Array.of(4)))]).toEqual([8]);
    }));

  test("fail their task when they die, and are replaced", () =>
    withThreads(1, async (executor) => {
      const lost = executor.run(die, 3);
      const next = executor.run(twice, Float64Array.of(4));
      await expect(lost).rejects.toMatchObject({
        tag: "WorkerFailure",
        fields: { task: "die", cause: "the thread ended with code 3" },
      });
      expect([...(await next)]).toEqual([8]);
    }));

  test("fail, and do not hang, if their script is missing", async () => {
    const executor = threadExecutor({ workers: 2, entry: "/nowhere/worker.mjs" });
    await expect(executor.run(twice, Float64Array.of(4))).rejects.toMatchObject({
      tag: "WorkerFailure",
    });
    await executor.close();
  });

  test("leave the caller at once when a signal fires", () =>
    withThreads(1, async (executor) => {
      const stop = new AbortController();
      const outcomes = Promise.allSettled([
        executor.run(sleep, 10_000, stop),
        executor.run(sleep, 10_000, stop),
      ]);
      setTimeout(() => stop.abort(), 50);
      expect(await outcomes).toMatchObject([
        { reason: { tag: "Interrupted" } },
        { reason: { tag: "Interrupted" } },
      ]);
    }));

  test("do not keep a process alive that is done, even if nobody closed the executor", async () => {
    const program = await bundleWorker("test/parallel/leaving-program.ts");
    const printed = execFileSync(process.execPath, [program, entry], {
      encoding: "utf8",
      timeout: 20_000,
    });
    expect(printed).toBe("8\n");
    await rm(dirname(program), { recursive: true });
  });
});
