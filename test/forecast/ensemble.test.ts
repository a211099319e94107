import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { isCoarsegrainError } from "../../src/errors.js";
import { Ensemble } from "../../src/forecast/ensemble.js";
import { quantileIndex, sortedColumns } from "../../src/forecast/order-statistics.js";
import { instantiateKernel, type Kernel } from "../../src/kernel/load.js";
import { bothBuilds } from "../kernel/builds.js";
import { chiSquareLimit, pearson } from "../simulate/statistics.js";
import { fieldsOf, multinomialEnsemble, wavyLaw } from "./build.js";

let kernel: Kernel;
beforeAll(async () => {
  kernel = await instantiateKernel();
});

/** The tag and message of what `action` throws. */
function failure(action: () => unknown): { tag: string; message: string } {
  try {
    action();
  } catch (error) {
    if (isCoarsegrainError(error)) return { tag: error.tag, message: error.message };
    throw error;
  }
  return { tag: "none", message: "" };
}

/** The smallest value that at least a fraction p does not exceed, by sorting and trying each. */
function slowQuantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const found = sorted.find((value) => {
    const notAbove = sorted.filter((other) => other <= value).length;
    return notAbove / sorted.length >= p - 1e-9;
  });
  return found as number;
}

const laws = [wavyLaw(12), wavyLaw(12, 1), wavyLaw(12, 2)];

function column(ensemble: Ensemble, step: number, bin: number, draws?: readonly number[]) {
  const which = draws ?? Array.from({ length: ensemble.draws }, (_, draw) => draw);
  return which.map((draw) => ensemble.countsAt(draw, step)[bin]);
}

describe("statistics over draws", () => {
  test("the mean density has integral 1 and is the mean of counts / (walkers * width)", () => {
    const ensemble = multinomialEnsemble(kernel, laws, 40, 300, 1);
    const mean = ensemble.mean();
    for (let step = 0; step < 3; step++) {
      let integral = 0;
      for (let bin = 0; bin < 12; bin++) {
        const counts = column(ensemble, step, bin);
        const expected = counts.reduce((a, b) => a + b, 0) / 40 / (300 / 6);
        expect(mean[step * 12 + bin]).toBeCloseTo(expected, 12);
        integral += mean[step * 12 + bin] / 6;
      }
      expect(integral).toBeCloseTo(1, 12);
    }
  });

  test.each([0, 0.025, 0.3, 0.5, 0.975, 1])("the %d quantile equals that by sorting", (p) => {
    for (const draws of [1, 2, 7, 40]) {
      const ensemble = multinomialEnsemble(kernel, laws, draws, 300, 2);
      const quantile = ensemble.quantile(p);
      for (let step = 0; step < 3; step++) {
        for (let bin = 0; bin < 12; bin++) {
          const expected = slowQuantile(column(ensemble, step, bin), p) / (300 / 6);
          expect(quantile[step * 12 + bin]).toBeCloseTo(expected, 12);
        }
      }
    }
  });

  test("the interval joins its two quantiles, and the median lies between", () => {
    const ensemble = multinomialEnsemble(kernel, laws, 200, 300, 3);
    const { lower, upper } = ensemble.interval(0.8);
    expect(lower).toEqual(ensemble.quantile((1 - 0.8) / 2));
    expect(upper).toEqual(ensemble.quantile((1 + 0.8) / 2));
    const median = ensemble.median();
    expect(median.every((value, i) => lower[i] <= value && value <= upper[i])).toBe(true);
  });

  test("a 95 % interval of 1000 draws runs from the 25th to the 975th", () => {
    expect(quantileIndex((1 - 0.95) / 2, 1000)).toBe(24);
    expect(quantileIndex((1 + 0.95) / 2, 1000)).toBe(974);
  });

  test("refuses probabilities and levels out of range", () => {
    const ensemble = multinomialEnsemble(kernel, laws, 3, 10, 1);
    expect(failure(() => ensemble.quantile(1.1)).tag).toBe("InvalidParameter");
    expect(failure(() => ensemble.quantile(Number.NaN)).tag).toBe("InvalidParameter");
    expect(failure(() => ensemble.interval(95)).tag).toBe("InvalidParameter");
    expect(failure(() => ensemble.interval(1)).tag).toBe("InvalidParameter");
  });

  test("columns sort alike whether values lie close or far apart", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom(3, 400, 5000, 0xffffffff),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 6, maxLength: 120 }),
        (bins, span, fractions) => {
          const rows = Math.floor(fractions.length / bins);
          const counts = Uint32Array.from(fractions, (f) => Math.floor(f * span));
          const starts = Array.from({ length: rows }, (_, i) => i * bins);
          const sorted = sortedColumns(counts, starts, bins);
          for (let bin = 0; bin < bins; bin++) {
            const expected = starts.map((row) => counts[row + bin]).sort((a, b) => a - b);
            expect([...sorted.subarray(bin * rows, (bin + 1) * rows)]).toEqual(expected);
          }
        },
      ),
      { seed: 7, numRuns: 200 },
    );
  });
});

