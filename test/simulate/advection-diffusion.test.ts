import { describe, expect, test } from "vitest";
import { instantiateKernel } from "../../src/kernel/load.js";
import {
  type AdvectionDiffusionParameters,
  advectionDiffusion,
  advectionDiffusionSystem,
  diffusivity,
  velocity,
} from "../../src/simulate/advection-diffusion.js";
import { binProbabilities } from "../../src/simulate/initial-state.js";
import { findSystem, systems } from "../../src/simulate/registry.js";
import { simulate } from "../../src/simulate/simulate.js";
import { exactDensity } from "../../src/simulate/walk-law.js";
import { chiSquareLimit, pearson } from "./statistics.js";

type Method = AdvectionDiffusionParameters["method"];

const kernel = await instantiateKernel();

/** Exact probabilities of bins after each of `steps` steps from the system's own (non-random) start. */
function expectedDensities(system: ReturnType<typeof advectionDiffusion>, steps: number) {
  const start = system.simulateSequence(kernel, { seed: 0, sequence: 0, steps: 0 });
  const probabilities = binProbabilities(kernel, start.initialState);
  return Array.from({ length: steps + 1 }, (_, t) => exactDensity(system, probabilities, t));
}

describe("the law of advection-diffusion", () => {
  // A block next to the end of the domain, so that walkers cross it; probabilities that are not
  // multiples of 1/256, so that micro steps meet ties.
  const given = {
    initial: "block",
    profilePosition: 0.9,
    profileHeight: 3,
    walkers: 2000,
  } as const;

  test.each<[Method, Partial<AdvectionDiffusionParameters>, number]>([
    ["leap", { microStepsPerStep: 400 }, 500],
    ["micro", { microStepsPerStep: 400 }, 60],
    ["micro", { microStepsPerStep: 3, jump: 0.1, left: 0.6, right: 0.1 }, 800],
    ["leap", { microStepsPerStep: 3, jump: 0.1, left: 0.6, right: 0.1 }, 200],
    ["micro", { microStepsPerStep: 130, left: 1, right: 0 }, 40],
    ["counts", { microStepsPerStep: 400 }, 100],
    ["counts", { microStepsPerStep: 3, jump: 0.1, left: 0.6, right: 0.1 }, 200],
  ])("by %s, %o, is the exact density at every step", async (method, change, sequences) => {
    const system = advectionDiffusion({ ...given, ...change, method });
    const steps = 3;
    const data = await simulate(system, { sequences, steps, seed: 5 });
    const densities = expectedDensities(system, steps);
    for (let step = 0; step <= steps; step++) {
      const total = new Float64Array(24);
      for (let i = 0; i < sequences; i++) {
        data.countsAt(i, step).forEach((count, j) => {
          total[j] += count;
        });
      }
      // All walkers are independent given the fixed start, so the sums are multinomial.
      const expected = densities[step].map((p) => p * sequences * 2000);
      const { statistic, degrees } = pearson(total, expected);
      expect(statistic).toBeLessThan(chiSquareLimit(degrees));
    }
  });

  test("moves its walkers by v and spreads them by 2 D in unit time", async () => {
    const system = advectionDiffusion({
      initial: "single-bin",
      bins: 400,
      walkers: 50_000,
      positions: true,
    });
    const { position } = await simulate(system, { sequences: 1, steps: 4, seed: 2 });
    const at = (step: number) => Array.from(position!.subarray(50_000 * step, 50_000 * (step + 1)));
    const start = at(0);
    const moved = at(4).map((y, i) => y - start[i]);
    const mean = moved.reduce((sum, d) => sum + d, 0) / 50_000;
    const variance = moved.reduce((sum, d) => sum + (d - mean) ** 2, 0) / 50_000;
    const spread = 2 * diffusivity(system) * 4;
    // 3.3 standard errors: significance .001.
    expect(Math.abs(mean - 4 * velocity(system))).toBeLessThan(3.3 * Math.sqrt(spread / 50_000));
    const exactVariance = spread - 1600 * (0.01 * 3.875e-3) ** 2;
    expect(Math.abs(variance - exactVariance)).toBeLessThan(
      3.3 * exactVariance * Math.sqrt(2 / 50_000),
    );
  });
});

