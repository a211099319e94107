import { describe, expect, test } from "vitest";
import { instantiateKernel } from "../../src/kernel/load.js";
import { openStream } from "../../src/kernel/random.js";
import { binWalkers, leapTable, walkersLeap, walkersPlace } from "../../src/kernel/walkers.js";
import {
  type AdvectionDiffusionParameters,
  advectionDiffusion,
} from "../../src/simulate/advection-diffusion.js";
import { binProbabilities } from "../../src/simulate/initial-state.js";
import { drawStart } from "../../src/simulate/start.js";
import { exactDensity } from "../../src/simulate/walk-law.js";
import { correlationScore } from "../oracle/statistics.js";
import { chiSquareLimit, pearson } from "./statistics.js";

const kernel = await instantiateKernel();
const { arena } = kernel;

const block = 65_536;

type Given = Partial<AdvectionDiffusionParameters>;

/** Counts by the walkers of one block, all at once: the streams 0, 1, 2. */
function oneBlock(given: Given, steps: number) {
  const { grid, walkers, parameters } = advectionDiffusion(given);
  const mark = arena.mark();
  const request = { seed: 6, sequence: 3, steps };
  const start = drawStart(kernel, request, { grid, walkers, initial: parameters });
  const now = arena.u32(grid.bins);
  const x0 = arena.f64(walkers);
  const net = arena.i32(walkers);
  const jumps = openStream(kernel, 6, 3, 2);
  const table = leapTable(kernel, parameters.left, parameters.right, parameters.microStepsPerStep);
  now.view.set(start.counts);
  walkersPlace(kernel, start.placement, now, grid.domain, x0);
  net.view.fill(0);
  const all: number[] = [];
  for (let step = 0; step <= steps; step++) {
    if (step > 0) walkersLeap(kernel, jumps, net, table);
    binWalkers(kernel, x0, net, parameters.jump, grid.domain, now);
    all.push(...now.view);
  }
  arena.release(mark);
  return Uint32Array.from(all);
}

describe("walkers in blocks", () => {
  test.each([100, block - 1, block])("of up to 65 536 are one block: %d", (walkers) => {
    const given = { walkers, method: "leap" } as const;
    const made = advectionDiffusion(given).simulateSequence(kernel, {
      seed: 6,
      sequence: 3,
      steps: 2,
    });
    expect(made.counts).toEqual(oneBlock(given, 2));
  });

  test.each<Given>([
    { walkers: block + 1 },
    { walkers: 2 * block },
    { walkers: 3 * block + 17, initial: "single-bin" },
    { walkers: 2 * block + 1, bins: 5000 },
    { walkers: 2 * block + 1, bins: 2, initial: "sine", profileHeight: 30 },
  ])("start with every bin's walkers: %o", (given) => {
    const { grid, walkers, parameters, simulateSequence } = advectionDiffusion({
      ...given,
      method: "leap",
    });
    const request = { seed: 6, sequence: 3, steps: 0 };
    const mark = arena.mark();
    const start = drawStart(kernel, request, { grid, walkers, initial: parameters });
    arena.release(mark);
    const { counts } = simulateSequence(kernel, request);
    expect(counts).toEqual(start.counts);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(walkers);
  });

  test.each<["leap" | "micro", number]>([
    ["leap", 20 * block + 5],
    ["micro", 3 * block + 5],
  ])("have the exact density, by %s (chi-square, significance .001)", (method, walkers) => {
    const change = method === "micro" ? { microStepsPerStep: 20, jump: 0.02 } : {};
    const given = { walkers, method, initial: "sine", ...change } as const;
    const system = advectionDiffusion(given);
    const made = system.simulateSequence(kernel, { seed: 7, sequence: 0, steps: 3 });
    const start = binProbabilities(kernel, made.initialState);
    for (let t = 0; t <= 3; t++) {
      const expected = exactDensity(system, start, t).map((p) => p * walkers);
      const { statistic, degrees } = pearson(made.counts.subarray(24 * t, 24 * t + 24), expected);
      expect(statistic).toBeLessThan(chiSquareLimit(degrees));
    }
  });

  test("record positions that agree with counts, and move independently of each other", () => {
    const walkers = 2 * block + 100;
    const system = advectionDiffusion({ walkers, positions: true, jump: 1e-4 });
    const made = system.simulateSequence(kernel, { seed: 8, sequence: 1, steps: 2 });
    const at = (t: number) => made.position!.subarray(t * walkers, (t + 1) * walkers);
    for (let t = 0; t <= 2; t++) {
      const recount = new Uint32Array(24);
      for (const y of at(t)) recount[Math.floor((y + 1) * 12)] += 1;
      expect(made.counts.subarray(24 * t, 24 * t + 24)).toEqual(recount);
    }
    // Few wrap round the domain, and those move by almost 2.
    const moved = at(2).map((y, i) => {
      const d = y - at(0)[i];
      return d - 2 * Math.round(d / 2);
    });
    const [first, second] = [moved.subarray(0, block), moved.subarray(block, 2 * block)];
    // Two-sided at .001.
    expect(Math.abs(correlationScore(first, second))).toBeLessThan(3.29);
  });

  test("take memory that does not grow with them", async () => {
    const fresh = await instantiateKernel();
    const system = advectionDiffusion({ walkers: 50 * block, method: "leap" });
    system.simulateSequence(fresh, { seed: 1, sequence: 0, steps: 1 });
    expect(fresh.call.memory.buffer.byteLength).toBeLessThan(2 ** 21);
  });
});
