import { describe, expect, test } from "vitest";
import { instantiateKernel } from "../../src/kernel/load.js";
import type { Executor } from "../../src/parallel/executor.js";
import { inlineExecutor } from "../../src/parallel/inline.js";
import { webWorkerExecutor } from "../../src/parallel/web-workers.js";
import { advectionDiffusion } from "../../src/simulate/advection-diffusion.js";
import { simulate, simulateSequences, snapshotTimes } from "../../src/simulate/simulate.js";
import type { ConfiguredSystem } from "../../src/simulate/system.js";
import type { SequenceBatch } from "../../src/simulate/task.js";
import { digest } from "./digest.js";

const system = advectionDiffusion({ walkers: 600, positions: true });

describe("simulating", () => {
  test("gives a dataset that records what made it", async () => {
    const data = await simulate(system, { sequences: 5, steps: 2, seed: 4 });
    expect(data).toMatchObject({ sequences: 5, walkers: 600, steps: 2, timeStep: 1 });
    expect(data.initialState?.length).toBe(5 * 24);
    expect(data.position?.length).toBe(5 * 3 * 600);
    expect(data.provenance).toMatchObject({
      command: "simulate advection-diffusion --sequences 5 --steps 2 --seed 4",
      name: "advection-diffusion",
      seed: 4,
      parameters: system.parameters,
      algorithm: "leap",
    });
  });

  test("makes each sequence from seed and index alone", async () => {
    const kernel = await instantiateKernel();
    const data = await simulate(system, { sequences: 9, steps: 1, seed: 4 });
    const fifth = system.simulateSequence(kernel, { seed: 4, sequence: 5, steps: 1 });
    expect(data.countsAt(5, 0)).toEqual(fifth.counts.subarray(0, 24));
    expect(data.countsAt(5, 1)).toEqual(fifth.counts.subarray(24));
    const part = await simulate(system, { sequences: 9, steps: 1, seed: 4, only: [7, 5] });
    expect(part.sequences).toBe(2);
    expect(part.countsAt(1, 1)).toEqual(data.countsAt(5, 1));
    expect(part.countsAt(0, 1)).toEqual(data.countsAt(7, 1));
    const other = await simulate(system, { sequences: 9, steps: 1, seed: 5 });
    expect(other.countsAt(5, 0)).not.toEqual(data.countsAt(5, 0));
  });

  test("starts from given states", async () => {
    const initialStates = new Float64Array(3 * 24).fill(-50);
    [2, 11, 23].forEach((bin, sequence) => {
      initialStates[24 * sequence + bin] = 0;
    });
    const data = await simulate(system, { sequences: 3, initialStates, only: [1, 2] });
    expect(data.countsAt(0, 0)[11]).toBe(600);
    expect(data.countsAt(1, 0)[23]).toBe(600);
    expect(data.at(1).state).toEqual(initialStates.slice(48));
  });

  test("with a shared start moves the same walkers by other jumps", async () => {
    const plain = await simulate(system, { sequences: 3, seed: 8 });
    const data = await simulate(system, { sequences: 3, seed: 8, sharedStart: true });
    const first = (sequence: number) =>
      data.position!.subarray(1200 * sequence, 1200 * sequence + 600);
    expect(first(1)).toEqual(first(0));
    expect(first(2)).toEqual(first(0));
    expect(data.countsAt(1, 1)).not.toEqual(data.countsAt(0, 1));
    expect(data.at(2).state).toEqual(data.at(0).state);
    // Sequence 0 is what it is without sharing.
    expect(data.countsAt(0, 1)).toEqual(plain.countsAt(0, 1));
  });

  test("reports progress and hands out each sequence in order", async () => {
    const seen: number[] = [];
    const progress: number[] = [];
    await simulate(system, {
      sequences: 7,
      onSequence: (index, { counts }) => {
        expect(counts.length).toBe(48);
        seen.push(index);
      },
      onProgress: ({ done, total }) => {
        expect(total).toBe(7);
        progress.push(done);
      },
    });
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(progress).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  const own: ConfiguredSystem = {
    name: "own",
    parameters: {},
    grid: { domain: [0, 1], bins: 2 },
    walkers: 3,
    timeStep: 0.5,
    recordsPositions: false,
    simulateSequence: (_, { sequence, steps }) => ({
      counts: Uint32Array.from({ length: 2 * steps + 2 }, (_, i) => (i % 2 ? 2 : 1)),
      initialState: Float64Array.of(sequence, 0),
    }),
  };

  test("runs a system that no registry knows, in this thread", async () => {
    const data = await simulate(own, { sequences: 2, steps: 2 });
    expect(data.counts).toEqual(Uint32Array.of(1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2));
    expect(data.initialState).toEqual(Float64Array.of(0, 0, 1, 0));
    expect(data.provenance).not.toHaveProperty("algorithm");
  });

  test("cuts the work by its cost: walkers, or what the system says", async () => {
    /** Sequences in each message. */
    async function batches(change: Partial<ConfiguredSystem>) {
      const inline = inlineExecutor();
      const sizes: number[] = [];
      const executor: Executor = {
        ...inline,
        run(task, input, options) {
          sizes.push((input as SequenceBatch).indices.length);
          return inline.run(task, input, options);
        },
      };
      for await (const _ of simulateSequences({ ...own, ...change }, { sequences: 40, executor })) {
        // Only the sizes count.
      }
      await inline.close();
      return sizes;
    }
    expect(await batches({})).toEqual([10, 10, 10, 10]);
    expect(await batches({ walkers: 400_000 })).toEqual([5, 5, 5, 5, 5, 5, 5, 5]);
    expect((await batches({ walkers: 1e9 })).length).toBe(40);
    expect(await batches({ walkers: 1e9, workPerStep: 1000 })).toEqual([10, 10, 10, 10]);
    expect((await batches({ workPerStep: 1e9 })).length).toBe(40);
  });

  test("stops with Interrupted when told, keeping what was handed out", async () => {
    const stop = new AbortController();
    const seen: number[] = [];
    const run = simulate(system, {
      sequences: 1000,
      signal: stop.signal,
      onSequence(index) {
        seen.push(index);
        if (index === 70) stop.abort();
      },
    });
    await expect(run).rejects.toMatchObject({
      tag: "Interrupted",
      fields: { during: "simulation" },
    });
    expect(seen.length).toBeGreaterThan(70);
    expect(seen.length).toBeLessThan(400);
  });

  test("goes no further once the caller leaves the loop", async () => {
    const executor = inlineExecutor();
    for await (const { index } of simulateSequences(system, { sequences: 1e6, executor })) {
      if (index === 3) break;
    }
    const one = await simulate(system, { sequences: 1, executor });
    expect(one.sequences).toBe(1);
    await executor.close();
  });

  test.each([
    [{ sequences: 0 }, /sequences must be an integer of at least 1/],
    [{ sequences: 1e12 }, /sequences must be an integer of at least 1 and at most 16777216/],
    [{ sequences: 1, steps: 1e9 }, /steps must be an integer of at least 0 and at most 67108863/],
    [{ sequences: 2, steps: 1.5 }, /steps must be an integer of at least 0/],
    [{ sequences: 2, seed: -1 }, /seed must be an integer of at least 0/],
    [{ sequences: 2, only: [0, 2] }, /only must be indices of 0..1; received 2/],
    [{ sequences: 2, initialStates: new Float64Array(23) }, /initial states: expected 48 values/],
    [{ sequences: 1, initialStates: new Float64Array(24).fill(Number.NaN) }, /finite values/],
  ])("refuses %o", async (options, message) => {
    await expect(simulate(system, options)).rejects.toThrow(message);
  });

  test("refuses more positions than a chunk holds", async () => {
    const many = advectionDiffusion({ walkers: 50_000_000, positions: true });
    const message = /walkers must be at most 44739242 to record their positions at 3 times/;
    await expect(simulate(many, { sequences: 1, steps: 2 })).rejects.toThrow(message);
    expect(() => snapshotTimes(many, 2)).toThrow(message);
    expect(() => snapshotTimes(many, 1)).not.toThrow();
  });
});

describe("given initial states", () => {
  test("may be one row for all sequences alike", async () => {
    const row = Float64Array.from({ length: 24 }, (_, j) => (j < 12 ? 0.5 : -0.5));
    const rows = Float64Array.from([...row, ...row, ...row]);
    const options = { sequences: 3, steps: 2, seed: 8 };
    const one = await simulate(system, { ...options, initialStates: row });
    const each = await simulate(system, { ...options, initialStates: rows });
    expect(one.counts).toEqual(each.counts);
    expect(one.initialState).toEqual(rows);
  });
});

describe("web workers", () => {
  test("or this thread in their place, give the bytes of the inline executor", async () => {
    const options = { sequences: 40, steps: 2, seed: 6 };
    const expected = await digest(await simulate(system, options));
    for (const workers of [1, 3]) {
      const executor = await webWorkerExecutor({ workers });
      // In a browser these are workers indeed.
      expect(executor.workers).toBe(typeof Worker === "undefined" ? 1 : workers);
      expect(await digest(await simulate(system, { ...options, executor }))).toBe(expected);
      await executor.close();
    }
  });

  test("give these very bytes in Node and in a browser", async () => {
    const given = { walkers: 600, positions: true, offset: 1, method: "micro" } as const;
    const leap = await simulate(system, { sequences: 3, steps: 2, seed: 1 });
    const micro = await simulate(advectionDiffusion(given), { sequences: 3, steps: 2, seed: 1 });
    const lattice = advectionDiffusion({ walkers: 2_000_000, method: "counts" });
    const counts = await simulate(lattice, { sequences: 3, steps: 2, seed: 1 });
    expect([await digest(leap), await digest(micro), await digest(counts)]).toMatchInlineSnapshot(`
      [
        "8e983b5874cbd193dfb52b87689ca46a51aa27d45624a97589f2cc5780d9b882",
        "741fd83119add6681070ca1c1374870b37b7a987cd29e9e735f119fed8e5231e",
        "57cd6aea29d591e0451ea1f4278c94f424473b744019c99be89208b58dde88e3",
      ]
    `);
  });
});
