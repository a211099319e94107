import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomisedRank, rankHistogram, testUniformity } from "../../src/diagnose/rank.js";
import { instantiateKernel } from "../../src/kernel/load.js";
import { fillNormal, fillUniform, openStream } from "../../src/kernel/random.js";

const kernel = await instantiateKernel();

function numbers(fill: typeof fillNormal, count: number, seed: number): Float64Array {
  const { arena } = kernel;
  const mark = arena.mark();
  const region = arena.f64(count);
  fill(kernel, openStream(kernel, seed), region);
  const values = region.view.slice();
  arena.release(mark);
  return values;
}

describe("the rank of a truth", () => {
  test("is the number of draws below it", () => {
    expect(randomisedRank(0.5, [0.9, 0.1, 0.4, 0.7], 0.99)).toBe(2);
    expect(randomisedRank(-1, [0.9, 0.1], 0)).toBe(0);
    expect(randomisedRank(2, [0.9, 0.1], 0)).toBe(2);
  });

  test("takes each of the places among its equals for equal parts of u", () => {
    const draws = [1, 5, 5, 5, 9];
    const ranks = [0, 0.24, 0.26, 0.49, 0.51, 0.74, 0.76, 0.99].map((u) =>
      randomisedRank(5, draws, u),
    );
    expect(ranks).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
  });

  test("is each of 0..n once when each of n + 1 values is in turn the truth", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.double({ noNaN: true }), { minLength: 2 }), (values) => {
        const ranks = values.map((truth) => {
          const others = values.filter((value) => value !== truth);
          return randomisedRank(truth, others, 0.5);
        });
        expect(ranks.sort((a, b) => a - b)).toEqual(values.map((_, i) => i));
      }),
      { seed: 4 },
    );
  });

  test("is refused where there is a NaN", () => {
    const refusal = expect.objectContaining({ tag: "InvalidData" });
    expect(() => randomisedRank(1, [0, Number.NaN], 0)).toThrow(refusal);
    expect(() => randomisedRank(Number.NaN, [0], 0)).toThrow(refusal);
  });
});

describe("a histogram of ranks", () => {
  test("counts them in equal cells", () => {
    expect([...rankHistogram([0, 1, 4, 5, 9, 9], 9, 2)]).toEqual([3, 3]);
    expect([...rankHistogram([0, 1, 4, 5, 9, 9], 9, 5)]).toEqual([2, 0, 2, 0, 2]);
  });

  test("needs cells that divide the ranks, and ranks in 0..draws", () => {
    expect(() => rankHistogram([], 9, 3)).toThrow(/divisor of the 10 ranks/);
    expect(() => rankHistogram([10], 9, 2)).toThrow(/0\.\.9/);
    expect(() => rankHistogram([0.5], 9, 2)).toThrow(/0\.\.9/);
  });
});

describe("the test of uniformity", () => {
  test("is Pearson's", () => {
    // (4 + 1 + 1 + 4) / 10 = 1; chi-square with 3 degrees of freedom is above 1 with probability .8013.
    const { chiSquare, degreesOfFreedom, pValue } = testUniformity(kernel, [12, 11, 9, 8]);
    expect([chiSquare, degreesOfFreedom]).toEqual([1, 3]);
    expect(pValue).toBeCloseTo(0.8012519, 6);
  });

  test("rejects uniform ranks as often as its level says", () => {
    const trials = 2000;
    const values = numbers(fillUniform, trials * 200, 6);
    let rejected = 0;
    for (let trial = 0; trial < trials; trial++) {
      const ranks = values.subarray(trial * 200, (trial + 1) * 200).map((u) => Math.floor(100 * u));
      if (testUniformity(kernel, rankHistogram(ranks, 99, 20)).pValue < 0.05) rejected++;
    }
    // Binomial(2000, .05) lies within 60..142 but for one time in 10^4.
    expect(rejected).toBeGreaterThan(60);
    expect(rejected).toBeLessThan(142);
  });

  test.each([
    ["draws too narrow", 0, 1.6],
    ["draws too wide", 0, 0.5],
    ["draws off to one side", 0.5, 1],
  ])("finds %s", (_, shift, spread) => {
    // 200 truths of N(shift, spread^2) among 99 draws of N(0, 1) each.
    const values = numbers(fillNormal, 200 * 100, 7);
    const ranks = Array.from({ length: 200 }, (__, i) => {
      const row = values.subarray(100 * i, 100 * i + 100);
      return randomisedRank(shift + spread * row[99], row.subarray(0, 99), 0);
    });
    expect(testUniformity(kernel, rankHistogram(ranks, 99, 20)).pValue).toBeLessThan(1e-4);
  });

  test("accepts truths that are draws", () => {
    const values = numbers(fillNormal, 200 * 100, 8);
    const ranks = Array.from({ length: 200 }, (_, i) => {
      const row = values.subarray(100 * i, 100 * i + 100);
      return randomisedRank(row[99], row.subarray(0, 99), 0);
    });
    expect(testUniformity(kernel, rankHistogram(ranks, 99, 20)).pValue).toBeGreaterThan(0.01);
  });

  test("refuses too few values", () => {
    expect(() => testUniformity(kernel, [4, 5])).toThrow(/five values to a cell/);
    expect(() => testUniformity(kernel, [50])).toThrow(/two cells/);
    expect(() => testUniformity(kernel, [])).toThrow(/two cells/);
  });
});
