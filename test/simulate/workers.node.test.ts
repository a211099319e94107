import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { threadExecutor } from "../../src/parallel/threads.js";
import { advectionDiffusion } from "../../src/simulate/advection-diffusion.js";
import { simulate } from "../../src/simulate/simulate.js";
import { bundleWorker } from "../parallel/bundle-worker.js";
import { digest } from "./digest.js";

let entry: string;
beforeAll(async () => {
  entry = await bundleWorker("src/worker.ts");
});
afterAll(() => rm(dirname(entry), { recursive: true }));

describe("simulating on threads", () => {
  test.each(["leap", "micro", "counts"] as const)(
    "by %s gives the same bytes for any number of them",
    async (method) => {
      const positions = method !== "counts";
      const system = advectionDiffusion({ method, walkers: 500, positions, offset: 0.5 });
      const options = { sequences: 75, steps: 2, seed: 12 };
      const expected = await digest(await simulate(system, options));
      for (const workers of [1, 2, 5]) {
        const executor = threadExecutor({ workers, entry });
        expect(await digest(await simulate(system, { ...options, executor }))).toBe(expected);
        await executor.close();
      }
    },
  );

  test("hands out sequences in order and stops when told", async () => {
    const executor = threadExecutor({ workers: 2, entry });
    const stop = new AbortController();
    const seen: number[] = [];
    const run = simulate(advectionDiffusion(), {
      sequences: 10_000,
      signal: stop.signal,
      executor,
      onSequence(index) {
        seen.push(index);
        if (index === 100) stop.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ tag: "Interrupted" });
    expect(seen).toEqual(Array.from(seen, (_, i) => i));
    expect(seen.length).toBeLessThan(10_000);
    await executor.close();
  });

  test("passes on the failure of a system that the workers do not know", async () => {
    const executor = threadExecutor({ workers: 1, entry });
    const stranger = { ...advectionDiffusion(), name: "stranger" };
    await expect(simulate(stranger, { sequences: 2, executor })).rejects.toMatchObject({
      tag: "UnknownName",
      fields: { what: "system", name: "stranger" },
    });
    await executor.close();
  });
});