describe("draws that diverge", () => {
  /** Draw 1 diverges at step 1, draw 2 at step 2; what they hold then is rubbish. */
  function partly(): Ensemble {
    const whole = multinomialEnsemble(kernel, laws, 5, 100, 4);
    const counts = whole.counts.slice();
    counts.fill(4_000_000, (1 * 3 + 1) * 12, 2 * 3 * 12);
    counts.fill(4_000_000, (2 * 3 + 2) * 12, 3 * 3 * 12);
    const state = whole.state.map((_, i) => (i === (2 * 3 + 2) * 2 ? Number.NaN : 0));
    const divergedAt = Int32Array.of(-1, 1, 2, -1, -1);
    return new Ensemble(fieldsOf(counts, 5, 3, 100, { divergedAt, state }), kernel);
  }

  test("are counted from their step on", () => {
    expect([0, 1, 2].map((step) => partly().divergedBy(step))).toEqual([0, 1, 2]);
    expect(partly().survivingSteps).toBe(3);
  });

  test("are left out of every statistic from their step on", () => {
    const ensemble = partly();
    const mean = ensemble.mean();
    const upper = ensemble.interval(0.9).upper;
    const pair = ensemble.twoBinQuantiles(0, 1, [1])[0];
    const living = [
      [0, 1, 2, 3, 4],
      [0, 2, 3, 4],
      [0, 3, 4],
    ];
    living.forEach((draws, step) => {
      for (let bin = 0; bin < 12; bin++) {
        const counts = column(ensemble, step, bin, draws);
        const unit = 100 / 6;
        const average = counts.reduce((a, b) => a + b, 0) / draws.length;
        expect(mean[step * 12 + bin]).toBeCloseTo(average / unit, 12);
        expect(upper[step * 12 + bin]).toBeCloseTo(Math.max(...counts) / unit, 12);
      }
      const products = draws.map((draw) => {
        const counts = ensemble.countsAt(draw, step);
        return (counts[0] * counts[1]) / (100 * 99);
      });
      expect(pair[step]).toBeCloseTo(Math.max(...products), 14);
    });
    const probability = ensemble.twoBin(0, 1);
    expect([...probability].map(Number.isNaN).indexOf(true)).toBe(1 * 3 + 1);
    expect([...probability].filter(Number.isNaN)).toHaveLength(3);
  });

  test("cannot be lifted once they have diverged", () => {
    const ensemble = partly();
    expect(ensemble.lift(1, 0)).toHaveLength(100);
    expect(failure(() => ensemble.lift(1, 1)).tag).toBe("NumericalFailure");
    expect(failure(() => ensemble.lift(1, 2)).tag).toBe("NumericalFailure");
  });

  test("if all do, statistics name the step and how to go on", () => {
    const { counts } = multinomialEnsemble(kernel, laws, 2, 100, 4);
    const divergedAt = Int32Array.of(1, 2);
    const ensemble = new Ensemble(fieldsOf(counts, 2, 3, 100, { divergedAt }), kernel);
    for (const statistic of [
      () => ensemble.mean(),
      () => ensemble.median(),
      () => ensemble.interval(0.5),
      () => ensemble.twoBinInterval(0, 1, 0.5),
    ]) {
      const { tag, message } = failure(statistic);
      expect(tag).toBe("NumericalFailure");
      expect(message).toContain("step 2");
      expect(message).toContain("truncate(2)");
    }
    const before = ensemble.truncate(ensemble.survivingSteps);
    expect(before.mean()).toHaveLength(2 * 12);
    expect([...before.divergedAt]).toEqual([1, -1]);
    expect(before.countsAt(1, 1)).toEqual(ensemble.countsAt(1, 1));
  });

  test("if all do at once, no steps survive", () => {
    const { counts } = multinomialEnsemble(kernel, laws, 2, 100, 4);
    const divergedAt = Int32Array.of(0, 0);
    const ensemble = new Ensemble(fieldsOf(counts, 2, 3, 100, { divergedAt }), kernel);
    expect(ensemble.survivingSteps).toBe(0);
    expect(failure(() => ensemble.mean()).message).toContain("step 0");
  });
});

