import { describe, expect, test } from "vitest";
import { type Lattice, latticeLeap, latticeTable } from "../../src/kernel/lattice-leap.js";
import { instantiateKernel } from "../../src/kernel/load.js";
import { openStream } from "../../src/kernel/random.js";
import { netDisplacementLaw } from "../../src/kernel/walkers.js";
import { chiSquare, chiSquareLimit, z9995 } from "../oracle/statistics.js";
import { bothBuilds } from "./builds.js";

const kernel = await instantiateKernel();

/** Steps, pLeft, pRight. */
type Law = readonly [number, number, number];

/** Counts after one leap of `start` walkers per cell, `draws` times. */
function leaps(law: Law, lattice: Lattice, start: Uint32Array, draws: number, on = kernel) {
  const { arena } = on;
  const mark = arena.mark();
  const [steps, pLeft, pRight] = law;
  const table = latticeTable(on, netDisplacementLaw(pLeft, pRight, steps), lattice);
  const stream = openStream(on, 97, start[0]);
  const counts = arena.u32(lattice.cells);
  const out = arena.u32(lattice.cells);
  counts.view.set(start);
  const all = Array.from({ length: draws }, () => {
    latticeLeap(on, stream, counts, table, out);
    return out.view.slice();
  });
  expect(counts.view).toEqual(start);
  arena.release(mark);
  return all;
}

/** Probability of each cell for a walker that leaps from cell 0, by folding the law round the lattice. */
function folded([steps, pLeft, pRight]: Law, { cells, jump }: Lattice): Float64Array {
  const { first, probabilities } = netDisplacementLaw(pLeft, pRight, steps);
  const density = new Float64Array(cells);
  probabilities.forEach((p, i) => {
    const cell = ((first + i) * jump) % cells;
    density[cell < 0 ? cell + cells : cell] += p;
  });
  return density;
}

const sumOf = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);

/** Groups of neighbouring cells with a probability of at least .02 each, as a group of every cell. */
function groups(density: Float64Array): number[] {
  let group = 0;
  let mass = 0;
  let rest = 1;
  return Array.from(density, (p) => {
    if (mass >= 0.02 && rest >= 0.02) {
      group += 1;
      mass = 0;
    }
    mass += p;
    rest -= p;
    return group;
  });
}

function grouped(values: ArrayLike<number>, group: number[]): Float64Array {
  const sums = new Float64Array(group[group.length - 1] + 1);
  group.forEach((g, cell) => {
    sums[g] += values[cell];
  });
  return sums;
}

/** Of leaps from cell 0: chi-square of the pooled cells and of the spread over draws, against limits. */
function misfit(all: Uint32Array[], walkers: number, density: Float64Array) {
  const pooled = new Float64Array(density.length);
  const group = groups(density);
  const p = grouped(density, group);
  let pearson = 0;
  for (const counts of all) {
    expect(sumOf(counts)).toBe(walkers);
    for (const [cell, count] of counts.entries()) pooled[cell] += count;
    grouped(counts, group).forEach((count, g) => {
      pearson += (count - walkers * p[g]) ** 2 / (walkers * p[g]);
    });
  }
  const { statistic, degrees } = chiSquare(pooled, density, walkers * all.length);
  // Mean and variance of Pearson's statistic, exact for multinomial counts.
  const k = p.length;
  const variance = 2 * (k - 1) + (sumOf(p.map((q) => 1 / q)) - k * k - 2 * k + 2) / walkers;
  const spread = (pearson / all.length - (k - 1)) / Math.sqrt(variance / all.length);
  return { mean: statistic / chiSquareLimit(degrees), spread: Math.abs(spread) };
}

function alone(lattice: Lattice, walkers: number): Uint32Array {
  const start = new Uint32Array(lattice.cells);
  start[0] = walkers;
  return start;
}

describe("a leap of a cell's walkers", () => {
  const wide: Law = [400, 0.195, 0.205];
  const line = { cells: 600, jump: 1 };

  test.each<[number, number, Law, Lattice]>([
    [3, 20_000, wide, line],
    [200, 3000, wide, line],
    [500, 3000, wide, line],
    [1000, 3000, wide, line],
    [20_000, 3000, wide, line],
    [1_000_000, 2000, wide, line],
    [4_294_967_295, 500, wide, line],
    // Fewer outcomes than tails, an outcome more likely than not, displacements of one parity.
    [7, 5000, [1, 0.2, 0.2], { cells: 7, jump: 2 }],
    [5000, 3000, [1, 0.2, 0.2], { cells: 7, jump: 2 }],
    [5000, 3000, [3, 0, 0.4], { cells: 50, jump: 7 }],
    [5000, 3000, [9, 0.5, 0.5], { cells: 50, jump: 1 }],
    // Several times round the lattice.
    [5000, 3000, [400, 0.2, 0.7], { cells: 30, jump: 11 }],
    [5000, 3000, [1600, 0.1875, 0.2125], { cells: 1024, jump: 5 }],
  ])(
    "of %d, %d times, has the law %o on %o (chi-square of mean and spread, significance .001)",
    (walkers, draws, law, lattice) => {
      const all = leaps(law, lattice, alone(lattice, walkers), draws);
      const { mean, spread } = misfit(all, walkers, folded(law, lattice));
      expect(mean).toBeLessThan(1);
      expect(spread).toBeLessThan(z9995);
    },
  );

  test.each([200, 20_000])("the test rejects a pRight that is 1 %% too large, of %d", (walkers) => {
    const all = leaps([400, 0.195, 0.205 * 1.01], line, alone(line, walkers), 3000);
    expect(misfit(all, walkers, folded(wide, line)).mean).toBeGreaterThan(1);
  });

  test("the test rejects counts that spread 5 % too little", () => {
    const density = folded(wide, line);
    const all = leaps(wide, line, alone(line, 20_000), 3000).map((counts) => {
      return counts.map((count, cell) => {
        const expected = density[cell] * 20_000;
        return Math.round(expected + 0.95 * (count - expected));
      });
    });
    const group = groups(density);
    const p = grouped(density, group);
    let pearson = 0;
    for (const counts of all) {
      grouped(counts, group).forEach((count, g) => {
        pearson += (count - 20_000 * p[g]) ** 2 / (20_000 * p[g]);
      });
    }
    const k = p.length;
    expect(Math.abs(pearson / 3000 - (k - 1)) / Math.sqrt((2 * (k - 1)) / 3000)).toBeGreaterThan(
      z9995,
    );
  });
});

