import { describe, expect, test } from "vitest";
import { instantiateKernel } from "../../src/kernel/load.js";
import type { Region } from "../../src/kernel/memory.js";
import { openStream } from "../../src/kernel/random.js";
import {
  leapTable,
  netDisplacementLaw,
  walkersLeap,
  walkersMicroSteps,
} from "../../src/kernel/walkers.js";
import { chiSquare, chiSquareLimit, correlationScore } from "../oracle/statistics.js";
import { microSteps } from "../oracle/walkers.js";
import { ReferenceStream } from "../oracle/xoshiro.js";

const kernel = await instantiateKernel();
const { arena } = kernel;

/** Net displacements of n walkers after `move`. */
function displacements(n: number, move: (net: Region<Int32Array>) => void): Int32Array {
  const mark = arena.mark();
  const net = arena.i32(n);
  net.view.fill(0);
  move(net);
  const result = net.view.slice();
  arena.release(mark);
  return result;
}

function micro(n: number, steps: number, pLeft: number, pRight: number, seed: number): Int32Array {
  return displacements(n, (net) => {
    walkersMicroSteps(kernel, openStream(kernel, seed), net, steps, pLeft, pRight);
  });
}

function leap(n: number, steps: number, pLeft: number, pRight: number, seed: number): Int32Array {
  return displacements(n, (net) => {
    const table = leapTable(kernel, pLeft, pRight, steps);
    walkersLeap(kernel, openStream(kernel, seed), net, table);
  });
}

/** Chi-square of displacements against the exact law, as a fraction of its .999 quantile. */
function misfit(net: Int32Array, pLeft: number, pRight: number, steps: number): number {
  const { first, probabilities } = netDisplacementLaw(pLeft, pRight, steps);
  const counts = new Float64Array(probabilities.length);
  for (const value of net) {
    counts[Math.min(Math.max(value - first, 0), counts.length - 1)]++;
  }
  const { statistic, degrees } = chiSquare(counts, probabilities, net.length);
  return statistic / chiSquareLimit(degrees);
}

/** n! / (left! right! rest!) pLeft^left pRight^right rest^..., summed over right - left = net. */
function trinomial(pLeft: number, pRight: number, steps: number, net: number): number {
  const factorial = (k: number): number => (k < 2 ? 1 : k * factorial(k - 1));
  let sum = 0;
  for (let left = Math.max(0, -net); 2 * left + net <= steps; left++) {
    const right = left + net;
    const rest = steps - left - right;
    const ways = factorial(steps) / (factorial(left) * factorial(right) * factorial(rest));
    sum += ways * pLeft ** left * pRight ** right * (1 - pLeft - pRight) ** rest;
  }
  return sum;
}

describe("the law of the net displacement", () => {
  test("is the sum over all paths", () => {
    for (const [pLeft, pRight, steps] of [
      [0.2, 0.3, 13],
      [0, 0.25, 7],
      [0.4, 0.5, 16],
    ]) {
      const { first, probabilities } = netDisplacementLaw(pLeft, pRight, steps);
      for (let net = -steps; net <= steps; net++) {
        const exact = trinomial(pLeft, pRight, steps, net);
        expect(Math.abs((probabilities[net - first] ?? 0) - exact)).toBeLessThan(1e-15);
      }
    }
  });

  test.each([
    [0.195, 0.205, 400],
    [0.1875, 0.2125, 1600],
    [1e-4, 2e-4, 100_000],
    [0.5, 0.5, 12_345],
  ])("of %d left and %d right has the mean and variance of %d steps", (pLeft, pRight, steps) => {
    const { first, probabilities } = netDisplacementLaw(pLeft, pRight, steps);
    const drift = pRight - pLeft;
    let mass = 0;
    let mean = 0;
    let variance = 0;
    probabilities.forEach((p, i) => {
      const centred = first + i - steps * drift;
      mass += p;
      mean += p * centred;
      variance += p * centred * centred;
    });
    const exact = steps * (pLeft + pRight - drift * drift);
    expect(Math.abs(mass - 1)).toBeLessThan(1e-11);
    expect(Math.abs(mean) / Math.sqrt(exact)).toBeLessThan(1e-9);
    expect(Math.abs(variance / exact - 1)).toBeLessThan(1e-10);
  });

  test("has short tails and single points where it should", () => {
    expect(netDisplacementLaw(0.195, 0.205, 400).probabilities.length).toBeLessThan(256);
    expect(netDisplacementLaw(0.3, 0.3, 0)).toEqual({
      first: 0,
      probabilities: Float64Array.of(1),
    });
    expect(netDisplacementLaw(1, 0, 9)).toEqual({ first: -9, probabilities: Float64Array.of(1) });
  });

  test("refuses what are no probabilities", () => {
    expect(() => netDisplacementLaw(0.6, 0.6, 1)).toThrow(/at most 1/);
    expect(() => netDisplacementLaw(-0.1, 0.6, 1)).toThrow(/pLeft must be a probability/);
    expect(() => netDisplacementLaw(0.1, Number.NaN, 1)).toThrow(/pRight must be a probability/);
    expect(() => netDisplacementLaw(0.1, 0.1, 1.5)).toThrow(/steps must be an integer/);
    expect(() => micro(1, -1, 0.1, 0.1, 1)).toThrow(/steps must be an integer/);
    expect(() => micro(1, 1, 0.1, 0.95, 1)).toThrow(/at most 1/);
  });
});

