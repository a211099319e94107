import { describe, expect, test } from "vitest";
import { mapOrdered, type Task } from "../../src/parallel/executor.js";
import { inlineExecutor } from "../../src/parallel/inline.js";

const square: Task<number, number> = { name: "square", run: (_, input) => input * input };
const failing: Task<number, number> = {
  name: "failing",
  run(_, input) {
    if (input === 3) throw new RangeError("three");
    return input;
  },
};

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

describe("the inline executor", () => {
  test("runs a task that takes its time, and keeps its memory until it is done", async () => {
    const slow: Task<number, number> = {
      name: "slow",
      async run({ arena }, input) {
        const first = arena.f64(1);
        first.view[0] = input;
        await new Promise((resolve) => setTimeout(resolve, 5));
        arena.f64(1).view[0] = -1;
        return first.view[0];
      },
    };
    const executor = inlineExecutor();
    expect(await Promise.all([1, 2, 3].map((n) => executor.run(slow, n)))).toEqual([1, 2, 3]);
    await executor.close();
  });

  test("runs tasks one after another and passes on their errors", async () => {
    const executor = inlineExecutor();
    expect(await Promise.all([1, 2, 3].map((n) => executor.run(square, n)))).toEqual([1, 4, 9]);
    await expect(executor.run(failing, 3)).rejects.toThrow(RangeError);
    expect(await executor.run(square, 5)).toBe(25);
    await executor.close();
    await expect(executor.run(square, 1)).rejects.toMatchObject({ tag: "WorkerFailure" });
  });

  test("gives back the memory that a task reserved, even if it failed", async () => {
    const top: Task<boolean, number> = {
      name: "top",
      run(kernel, fail) {
        const mark = kernel.arena.mark();
        kernel.arena.f64(1000);
        if (fail) throw new Error("failed");
        return mark;
      },
    };
    const executor = inlineExecutor();
    const first = await executor.run(top, false);
    await expect(executor.run(top, true)).rejects.toThrow("failed");
    expect(await executor.run(top, false)).toBe(first);
    await executor.close();
  });

  test("lets timers through between tasks, so that a signal can stop it", async () => {
    const busy: Task<number, number> = {
      name: "busy",
      run(_, milliseconds) {
        const start = performance.now();
        while (performance.now() - start < milliseconds);
        return milliseconds;
      },
    };
    const executor = inlineExecutor();
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 30);
    const tasks = Array.from({ length: 200 }, () => executor.run(busy, 10, stop));
    const outcomes = await Promise.allSettled(tasks);
    expect(outcomes[0].status).toBe("fulfilled");
    expect(outcomes[199]).toMatchObject({ status: "rejected", reason: { tag: "Interrupted" } });
    await executor.close();
  });
});

describe("mapping in order", () => {
  test("yields outputs in the order of inputs and asks for no more inputs than its look-ahead", async () => {
    const executor = inlineExecutor();
    let asked = 0;
    let taken = 0;
    let furthest = 0;
    function* inputs() {
      for (let i = 0; i < 20; i++) {
        asked += 1;
        furthest = Math.max(furthest, asked - taken);
        yield i;
      }
    }
    const outputs: number[] = [];
    for await (const output of mapOrdered(executor, square, inputs(), { ahead: 3 })) {
      outputs.push(output);
      taken += 1;
    }
    expect(outputs).toEqual(Array.from({ length: 20 }, (_, i) => i * i));
    expect(furthest).toBe(3);
    await executor.close();
  });

  test("stops at the first failure, after the outputs before it", async () => {
    const executor = inlineExecutor();
    const seen: number[] = [];
    const run = async () => {
      for await (const output of mapOrdered(executor, failing, [1, 2, 3, 4])) seen.push(output);
    };
    await expect(run()).rejects.toThrow("three");
    expect(seen).toEqual([1, 2]);
    await executor.close();
  });

  test("rejects with Interrupted when its signal fires", async () => {
    const executor = inlineExecutor();
    const outputs = mapOrdered(executor, square, [1, 2], { signal: AbortSignal.abort() });
    await expect(collect(outputs)).rejects.toMatchObject({ tag: "Interrupted" });
    await executor.close();
  });
});