describe("a leap of all cells", () => {
  test("moves each by itself: certain displacements shift the counts round the lattice", () => {
    const start = Uint32Array.from({ length: 11 }, (_, cell) => cell * cell);
    const [right] = leaps([3, 0, 1], { cells: 11, jump: 5 }, start, 1);
    expect(right).toEqual(start.map((_, cell) => start[(cell - 15 + 22) % 11]));
    const [left] = leaps([3, 1, 0], { cells: 11, jump: 5 }, start, 1);
    expect(left).toEqual(start.map((_, cell) => start[(cell + 15) % 11]));
    expect(leaps([0, 0.3, 0.3], { cells: 11, jump: 5 }, start, 1)).toEqual([start]);
  });

  test("keeps 2^32 - 1 walkers", () => {
    const start = new Uint32Array(96).fill(44_739_242);
    start[7] += 63;
    const [moved] = leaps([400, 0.195, 0.205], { cells: 96, jump: 93 }, start, 1);
    expect(sumOf(moved)).toBe(4_294_967_295);
  });

  test("is uniform where it was, with the spread of independent walkers", () => {
    const cells = 20;
    const lattice = { cells, jump: 3 };
    for (const each of [4, 5000]) {
      const start = new Uint32Array(cells).fill(each);
      const draws = 4000;
      let mean = 0;
      let square = 0;
      for (const counts of leaps([40, 0.2, 0.2], lattice, start, draws)) {
        mean += counts[5] / draws;
        square += counts[5] ** 2 / draws;
      }
      // A sum of independent Bernoulli numbers, `each` for every cell that leads here.
      const p = folded([40, 0.2, 0.2], lattice);
      const variance = each * sumOf(p.map((q) => q * (1 - q)));
      expect(Math.abs(mean - each) / Math.sqrt(variance / draws)).toBeLessThan(z9995);
      const ratio = (square - mean * mean) / variance;
      expect(Math.abs(ratio - 1) / Math.sqrt(2 / draws)).toBeLessThan(z9995);
    }
  });

  test("is the same from either build of the kernels", async () => {
    const [simd, scalar] = await bothBuilds();
    const start = Uint32Array.from({ length: 480 }, (_, cell) => cell ** 2);
    const lattice = { cells: 480, jump: 93 };
    const law: Law = [400, 0.195, 0.205];
    expect(leaps(law, lattice, start, 3, scalar)).toEqual(leaps(law, lattice, start, 3, simd));
  });
});

describe("the table", () => {
  test("holds the law: splits multiply to its probabilities, the last is 1", () => {
    const law = netDisplacementLaw(0.195, 0.205, 400);
    const mark = kernel.arena.mark();
    const { splits, shifts } = latticeTable(kernel, law, { cells: 1000, jump: 1 });
    let left = 1;
    splits.view.forEach((split, i) => {
      const p = law.probabilities[((shifts.view[i] + 500) % 1000) - 500 - law.first];
      expect(Math.abs(left * split - p)).toBeLessThan(1e-15);
      left *= 1 - split;
    });
    expect(splits.view[splits.length - 1]).toBe(1);
    kernel.arena.release(mark);
  });

  test("refuses what is no lattice, and counts of another shape", () => {
    const law = netDisplacementLaw(0.1, 0.1, 1);
    expect(() => latticeTable(kernel, law, { cells: 0, jump: 1 })).toThrow(/cells must be/);
    expect(() => latticeTable(kernel, law, { cells: 9, jump: 0.5 })).toThrow(/jump must be/);
    const mark = kernel.arena.mark();
    const table = latticeTable(kernel, law, { cells: 9, jump: 1 });
    const [nine, eight] = [kernel.arena.u32(9), kernel.arena.u32(8)];
    const stream = openStream(kernel, 1);
    expect(() => latticeLeap(kernel, stream, nine, table, eight)).toThrow(/9 cells/);
    expect(() => latticeLeap(kernel, stream, eight, table, nine)).toThrow(/9 cells/);
    kernel.arena.release(mark);
  });
});
