import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { calibrate } from "../../../src/experiments/calibration/calibrate.js";
import { fullCalibration } from "../../../src/experiments/calibration/settings.js";
import { summariseCalibration } from "../../../src/experiments/calibration/summary.js";
import { instantiateKernel } from "../../../src/kernel/load.js";
import type { Executor } from "../../../src/parallel/executor.js";
import { inlineExecutor } from "../../../src/parallel/inline.js";
import { threadExecutor } from "../../../src/parallel/threads.js";
import { bundleWorker } from "../../parallel/bundle-worker.js";
import { smallCalibration } from "./outcomes.js";

let entry: string;
let threads: Executor;
beforeAll(async () => {
  entry = await bundleWorker("src/worker.ts");
  threads = threadExecutor({ workers: 2, entry });
});
afterAll(async () => {
  await threads.close();
  await rm(dirname(entry), { recursive: true });
});

describe("a calibration", () => {
  test("gives the same outcomes in this thread and in several", async () => {
    const executor = inlineExecutor();
    const here = await calibrate(smallCalibration, { seed: 3, executor });
    expect(here).toHaveLength(6);
    expect(await calibrate(smallCalibration, { seed: 3, executor: threads })).toEqual(here);
    const more = { ...smallCalibration, dataSets: 2 };
    expect(await calibrate(more, { seed: 3, executor })).toEqual(here.slice(0, 2));
    expect(await calibrate(more, { seed: 4, executor })).not.toEqual(here.slice(0, 2));
    await executor.close();
  });

  test("finds the widths right: errors of one standard deviation, uniform ranks", async () => {
    const settings = { ...fullCalibration, dataSets: 60, sequences: 32, cells: 10 };
    const outcomes = await calibrate(settings, { seed: 1, executor: threads });
    const kernel = await instantiateKernel();
    const summary = summariseCalibration(kernel, settings, outcomes);
    const all = summary.errors[4];
    // The mean of 240 squares of standard normals lies within .72..1.31 but for one time in 10^3.
    expect(all.marginal).toBeGreaterThan(Math.sqrt(0.72));
    expect(all.marginal).toBeLessThan(Math.sqrt(1.31));
    expect(all.meanField).toBeGreaterThan(1.6);
    expect(all.missed).toBe(0);
    expect(summary.coefficientsPValue).toBeGreaterThan(0.01);
    expect(summary.countsPValue).toBeGreaterThan(0.01);
    expect(summary.diverged).toBe(0);
  });

  test("shows progress and stops when told", async () => {
    const stop = new AbortController();
    const seen: number[] = [];
    const run = calibrate(
      { ...smallCalibration, dataSets: 500 },
      {
        seed: 1,
        executor: threads,
        signal: stop.signal,
        onProgress({ done, total }) {
          expect(total).toBe(500);
          seen.push(done);
          if (done === 3) stop.abort();
        },
      },
    );
    await expect(run).rejects.toMatchObject({ tag: "Interrupted" });
    expect(seen.slice(0, 4)).toEqual([0, 1, 2, 3]);
    expect(seen.length).toBeLessThan(500);
  });

  test.each([
    ["dataSets", 0],
    ["draws", 0],
    ["cells", 3],
    ["steps", [3, 1]],
    ["steps", []],
    ["bins", [24]],
  ])("refuses %s of %j", async (name, value) => {
    const run = calibrate({ ...smallCalibration, [name]: value }, { seed: 1, executor: threads });
    await expect(run).rejects.toMatchObject({
      tag: "InvalidParameter",
      fields: { parameter: name },
    });
  });
});