describe("other grids", () => {
  test("a finer grid keeps the walkers of every bin", () => {
    const ensemble = multinomialEnsemble(kernel, laws, 20, 500, 5);
    const fine = ensemble.rebin(48);
    expect(fine.bins).toBe(48);
    expect(fine.coarsen(12).counts).toEqual(ensemble.counts);
    expect(ensemble.rebin(12)).toBe(ensemble);
    expect(fine.coarsen(6).counts).toEqual(ensemble.coarsen(6).counts);
  });

  test("a finer grid spreads the walkers of a bin evenly", () => {
    for (const [walkers, factor] of [
      [40, 5],
      [20000, 5],
      [3000, 8],
    ]) {
      const ensemble = multinomialEnsemble(kernel, laws, 50, walkers, 6);
      const fine = ensemble.rebin(12 * factor);
      const parts = new Float64Array(factor);
      fine.counts.forEach((count, i) => {
        parts[i % factor] += count;
      });
      const expected = parts.map(() => (walkers * 150) / factor);
      const { statistic, degrees } = pearson(parts, expected);
      expect(statistic).toBeLessThan(chiSquareLimit(degrees));
    }
  });

  test("the split has the spread of a multinomial: a chi-square over all bins", () => {
    const ensemble = multinomialEnsemble(kernel, laws, 50, 20000, 7);
    const fine = ensemble.rebin(48);
    let statistic = 0;
    fine.counts.forEach((count, i) => {
      const expected = ensemble.counts[Math.floor(i / 4)] / 4;
      statistic += (count - expected) ** 2 / expected;
    });
    const degrees = ensemble.counts.length * 3;
    expect(statistic).toBeLessThan(chiSquareLimit(degrees));
    expect(statistic).toBeGreaterThan(2 * degrees - chiSquareLimit(degrees));
  });

  test("a finer grid is the same each time, in either build, and depends on seed and bins", async () => {
    const ensemble = multinomialEnsemble(kernel, laws, 20, 500, 5);
    for (const build of await bothBuilds()) {
      const other = new Ensemble({ ...ensemble }, build);
      expect(other.rebin(24).counts).toEqual(ensemble.rebin(24).counts);
      expect(other.lift(3, 1)).toEqual(ensemble.lift(3, 1));
    }
    const reseeded = new Ensemble({ ...ensemble, seed: 6 }, kernel);
    expect(reseeded.rebin(24).counts).not.toEqual(ensemble.rebin(24).counts);
    // So few walkers are placed one by one: the same numbers would place them alike on either grid.
    const few = multinomialEnsemble(kernel, laws, 20, 12, 5);
    expect(few.rebin(48).coarsen(24).counts).not.toEqual(few.rebin(24).counts);
  });

  test("large ensembles, split in several parts, keep the walkers of every bin", () => {
    const ensemble = multinomialEnsemble(kernel, [wavyLaw(96)], 1000, 500, 5);
    expect(ensemble.rebin(96 * 4).coarsen(96).counts).toEqual(ensemble.counts);
  });

  test("bins that do not divide are refused, and those that do are named", () => {
    const ensemble = multinomialEnsemble(kernel, laws, 3, 10, 5);
    for (const bins of [6, 13, 0, -12, 24.5, Number.NaN]) {
      const { tag, message } = failure(() => ensemble.rebin(bins));
      expect(tag).toBe("InvalidParameter");
      expect(message).toContain("24, 36, 48");
    }
    for (const bins of [24, 5, 0, -6, Number.NaN]) {
      const { tag, message } = failure(() => ensemble.coarsen(bins));
      expect(tag).toBe("InvalidParameter");
      expect(message).toContain("1, 2, 3, 4, 6, 12");
    }
  });

  test("shapes follow draws, steps and bins", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 90 }),
        (draws, steps, bins, factor, walkers) => {
          const law = Array.from({ length: steps }, () => wavyLaw(bins));
          const ensemble = multinomialEnsemble(kernel, law, draws, walkers, 3).rebin(bins * factor);
          const cells = steps * bins * factor;
          expect(ensemble.mean()).toHaveLength(cells);
          expect(ensemble.quantile(0.1)).toHaveLength(cells);
          expect(ensemble.counts).toHaveLength(cells * draws);
          expect(ensemble.coarsen(bins).counts).toHaveLength(steps * bins * draws);
          expect(ensemble.lift(draws - 1, steps - 1)).toHaveLength(walkers);
          const { lower, upper } = ensemble.interval(0.5);
          expect(lower.every((value, i) => value <= upper[i])).toBe(true);
        },
      ),
      { seed: 8, numRuns: 50 },
    );
  });
});

