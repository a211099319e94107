import { describe, expect, test } from "vitest";
import { netDisplacementLaw } from "../../src/kernel/displacement-law.js";
import { instantiateKernel } from "../../src/kernel/load.js";
import {
  type AdvectionDiffusionParameters,
  advectionDiffusion,
} from "../../src/simulate/advection-diffusion.js";
import { binProbabilities } from "../../src/simulate/initial-state.js";
import { commonLattice } from "../../src/simulate/lattice.js";
import { exactDensity } from "../../src/simulate/walk-law.js";
import { chiSquareLimit, pearson } from "./statistics.js";

const kernel = await instantiateKernel();

type Given = Partial<AdvectionDiffusionParameters>;

/** A start that is the same in every sequence; 8 bins, jumps of 3/20 of one, 160 cells. */
const given = {
  bins: 8,
  jump: 0.0375,
  left: 0.3,
  right: 0.35,
  microStepsPerStep: 12,
  initial: "block",
  profilePosition: 0.9,
  profileHeight: 2,
} as const;

const steps = 3;

/** Counts of sequences 0, 1, ..., shape [sequence][time, bin]. */
function sequences(change: Given, n: number, seed: number): Uint32Array[] {
  const mark = kernel.arena.mark();
  const make = advectionDiffusion({ ...given, ...change }).prepare!(kernel);
  const all = Array.from({ length: n }, (_, sequence) => make({ seed, sequence, steps }).counts);
  kernel.arena.release(mark);
  return all;
}

function startOf(change: Given): Float64Array {
  const system = advectionDiffusion({ ...given, ...change });
  const start = system.simulateSequence(kernel, { seed: 0, sequence: 0, steps: 0 });
  return binProbabilities(kernel, start.initialState);
}

/** Exact density after each step, shape [time][bin]. */
function densities(change: Given = {}): Float64Array[] {
  const system = advectionDiffusion({ ...given, ...change });
  return Array.from({ length: steps + 1 }, (_, t) => exactDensity(system, startOf(change), t));
}

/** Counts at every time, summed over sequences, against the exact density: fractions of the limit. */
function meanMisfit(all: Uint32Array[], walkers: number, exact: Float64Array[]): number[] {
  const bins = exact[0].length;
  return exact.map((density, t) => {
    const sums = new Float64Array(bins);
    for (const counts of all) {
      for (let j = 0; j < bins; j++) sums[j] += counts[t * bins + j];
    }
    const expected = density.map((p) => p * walkers * all.length);
    const { statistic, degrees } = pearson(sums, expected);
    return statistic / chiSquareLimit(degrees);
  });
}

// The few per cell are drawn one by one, the many are split; between them are both.
const sizes = [40, 3000, 40_000, 2_000_000];

describe("counts on a lattice", () => {
  test.each(sizes)("of %d walkers have the exact density at every time", (walkers) => {
    const all = sequences({ method: "counts", walkers }, 2000, 21);
    for (const misfit of meanMisfit(all, walkers, densities())) expect(misfit).toBeLessThan(1);
  });

  test("of the 2019 example have its exact density", () => {
    const example = { bins: 24, jump: 3.875e-3, left: 0.195, right: 0.205, microStepsPerStep: 400 };
    const change = { ...example, method: "counts", walkers: 2_000_000 } as const;
    const all = sequences(change, 12, 22);
    for (const misfit of meanMisfit(all, 2_000_000, densities(change))) {
      expect(misfit).toBeLessThan(1);
    }
  });

  test("the test rejects a probability that is 1 % too large", () => {
    const all = sequences({ method: "counts", walkers: 40_000, right: 0.35 * 1.01 }, 500, 21);
    const [start, ...later] = meanMisfit(all, 40_000, densities());
    expect(start).toBeLessThan(1);
    for (const misfit of later) expect(misfit).toBeGreaterThan(1);
  });

  test.each(sizes)("of %d walkers spread as Multinomial(walkers, density)", (walkers) => {
    const n = 2000;
    const all = sequences({ method: "counts", walkers }, n, 23);
    for (const [t, density] of densities().entries()) {
      let total = 0;
      for (const counts of all) {
        density.forEach((p, j) => {
          total += (counts[t * 8 + j] - walkers * p) ** 2 / (walkers * p);
        });
      }
      // Mean and variance of Pearson's statistic, exact for multinomial counts.
      const inverse = density.reduce((sum, p) => sum + 1 / p, 0);
      const variance = 14 + (inverse - 64 - 16 + 2) / walkers;
      // Four tests at .001 in all.
      expect(Math.abs(total / n - 7) / Math.sqrt(variance / n)).toBeLessThan(3.66);
    }
  });
});