describe("micro steps", () => {
  test.each([
    [37, 300, 0.195, 0.205],
    [16, 127, 0.5, 0.5],
    [5, 128, 0.5, 0.499],
    [33, 200, 0, 0.3],
    [20, 254, 0.7, 0],
    [3, 50, 1e-3, 1 - 1e-3],
    [1, 1, 0.25, 0.25],
    [18, 100, 0.25, 0.25],
    [16, 1000, 1e-3, 2e-3],
    [33, 4000, 0.06, 0.12],
    [7, 6, 0.3, 0.4],
    [40, 99, 1, 0],
  ])("of %d walkers, %d steps at %d, %d are those of the reference", (n, steps, pLeft, pRight) => {
    const expected = new Int32Array(n);
    microSteps(new ReferenceStream(81), expected, steps, pLeft, pRight);
    expect(micro(n, steps, pLeft, pRight, 81)).toEqual(expected);
  });

  test("are certain at probabilities 0 and 1", () => {
    expect(micro(50, 500, 0, 1, 82).every((net) => net === 500)).toBe(true);
    expect(micro(50, 500, 1, 0, 82).every((net) => net === -500)).toBe(true);
    expect(micro(50, 500, 0, 0, 82).every((net) => net === 0)).toBe(true);
    expect(micro(50, 0, 0.3, 0.3, 82).every((net) => net === 0)).toBe(true);
  });

  test.each([
    [40, 0.195, 0.205],
    [400, 0.195, 0.205],
    [1, 0.1, 0.2],
    [7, 0.5, 0.4987],
    // Below 1/16: no jump is decided by 4 bits.
    [100, 7e-4, 1.3e-3],
    [601, 0.06, 0.0624],
  ])(
    "give the exact law of %d steps at %d, %d (chi-square, significance .001)",
    (steps, pLeft, pRight) => {
      const net = micro(1_000_000, steps, pLeft, pRight, 83);
      expect(misfit(net, pLeft, pRight, steps)).toBeLessThan(1);
    },
  );

  test("the test rejects a pRight that is 1 % too large", () => {
    const net = micro(1_000_000, 400, 0.195, 0.205 * 1.01, 83);
    expect(misfit(net, 0.195, 0.205, 400)).toBeGreaterThan(1);
  });

  test("add to the displacements that are there", () => {
    const first = micro(100, 30, 0.2, 0.3, 84);
    const both = displacements(100, (net) => {
      net.view.set(first);
      walkersMicroSteps(kernel, openStream(kernel, 85), net, 30, 0.2, 0.3);
    });
    expect(both).toEqual(micro(100, 30, 0.2, 0.3, 85).map((value, i) => value + first[i]));
  });

  test("of neighbouring walkers, of successive steps and of two seeds are uncorrelated", () => {
    const n = 200_000;
    const mark = arena.mark();
    const state = openStream(kernel, 86);
    const net = arena.i32(n);
    net.view.fill(0);
    walkersMicroSteps(kernel, state, net, 20, 0.3, 0.3);
    const earlier = net.view.slice();
    net.view.fill(0);
    walkersMicroSteps(kernel, state, net, 20, 0.3, 0.3);
    const later = net.view.slice();
    arena.release(mark);
    const other = micro(n, 20, 0.3, 0.3, 87);
    const scores = [
      correlationScore(earlier, later),
      correlationScore(earlier, other),
      ...[1, 2, 4, 8, 16].map((lag) =>
        correlationScore(earlier.subarray(lag), earlier.subarray(0, n - lag)),
      ),
    ];
    // Seven two-sided tests at .001 in all.
    for (const score of scores) expect(Math.abs(score)).toBeLessThan(3.803);
  });
});

describe("leaps", () => {
  test.each([
    [400, 0.195, 0.205],
    [1600, 0.1875, 0.2125],
    [3, 0, 0.4],
    [1, 0.25, 0.25],
    // More outcomes than a byte tells apart.
    [4000, 0.3, 0.31],
    // Jumps are rarer than a byte of the table: 16 bits leave all of them undecided.
    [1, 4e-5, 5.5e-5],
    // Displacements far from 0.
    [100_000, 0.99, 0.0005],
  ])(
    "of %d steps at %d, %d give the exact law (chi-square, significance .001)",
    (steps, pLeft, pRight) => {
      const net = leap(1_000_003, steps, pLeft, pRight, 91);
      expect(misfit(net, pLeft, pRight, steps)).toBeLessThan(1);
    },
  );

  test("the test rejects a pRight that is 1 % too large", () => {
    const net = leap(1_000_000, 400, 0.195, 0.205 * 1.01, 91);
    expect(misfit(net, 0.195, 0.205, 400)).toBeGreaterThan(1);
  });

  test("add to the displacements that are there", () => {
    const net = displacements(1000, (region) => {
      region.view.fill(100);
      const table = leapTable(kernel, 0, 1, 7);
      walkersLeap(kernel, openStream(kernel, 92), region, table);
    });
    expect(net.every((value) => value === 107)).toBe(true);
  });

  test("of neighbouring walkers and of two seeds are uncorrelated", () => {
    const n = 300_000;
    const net = leap(n, 400, 0.2, 0.2, 93);
    const other = leap(n, 400, 0.2, 0.2, 94);
    const scores = [
      correlationScore(net, other),
      ...[1, 2, 4].map((lag) => correlationScore(net.subarray(lag), net.subarray(0, n - lag))),
    ];
    // Four two-sided tests at .001 in all.
    for (const score of scores) expect(Math.abs(score)).toBeLessThan(3.662);
  });
});