describe("two bins", () => {
  test("probabilities sum to 1 over all ordered pairs", () => {
    const ensemble = multinomialEnsemble(kernel, laws, 4, 50, 8);
    const total = new Float64Array(4 * 3);
    for (let first = 0; first < 12; first++) {
      for (let second = 0; second < 12; second++) {
        ensemble.twoBin(first, second).forEach((value, i) => {
          total[i] += value;
        });
      }
    }
    for (const sum of total) expect(sum).toBeCloseTo(1, 12);
  });

  test("equal the share of walker pairs counted one by one", () => {
    const counts = Uint32Array.of(3, 0, 2, 1);
    const bins = [0, 0, 0, 2, 2, 3];
    const ensemble = new Ensemble(fieldsOf(counts, 1, 1, 6), kernel);
    for (let first = 0; first < 4; first++) {
      for (let second = 0; second < 4; second++) {
        let pairs = 0;
        bins.forEach((a, i) => {
          bins.forEach((b, k) => {
            if (i !== k && a === first && b === second) pairs++;
          });
        });
        expect(ensemble.twoBin(first, second)[0]).toBe(pairs / 30);
      }
    }
  });

  test("of independent walkers average to the product of the bins' probabilities", () => {
    const draws = 20000;
    const law = wavyLaw(6);
    const ensemble = multinomialEnsemble(kernel, [law], draws, 20, 9);
    for (const [first, second] of [
      [0, 3],
      [1, 2],
      [4, 4],
    ]) {
      const values = ensemble.twoBin(first, second);
      const mean = values.reduce((a, b) => a + b, 0) / draws;
      const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / (draws - 1);
      const z = (mean - law[first] * law[second]) / Math.sqrt(variance / draws);
      expect(Math.abs(z)).toBeLessThan(3.2905);
    }
  });

  test("intervals equal those by sorting", () => {
    const ensemble = multinomialEnsemble(kernel, laws, 41, 80, 10);
    const { lower, upper } = ensemble.twoBinInterval(2, 7, 0.9);
    const values = ensemble.twoBin(2, 7);
    for (let step = 0; step < 3; step++) {
      const ofStep = Array.from({ length: 41 }, (_, draw) => values[draw * 3 + step]);
      expect(lower[step]).toBe(slowQuantile(ofStep, 0.05));
      expect(upper[step]).toBe(slowQuantile(ofStep, 0.95));
    }
  });

  test("that are not there, or without two walkers, are refused", () => {
    const ensemble = multinomialEnsemble(kernel, laws, 3, 10, 5);
    expect(failure(() => ensemble.twoBin(0, 12)).tag).toBe("InvalidParameter");
    expect(failure(() => ensemble.twoBin(-1, 2)).tag).toBe("InvalidParameter");
    const lonely = multinomialEnsemble(kernel, laws, 3, 1, 5);
    expect(failure(() => lonely.twoBin(0, 1)).tag).toBe("InvalidData");
  });
});

