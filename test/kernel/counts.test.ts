import { describe, expect, test } from "vitest";
import { instantiateKernel } from "../../src/kernel/load.js";
import {
  aliasDraw,
  aliasTable,
  binomial,
  multinomial,
  openStream,
  splitEvenly,
} from "../../src/kernel/random.js";
import { binomialLaw, chiSquare, chiSquareLimit, z9995 } from "../oracle/statistics.js";

const kernel = await instantiateKernel();
const { arena, call } = kernel;

describe("binomial numbers", () => {
  test.each([
    [1, 0.3],
    [10, 0.3],
    [40, 0.1],
    [100, 0.97],
    [1000, 0.002],
    [19, 0.52],
    [21, 0.5],
    [34, 0.3],
    [200, 0.5],
    [1000, 0.9],
    [10_000, 0.3],
    [250_000, 1 / 51],
    [1_000_000_000, 2e-9],
    [4_000_000_000, 0.25],
    [4_294_967_295, 1e-5],
  ])("of n=%d, p=%d have their law (chi-square, significance .001)", (n, p) => {
    const draws = 300_000;
    const stream = openStream(kernel, 41, n);
    const { first, probabilities } = binomialLaw(n, p);
    // Cells of about a tenth of a standard deviation.
    const width = Math.max(1, Math.floor(0.1 * Math.sqrt(n * p * (1 - p))));
    const cells = Math.ceil(probabilities.length / width);
    const expected = new Float64Array(cells);
    probabilities.forEach((mass, i) => {
      expected[Math.floor(i / width)] += mass;
    });
    const counts = new Float64Array(cells);
    for (let i = 0; i < draws; i++) {
      const k = binomial(kernel, stream, n, p);
      const cell = Math.floor((k - first) / width);
      counts[Math.min(Math.max(cell, 0), cells - 1)]++;
    }
    const { statistic, degrees } = chiSquare(counts, expected, draws);
    expect(statistic).toBeLessThan(chiSquareLimit(degrees));
  });

  test("the test tells p = .3 from .3003 at n = 10 000", () => {
    const stream = openStream(kernel, 42);
    const { first, probabilities } = binomialLaw(10_000, 0.3);
    const counts = new Float64Array(probabilities.length);
    for (let i = 0; i < 300_000; i++) counts[binomial(kernel, stream, 10_000, 0.3003) - first]++;
    const { statistic, degrees } = chiSquare(counts, probabilities, 300_000);
    expect(statistic).toBeGreaterThan(chiSquareLimit(degrees));
  });

  test("are certain where the law is", () => {
    const stream = openStream(kernel, 43);
    expect(binomial(kernel, stream, 0, 0.5)).toBe(0);
    expect(binomial(kernel, stream, 4_294_967_295, 0)).toBe(0);
    expect(binomial(kernel, stream, 4_294_967_295, 1)).toBe(4_294_967_295);
    expect(binomial(kernel, stream, 4_294_967_295, 1e-300)).toBe(0);
    expect(binomial(kernel, stream, 4_294_967_295, 1 - 2 ** -53)).toBeGreaterThan(4_294_967_290);
  });

  test("refuse what is no probability or count", () => {
    const stream = openStream(kernel, 44);
    expect(() => binomial(kernel, stream, 10, 1.5)).toThrow(/p must be a probability/);
    expect(() => binomial(kernel, stream, 10, Number.NaN)).toThrow(/p must be a probability/);
    expect(() => binomial(kernel, stream, -1, 0.5)).toThrow(/n must be an integer/);
    expect(() => binomial(kernel, stream, 2 ** 32, 0.5)).toThrow(/n must be an integer/);
  });
});

/** `draws` multinomial draws, one after another. */
function multinomials(weights: number[], total: number, draws: number, seed: number): number[][] {
  const mark = arena.mark();
  const stream = openStream(kernel, seed);
  const probabilities = arena.copyF64(weights);
  const counts = arena.u32(weights.length);
  const all: number[][] = [];
  for (let i = 0; i < draws; i++) {
    multinomial(kernel, stream, probabilities, total, counts);
    all.push(Array.from(counts.view));
  }
  arena.release(mark);
  return all;
}