/** P(bin i at time 1 and bin j at time 2) of one walker, shape [i][j], by moving densities on the lattice. */
function jointLaw(change: Given): number[][] {
  const { grid, parameters } = advectionDiffusion({ ...given, ...change });
  const { cells, jump } = commonLattice(parameters.jump, grid)!;
  const { left, right, microStepsPerStep } = parameters;
  const { first, probabilities } = netDisplacementLaw(left, right, microStepsPerStep);
  const move = (density: Float64Array) => {
    const moved = new Float64Array(cells);
    density.forEach((mass, cell) => {
      probabilities.forEach((p, i) => {
        const target = (cell + (first + i) * jump) % cells;
        moved[target < 0 ? target + cells : target] += mass * p;
      });
    });
    return moved;
  };
  const per = cells / 8;
  const start = startOf(change);
  const one = move(
    Float64Array.from({ length: cells }, (_, c) => start[Math.floor(c / per)] / per),
  );
  return Array.from({ length: 8 }, (_, i) => {
    const two = move(one.map((mass, c) => (Math.floor(c / per) === i ? mass : 0)));
    return Array.from({ length: 8 }, (_, j) =>
      two.subarray(j * per, (j + 1) * per).reduce((sum, mass) => sum + mass, 0),
    );
  });
}

/** Products of deviations (N_i(1) - mean)(N_j(2) - mean), shape [sequence], over the walkers. */
function products(
  all: Uint32Array[],
  walkers: number,
  i: number,
  j: number,
  exact: Float64Array[],
) {
  return all.map(
    (counts) =>
      ((counts[8 + i] - walkers * exact[1][i]) * (counts[16 + j] - walkers * exact[2][j])) /
      walkers,
  );
}

function meanAndError(values: number[]): [number, number] {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  return [mean, variance / values.length];
}

describe("the joint law of two times", () => {
  const pairs = Array.from({ length: 8 }, (_, i) => [-1, 0, 1, 2].map((s) => [i, (i + s + 8) % 8]));
  // 32 two-sided tests at .001 in all.
  const limit = 4.2;

  test.each<["leap" | "counts", number]>([
    ["leap", 2000],
    ["counts", 2000],
    ["counts", 200_000],
  ])("by %s, of %d walkers, has the exact covariances", (method, walkers) => {
    const all = sequences({ method, walkers }, 3000, 24);
    const exact = densities();
    const joint = jointLaw({});
    for (const [i, j] of pairs.flat()) {
      const [mean, error] = meanAndError(products(all, walkers, i, j, exact));
      const covariance = joint[i][j] - exact[1][i] * exact[2][j];
      expect(Math.abs(mean - covariance) / Math.sqrt(error)).toBeLessThan(limit);
    }
  });

  test("is that of leaps, of which the same walkers come again (two-sample)", () => {
    const walkers = 2000;
    const exact = densities();
    const leap = sequences({ method: "leap", walkers }, 3000, 25);
    const counts = sequences({ method: "counts", walkers }, 3000, 26);
    // The places of a bin's walkers are forgotten where they are spread over it again.
    const forgetful = leap.map((sequence, n) => {
      const other = leap[(n + 1) % leap.length];
      return Uint32Array.from(sequence, (count, at) => (at < 16 ? count : other[at]));
    });
    const scores = (sample: Uint32Array[]) =>
      pairs.flat().map(([i, j]) => {
        const [a, errorA] = meanAndError(products(leap, walkers, i, j, exact));
        const [b, errorB] = meanAndError(products(sample, walkers, i, j, exact));
        return Math.abs(a - b) / Math.sqrt(errorA + errorB);
      });
    expect(Math.max(...scores(counts))).toBeLessThan(limit);
    expect(Math.max(...scores(forgetful))).toBeGreaterThan(limit);
  });
});

describe("a sequence of counts", () => {
  const system = advectionDiffusion({ ...given, method: "counts", walkers: 5000 });

  test("keeps its walkers and begins like a shorter one", () => {
    const long = system.simulateSequence(kernel, { seed: 1, sequence: 7, steps: 6 });
    const short = system.simulateSequence(kernel, { seed: 1, sequence: 7, steps: 2 });
    expect(long.counts.subarray(0, 24)).toEqual(short.counts);
    for (let t = 0; t <= 6; t++) {
      const row = long.counts.subarray(8 * t, 8 * t + 8);
      expect(row.reduce((sum, count) => sum + count, 0)).toBe(5000);
    }
  });

  test("with a shared start moves the same walkers by other jumps", () => {
    const request = { seed: 1, steps: 1, startSequence: 0 };
    const [a, b] = [0, 1].map((sequence) =>
      system.simulateSequence(kernel, { ...request, sequence }),
    );
    expect(a.counts.subarray(0, 8)).toEqual(b.counts.subarray(0, 8));
    expect(a.counts.subarray(8)).not.toEqual(b.counts.subarray(8));
  });

  test("leaves the kernel's memory as it found it", () => {
    const mark = kernel.arena.mark();
    system.simulateSequence(kernel, { seed: 1, sequence: 0, steps: 1 });
    expect(kernel.arena.mark()).toBe(mark);
  });

  test("has the start of the same sequence by leaps", () => {
    const leap = advectionDiffusion({ ...given, method: "leap", walkers: 5000 });
    const request = { seed: 3, sequence: 2, steps: 0 };
    expect(system.simulateSequence(kernel, request)).toEqual({
      ...leap.simulateSequence(kernel, request),
      position: undefined,
    });
  });
});