describe("lifting", () => {
  test.each([
    [-1, 1],
    [0, 1],
    [3.1, 3.7],
    // Here the float32 of about one walker in 10 000 lies in the next bin.
    [100, 101],
  ])("on [%d, %d) places every walker in its bin", (low, high) => {
    const domain = [low, high] as const;
    const { counts } = multinomialEnsemble(kernel, [wavyLaw(24)], 2, 100000, 11);
    const grid = { domain, bins: 24 };
    const ensemble = new Ensemble(fieldsOf(counts, 2, 1, 100000, { grid }), kernel);
    const position = ensemble.lift(1, 0);
    const recounted = new Uint32Array(24);
    expect(position.every((x) => x >= low && x < high)).toBe(true);
    for (const x of position) {
      recounted[Math.floor(((x - low) / (high - low)) * 24)]++;
    }
    expect(recounted).toEqual(ensemble.countsAt(1, 0));
  });

  test("spreads walkers evenly within their bins", () => {
    const ensemble = multinomialEnsemble(kernel, [wavyLaw(4)], 1, 40000, 12);
    const parts = new Float64Array(10);
    for (const x of ensemble.lift(0, 0)) parts[Math.floor((x + 1) * 2 * 10) % 10]++;
    const { statistic, degrees } = pearson(
      parts,
      parts.map(() => 4000),
    );
    expect(statistic).toBeLessThan(chiSquareLimit(degrees));
  });

  test("is the same each time and differs between draws, steps and seeds", () => {
    const counts = Uint32Array.from({ length: 4 * 3 }, () => 25);
    const ensemble = new Ensemble(fieldsOf(counts, 2, 2, 75), kernel);
    const position = ensemble.lift(0, 0);
    expect(ensemble.lift(0, 0)).toEqual(position);
    expect(ensemble.lift(1, 0)).not.toEqual(position);
    expect(ensemble.lift(0, 1)).not.toEqual(position);
    const reseeded = new Ensemble({ ...ensemble, seed: 6 }, kernel);
    expect(reseeded.lift(0, 0)).not.toEqual(position);
  });

  test("refuses draws and steps that are not there", () => {
    const ensemble = multinomialEnsemble(kernel, laws, 3, 10, 5);
    expect(failure(() => ensemble.lift(3, 0)).tag).toBe("InvalidParameter");
    expect(failure(() => ensemble.lift(0, 3)).tag).toBe("InvalidParameter");
    expect(failure(() => ensemble.lift(0.5, 0)).tag).toBe("InvalidParameter");
  });
});

describe("construction refuses", () => {
  const good = () => fieldsOf(Uint32Array.of(1, 2, 3, 0, 2, 1, 1, 2), 2, 2, 3);

  test.each([
    ["counts of another length", { counts: new Uint32Array(7) }],
    ["no bins", { grid: { domain: [0, 1], bins: 0 } as const }],
    ["a domain that is not one", { grid: { domain: [1, 0], bins: 2 } as const }],
    ["no draws", { draws: 0 }],
    ["no steps", { time: new Float64Array(0) }],
    ["half a walker", { walkers: 2.5 }],
    ["states of another length", { state: new Float64Array(7) }],
    ["no states", { state: new Float64Array(0) }],
    ["states that are not finite", { state: new Float64Array(8).fill(Number.NaN, 3, 4) }],
    ["counts with a walker missing", { counts: Uint32Array.of(1, 2, 3, 0, 2, 1, 1, 1) }],
    ["times that do not rise", { time: Float64Array.of(1, 1) }],
    ["times that are not finite", { time: Float64Array.of(1, Number.NaN) }],
    ["divergedAt of another length", { divergedAt: Int32Array.of(-1) }],
    ["divergence beyond the steps", { divergedAt: Int32Array.of(-1, 2) }],
    ["divergence before the steps", { divergedAt: Int32Array.of(-2, -1) }],
  ])("%s", (_, wrong) => {
    expect(failure(() => new Ensemble(good(), kernel)).tag).toBe("none");
    expect(failure(() => new Ensemble({ ...good(), ...wrong }, kernel)).tag).toBe("InvalidData");
  });
});