const sumOf = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);

describe("multinomial numbers", () => {
  const law = [0.05, 0, 0.4, 0.1, 0.25, 0.2, 0];

  test.each([
    [30, 51],
    [2400, 52],
    [1_000_000, 53],
  ])(
    "of %d members have the law's means and spread (chi-square, significance .001)",
    (total, seed) => {
      const draws = 4000;
      const sums = law.map(() => 0);
      let pearson = 0;
      for (const counts of multinomials(law, total, draws, seed)) {
        expect(sumOf(counts)).toBe(total);
        counts.forEach((count, j) => {
          sums[j] += count;
          if (law[j] > 0) pearson += (count - total * law[j]) ** 2 / (total * law[j]);
          else expect(count).toBe(0);
        });
      }
      const pooled = chiSquare(sums, law, total * draws);
      expect(pooled.statistic).toBeLessThan(chiSquareLimit(4));
      // Pearson's statistic of one draw has mean 4 exactly and variance below 8 + 1 / (total min p).
      const variance = 8 + 1 / (total * 0.05);
      expect(Math.abs(pearson - 4 * draws) / Math.sqrt(variance * draws)).toBeLessThan(z9995);
    },
  );

  test("do not depend on the scale of the weights", () => {
    const scaled = law.map((p) => p * 8);
    expect(multinomials(scaled, 1000, 20, 54)).toEqual(multinomials(law, 1000, 20, 54));
  });

  test("keep their total with weights of any size", () => {
    const weights = [1e-300, 1, 1e-20, 0.3, 1e-17, 1e-18, 5e-324];
    for (const counts of multinomials(weights, 4_294_967_295, 2000, 55)) {
      expect(sumOf(counts)).toBe(4_294_967_295);
      // The light bins together expect less than 1e-4 members in all the draws.
      expect([counts[0], counts[2], counts[4], counts[5], counts[6]]).toEqual([0, 0, 0, 0, 0]);
    }
  });

  test("of a single bin are its total", () => {
    expect(multinomials([0.2], 17, 1, 56)).toEqual([[17]]);
    expect(multinomials([0, 0.2, 0], 0, 1, 56)).toEqual([[0, 0, 0]]);
  });

  test("refuse weights that are no law, and other shapes", () => {
    for (const weights of [
      [0.5, -0.1],
      [0, 0],
      [Number.NaN, 1],
      [Infinity, 1],
    ]) {
      expect(() => multinomials(weights, 10, 1, 57)).toThrow(/probabilities: expected/);
    }
    const stream = openStream(kernel, 57);
    const probabilities = arena.copyF64([0.5, 0.5]);
    expect(() => multinomial(kernel, stream, probabilities, 1, arena.u32(3))).toThrow(/2 bins/);
  });
});