describe("a sequence", () => {
  test.each(["leap", "micro"] as const)(
    "by %s has positions in the domain that agree with counts",
    (method) => {
      const system = advectionDiffusion({ method, positions: true, walkers: 1001 });
      const { counts, position } = system.simulateSequence(kernel, {
        seed: 3,
        sequence: 4,
        steps: 5,
      });
      for (let step = 0; step <= 5; step++) {
        const recount = new Uint32Array(24);
        for (const y of position!.subarray(1001 * step, 1001 * (step + 1))) {
          expect(y >= -1 && y < 1).toBe(true);
          recount[Math.floor((y + 1) * 12)] += 1;
        }
        expect(counts.subarray(24 * step, 24 * step + 24)).toEqual(recount);
      }
    },
  );

  test.each(["leap", "micro"] as const)("by %s begins like a shorter one", (method) => {
    const system = advectionDiffusion({ method });
    const long = system.simulateSequence(kernel, { seed: 1, sequence: 7, steps: 6 });
    const short = system.simulateSequence(kernel, { seed: 1, sequence: 7, steps: 2 });
    expect(long.counts.subarray(0, 72)).toEqual(short.counts);
  });

  test("is the same from either build of the kernels", async () => {
    const { compileKernel } = await import("../../src/kernel/load.js");
    const scalar = await instantiateKernel(await compileKernel(false));
    for (const method of ["leap", "micro", "counts"] as const) {
      const system = advectionDiffusion({ method, positions: method !== "counts", offset: 1 });
      const request = { seed: 9, sequence: 1, steps: 2 };
      expect(system.simulateSequence(scalar, request)).toEqual(
        system.simulateSequence(kernel, request),
      );
    }
  });

  test("leaves the kernel's memory as it found it", () => {
    const mark = kernel.arena.mark();
    advectionDiffusion().simulateSequence(kernel, { seed: 1, sequence: 0, steps: 1 });
    expect(kernel.arena.mark()).toBe(mark);
  });
});

describe("parameters", () => {
  test("default to the 2019 example: D = 1.2e-3, v = .0155, Δt = 1", () => {
    const system = advectionDiffusion();
    expect(diffusivity(system)).toBeCloseTo(1.2e-3, 5);
    expect(velocity(system)).toBeCloseTo(0.0155, 12);
    expect(system).toMatchObject({ walkers: 2400, grid: { bins: 24 }, timeStep: 1 });
  });

  test.each([
    [{ walkers: -1 }, /walkers must be an integer of at least 1/],
    [{ walkers: 4_000_000_001 }, /walkers must be an integer of at least 1 and at most 4000000000/],
    [{ bins: 0 }, /bins must be an integer of at least 2/],
    [{ left: 0.7, right: 0.5 }, /left \+ right must be at most 1; received "0.7 \+ 0.5 = 1.2"/],
    [{ left: -0.1 }, /left must be a number of at least 0/],
    [{ microStep: 0 }, /microStep must be a number above 0/],
    [{ method: "leep" }, /method must be one of auto, leap, micro, counts/],
    [{ initial: "gauss" }, /initial must be one of gaussian-process/],
    [{ walker: 3 }, /Did you mean "walkers"/],
  ])("%o are refused by name", (given, message) => {
    expect(() => advectionDiffusionSystem.configure(given)).toThrow(message);
  });

  test("accept probabilities that sum to 1 in decimals only", () => {
    const sum = 0.7 + 0.2 + 0.1;
    expect(sum).toBeLessThan(1);
    expect(() => advectionDiffusion({ left: 0.1 + 0.2, right: 0.7 })).not.toThrow();
  });
});

describe("the registry", () => {
  test("makes each system again from its name and parameters", () => {
    for (const system of systems) {
      const configured = system.configure({});
      const again = findSystem(configured.name).configure(
        JSON.parse(JSON.stringify(configured.parameters)),
      );
      expect(again.parameters).toEqual(configured.parameters);
    }
  });

  test("suggests the system that was meant", () => {
    expect(() => findSystem("advection-difusion")).toThrow(/Did you mean "advection-diffusion"/);
  });
});