describe("splitting counts", () => {
  test.each([
    [3, 4],
    [100, 2],
    [400, 4],
    [5000, 8],
    [3, 7],
    [1_000_000, 7],
  ])(
    "of %d into %d keeps the sums and is even (chi-square, significance .001)",
    (count, factor) => {
      const bins = 5000;
      const mark = arena.mark();
      const stream = openStream(kernel, 61, count);
      const counts = arena.u32(bins);
      counts.view.fill(count);
      counts.view[10] = 0;
      const out = arena.u32(bins * factor);
      splitEvenly(kernel, stream, counts, factor, out);
      const sums = new Float64Array(factor);
      let pearson = 0;
      for (let j = 0; j < bins; j++) {
        const parts = out.view.subarray(j * factor, (j + 1) * factor);
        expect(sumOf(parts)).toBe(counts.view[j]);
        parts.forEach((part, i) => {
          sums[i] += part;
          if (j !== 10) pearson += (part - count / factor) ** 2 / (count / factor);
        });
      }
      const even = new Float64Array(factor).fill(1 / factor);
      const { statistic } = chiSquare(sums, even, count * (bins - 1));
      expect(statistic).toBeLessThan(chiSquareLimit(factor - 1));
      // Pearson's statistic of n in k equal cells: mean k - 1, variance 2 (k - 1)(1 - 1/n).
      const score =
        (pearson - (factor - 1) * (bins - 1)) / Math.sqrt(2 * (factor - 1) * (bins - 1));
      expect(Math.abs(score)).toBeLessThan(z9995);
      arena.release(mark);
    },
  );

  test.each([7, 64, 100, 5000])(
    "of %d into halves follows Binomial(n, 1/2) (chi-square, significance .001)",
    (count) => {
      const bins = 100_000;
      const mark = arena.mark();
      const counts = arena.u32(bins);
      counts.view.fill(count);
      const out = arena.u32(2 * bins);
      splitEvenly(kernel, openStream(kernel, 63, count), counts, 2, out);
      const { first, probabilities } = binomialLaw(count, 0.5);
      const seen = new Float64Array(probabilities.length);
      for (let j = 0; j < bins; j++) seen[out.view[2 * j] - first] += 1;
      const { statistic, degrees } = chiSquare(seen, probabilities, bins);
      expect(statistic).toBeLessThan(chiSquareLimit(degrees));
      arena.release(mark);
    },
  );

  test("into one part is a copy", () => {
    const stream = openStream(kernel, 62);
    const counts = arena.u32(3);
    counts.view.set([5, 0, 4_294_967_295]);
    const out = arena.u32(3);
    splitEvenly(kernel, stream, counts, 1, out);
    expect(Array.from(out.view)).toEqual([5, 0, 4_294_967_295]);
  });

  test("refuses a factor that is no positive integer, and other shapes", () => {
    const stream = openStream(kernel, 63);
    const counts = arena.u32(3);
    expect(() => splitEvenly(kernel, stream, counts, 0, arena.u32(3))).toThrow(/factor/);
    expect(() => splitEvenly(kernel, stream, counts, 2, arena.u32(3))).toThrow(/6 bins/);
  });
});

describe("alias tables", () => {
  const laws = {
    "one outcome": Float64Array.of(3),
    "two outcomes": Float64Array.of(1, 1e-9),
    "equal outcomes": new Float64Array(64).fill(0.5),
    "a geometric law": Float64Array.from({ length: 100 }, (_, i) => 0.8 ** i),
    "a law with gaps": Float64Array.from({ length: 33 }, (_, i) => (i % 3 === 0 ? i : 0)),
  };

  test.each(Object.entries(laws))("hold the probabilities of %s to 2^-31", (_, weights) => {
    const { pointer, logSize } = aliasTable(kernel, weights);
    const size = 1 << logSize;
    const cells = new Uint32Array(call.memory.buffer, pointer, 2 * size);
    const held = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      const alias = cells[2 * i + 1];
      const own = alias === i ? 1 : cells[2 * i] / 2 ** 32;
      held[i] += own / size;
      held[alias] += (1 - own) / size;
    }
    const sum = sumOf(weights);
    for (let i = 0; i < size; i++) {
      expect(Math.abs(held[i] - (weights[i] ?? 0) / sum)).toBeLessThan(2 ** -31);
    }
  });

  test("give draws of their law (chi-square, significance .001)", () => {
    const n = 1_000_003;
    for (const [name, weights] of Object.entries(laws)) {
      const mark = arena.mark();
      const stream = openStream(kernel, 71, name.length);
      const table = aliasTable(kernel, weights);
      const out = arena.i32(n);
      aliasDraw(kernel, stream, table, out, -7);
      const counts = new Float64Array(weights.length);
      for (const value of out.view) counts[value + 7]++;
      expect(sumOf(counts)).toBe(n);
      const sum = sumOf(weights);
      const { statistic, degrees } = chiSquare(
        counts,
        weights.map((weight) => weight / sum),
        n,
      );
      if (degrees > 0) expect(statistic).toBeLessThan(chiSquareLimit(degrees));
      arena.release(mark);
    }
  });

  test("refuse weights that are no law", () => {
    expect(() => aliasTable(kernel, Float64Array.of(0, 0))).toThrow(/positive finite sum/);
    expect(() => aliasTable(kernel, Float64Array.of(1, -1))).toThrow(/at least 0/);
  });
});
