/** Laws of interacting walkers against exact ones, at significance .001 with fixed seeds. */
import { describe, expect, test } from "vitest";
import {
  interactingCounts,
  interactingWalkers,
  type JumpRule,
  prepareRule,
} from "../../src/kernel/interacting.js";
import { instantiateKernel } from "../../src/kernel/load.js";
import { multinomial, openStream } from "../../src/kernel/random.js";
import { settle } from "../../src/simulate/interacting/settle.js";
import { densitySeen, evaluate } from "../oracle/interacting.js";
import {
  binomialLaw,
  chiSquare,
  chiSquareLimit,
  correlationScore,
  z9995,
} from "../oracle/statistics.js";

const kernel = await instantiateKernel();
const base: JumpRule = { sites: 48, width: 4, centred: false, ahead: 0, right: [], left: [] };

/** Counts after `steps` of each of `runs` runs from the same start, by either form. */
function* runsFrom(
  rule: JumpRule,
  start: readonly number[],
  {
    steps = 1,
    runs,
    seed,
    oneByOne = false,
  }: { steps?: number; runs: number; seed: number; oneByOne?: boolean },
): Generator<Uint32Array> {
  const mark = kernel.arena.mark();
  const walkers = start.reduce((sum, count) => sum + count, 0);
  const prepared = prepareRule(kernel, rule, walkers);
  const stream = openStream(kernel, seed);
  const counts = kernel.arena.u32(prepared.room);
  const each = kernel.arena.i32(oneByOne ? walkers : 0);
  for (let run = 0; run < runs; run++) {
    counts.view.fill(0);
    counts.view.set(start);
    if (oneByOne) {
      settle(Uint32Array.from(start), each.view);
      interactingWalkers(kernel, stream, each, counts, prepared, steps);
    } else {
      interactingCounts(kernel, stream, counts, prepared, steps);
    }
    yield counts.view.subarray(0, rule.sites);
  }
  kernel.arena.release(mark);
}

/** `count` walkers on every fourth site: after a step those beside it came from it alone. */
const apart = (count: number) => Array.from({ length: 48 }, (_, i) => (i % 4 === 0 ? count : 0));

/** Chi-square of numbers that jumped against Binomial(n, p), as a fraction of its .999 quantile. */
function misfit(jumped: readonly number[], n: number, p: number): number {
  const { first, probabilities } = binomialLaw(n, p);
  const observed = new Float64Array(probabilities.length);
  for (const k of jumped) observed[Math.min(Math.max(k - first, 0), observed.length - 1)]++;
  const { statistic, degrees } = chiSquare(observed, probabilities, jumped.length);
  return statistic / chiSquareLimit(degrees);
}

/** Numbers that jumped right and left from sites of `count` walkers in one step. */
function jumped(pRight: number, pLeft: number, count: number, seed: number, oneByOne: boolean) {
  const rule = { ...base, right: [pRight], left: pLeft === 0 ? [] : [pLeft] };
  const right: number[] = [];
  const left: number[] = [];
  const runs = oneByOne ? 800 : 8000;
  for (const after of runsFrom(rule, apart(count), { runs, seed, oneByOne })) {
    for (let site = 0; site < 48; site += 4) {
      right.push(after[site + 1]);
      left.push(after[(site + 47) % 48]);
    }
  }
  return { right, left };
}

describe.each([false, true])("numbers that leave a site, one by one: %s,", (oneByOne) => {
  // As lanes, by walking up the distribution function, and by rejection; below and above one half.
  test.each([
    [20, 0.0125, 0],
    [100, 0.195, 0.205],
    [127, 0.6, 0.35],
    [128, 0.03, 0.05],
    [500, 0.0125, 0],
    [500, 0.985, 0.0051],
    [900, 0.2, 0.55],
    [5000, 0.7, 0.1],
  ])("of %d walkers are binomial (%d right, %d left)", (count, pRight, pLeft) => {
    const { right, left } = jumped(pRight, pLeft, count, 41, oneByOne);
    expect(misfit(right, count, pRight)).toBeLessThan(1);
    if (pLeft === 0) return expect(left.every((k) => k === 0)).toBe(true);
    expect(misfit(left, count, pLeft)).toBeLessThan(1);
    // Both at once: their sum is binomial too.
    const both = right.map((k, i) => k + left[i]);
    expect(misfit(both, count, pRight + pLeft)).toBeLessThan(1);
  });

  test("the test rejects probabilities that are 1 % too large", () => {
    const { right, left } = jumped(0.195 * 1.01, 0.205 * 1.01, 900, 41, oneByOne);
    expect(misfit(right, 900, 0.195)).toBeGreaterThan(1);
    expect(misfit(left, 900, 0.205)).toBeGreaterThan(1);
  });

  test("are independent from site to site and from step to step", () => {
    for (const count of [100, 900]) {
      const { right, left } = jumped(0.3, 0.3, count, 42, oneByOne);
      const scores = [1, 2, 4, 12, 48].map((lag) =>
        correlationScore(right.slice(lag), right.slice(0, -lag)),
      );
      // Walkers that go right cannot go left: correlation -p / (1 - p).
      expect(correlationScore(right, left) / Math.sqrt(right.length)).toBeCloseTo(-0.3 / 0.7, 1);
      // Ten two-sided tests at .001 in all.
      for (const score of scores) expect(Math.abs(score)).toBeLessThan(3.891);
    }
  });
});

describe("the density that walkers see", () => {
  const rules: { [name: string]: Partial<JumpRule> } = {
    boxes: { right: [0.02, 0.03], left: [0.3, -0.02] },
    "boxes ahead": {
      right: [0.4, -0.03],
      left: [
        [0, 0.2],
        [4, 0.01],
      ],
      ahead: 3,
    },
    "centred, even": { centred: true, right: [0.02, 0.03, 0.001], left: [0.1, 0.01] },
    "centred, odd": {
      centred: true,
      width: 5,
      right: [
        [0, 0],
        [2, 0.3],
      ],
      left: [0.2, -0.01],
    },
  };
  const start = Array.from({ length: 48 }, (_, i) =>
    Math.round(40 + 35 * Math.sin(i / 4) + (i % 3)),
  );

  /** z of the mean flow across each bond, from the exact mean over all offsets. */
  function scores(
    given: Partial<JumpRule>,
    oneByOne: boolean,
    runs = oneByOne ? 20_000 : 80_000,
    factor = 1,
  ): number[] {
    const rule = { ...base, ...given };
    const mean = new Float64Array(48);
    for (const after of runsFrom(rule, start, { runs, seed: 43, oneByOne })) {
      after.forEach((count, i) => {
        mean[i] += count / runs;
      });
    }
    const walkers = start.reduce((sum, count) => sum + count, 0);
    const offsets = rule.centred ? [0] : Array.from({ length: rule.width }, (_, o) => o);
    const p = (way: "right" | "left") =>
      offsets.map((offset) =>
        densitySeen(rule, start, walkers, way === "right" ? rule.ahead : -rule.ahead, offset).map(
          (u) => factor * evaluate(rule[way], u),
        ),
      );
    const right = p("right");
    const left = p("left");
    const average = (values: number[][], i: number) =>
      values.reduce((sum, row) => sum + row[i], 0) / values.length;
    return start.map((count, i) => {
      const before = (i + 47) % 48;
      const next = (i + 1) % 48;
      const expected =
        count * (1 - average(right, i) - average(left, i)) +
        start[before] * average(right, before) +
        start[next] * average(left, next);
      // The variance given the offset, and that of the mean over offsets.
      const conditional = offsets.map((_, o) => {
        const [r, l] = [right[o], left[o]];
        const binomial = (n: number, q: number) => n * q * (1 - q);
        return {
          mean: count * (1 - r[i] - l[i]) + start[before] * r[before] + start[next] * l[next],
          variance:
            binomial(count, r[i] + l[i]) +
            binomial(start[before], r[before]) +
            binomial(start[next], l[next]),
        };
      });
      const within = conditional.reduce((sum, c) => sum + c.variance, 0) / offsets.length;
      const between =
        conditional.reduce((sum, c) => sum + (c.mean - expected) ** 2, 0) / offsets.length;
      return (mean[i] - expected) / Math.sqrt((within + between) / runs);
    });
  }

  // The largest of 48 two-sided scores at .001 in all.
  const limit = 4.26;

  test.each(Object.entries(rules))("of %s moves them as it should", (_, rule) => {
    for (const oneByOne of [false, true]) {
      expect(Math.max(...scores(rule, oneByOne).map(Math.abs))).toBeLessThan(limit);
    }
  });

  test("the test rejects probabilities that are 1 % too large", () => {
    const wrong = { right: [0.0202, 0.0303], left: [0.303, -0.0202] };
    const largest = scores(wrong, false, 400_000, 1 / 1.01).map(Math.abs);
    expect(Math.max(...largest)).toBeGreaterThan(limit);
  });
});

test("both forms have one law after many steps: means and variances agree", () => {
  const rule: JumpRule = { ...base, right: [0.02, 0.03], left: [0.05] };
  const start = Array.from({ length: 48 }, (_, i) => (i < 12 ? 60 : 5));
  const runs = 3000;
  const moments = [false, true].map((oneByOne) => {
    const values = [0, 12, 24, 36].map(() => new Float64Array(runs));
    let run = 0;
    for (const after of runsFrom(rule, start, { steps: 100, runs, seed: 44, oneByOne })) {
      for (const [k, first] of [0, 12, 24, 36].entries()) {
        values[k][run] = after.subarray(first, first + 12).reduce((sum, n) => sum + n, 0);
      }
      run++;
    }
    return values.map((sample) => {
      const mean = sample.reduce((sum, x) => sum + x, 0) / runs;
      const variance = sample.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (runs - 1);
      return { mean, variance };
    });
  });
  for (let k = 0; k < 4; k++) {
    const [a, b] = [moments[0][k], moments[1][k]];
    const pooled = (a.variance + b.variance) / 2;
    // Eight two-sided tests at .001 in all.
    expect(Math.abs(a.mean - b.mean) / Math.sqrt((2 * pooled) / runs)).toBeLessThan(3.84);
    expect(Math.abs(a.variance / b.variance - 1) / Math.sqrt(4 / runs)).toBeLessThan(3.84);
  }
});

describe("fluctuations about an even state", () => {
  const sites = 24;
  const width = 4;
  const perSite = 1000;
  const steps = 150;

  /**
   * Covariance of the counts by linear noise theory, exact for many walkers: with A_o the linearised step
   * at offset o and N the covariance of the jumpers, C <- mean_o A_o C A_o^T + N, from the multinomial C.
   */
  function theory(right: readonly number[], left: readonly number[]): number[][] {
    const value = (f: readonly number[]) => f[0] + (f[1] ?? 0);
    const [pRight, pLeft] = [value(right), value(left)];
    const flow = (f: readonly number[], offset: number) => (i: number, k: number) => {
      // d(n_i p(u_i)) / d n_k, u_i = mean over the box of n / perSite.
      const box = (j: number) => Math.floor(((j - offset + sites) % sites) / width);
      const same = box(i) === box(k) ? 1 : 0;
      return (i === k ? value(f) : 0) + (same * (f[1] ?? 0)) / width;
    };
    const step = (offset: number) => {
      const goRight = flow(right, offset);
      const goLeft = flow(left, offset);
      const mod = (i: number) => (i + sites) % sites;
      return Array.from({ length: sites }, (_, i) =>
        Array.from({ length: sites }, (_, k) => {
          const leave = goRight(i, k) + goLeft(i, k);
          return (i === k ? 1 : 0) - leave + goRight(mod(i - 1), k) + goLeft(mod(i + 1), k);
        }),
      );
    };
    const multiply = (a: number[][], b: number[][]) =>
      a.map((row) => b[0].map((_, j) => row.reduce((sum, x, k) => sum + x * b[k][j], 0)));
    const transpose = (a: number[][]) => a[0].map((_, j) => a.map((row) => row[j]));
    const maps = Array.from({ length: width }, (_, offset) => step(offset));
    // Of n walkers on a site R jump right and L left: their covariance moves with them.
    const noise = Array.from({ length: sites }, () => new Array<number>(sites).fill(0));
    const n = perSite;
    for (let i = 0; i < sites; i++) {
      const [before, next] = [(i + sites - 1) % sites, (i + 1) % sites];
      const effects = [
        [i, -1, -1],
        [next, 1, 0],
        [before, 0, 1],
      ];
      const covariance = (a: number[], b: number[]) =>
        n *
        (a[1] * b[1] * pRight * (1 - pRight) +
          a[2] * b[2] * pLeft * (1 - pLeft) -
          (a[1] * b[2] + a[2] * b[1]) * pRight * pLeft);
      for (const a of effects) for (const b of effects) noise[a[0]][b[0]] += covariance(a, b);
    }
    let c = Array.from({ length: sites }, (_, i) =>
      Array.from({ length: sites }, (_, k) => (i === k ? n : 0) - n / sites),
    );
    for (let t = 0; t < steps; t++) {
      const sum = noise.map((row) => [...row]);
      for (const a of maps) {
        multiply(multiply(a, c), transpose(a)).forEach((row, i) => {
          row.forEach((x, k) => {
            sum[i][k] += x / width;
          });
        });
      }
      c = sum;
    }
    return c;
  }

  /** Sample variance of the counts of blocks of 6 sites, and its theory. */
  function blockVariance(
    right: readonly number[],
    left: readonly number[],
    against = { right, left },
  ) {
    const rule: JumpRule = { ...base, sites, width, right, left };
    const walkers = sites * perSite;
    const runs = 4000;
    const prepared = prepareRule(kernel, rule, walkers);
    const stream = openStream(kernel, 45);
    const counts = kernel.arena.u32(prepared.room);
    let sum = 0;
    const even = kernel.arena.copyF64(new Float64Array(sites).fill(1));
    const drawn = kernel.arena.u32(sites);
    for (let run = 0; run < runs; run++) {
      multinomial(kernel, stream, even, walkers, drawn);
      counts.view.fill(0);
      counts.view.set(drawn.view);
      interactingCounts(kernel, stream, counts, prepared, steps);
      for (let first = 0; first < sites; first += 6) {
        const inside = counts.view.subarray(first, first + 6).reduce((total, n) => total + n, 0);
        sum += (inside - 6 * perSite) ** 2 / (runs * 4);
      }
    }
    const c = theory(against.right, against.left);
    let expected = 0;
    for (let i = 0; i < 6; i++) for (let k = 0; k < 6; k++) expected += c[i][k];
    // Four blocks of a run, their sum fixed, tell as much as three.
    return { ratio: sum / expected, error: Math.sqrt(2 / (3 * runs)) };
  }

  test("without interaction are multinomial", () => {
    const { ratio, error } = blockVariance([0.1], [0.2]);
    const multinomial = theory([0.1], [0.2]);
    expect(multinomial[3][3]).toBeCloseTo(perSite * (1 - 1 / sites), 6);
    expect(Math.abs(ratio - 1) / error).toBeLessThan(z9995);
  });

  test.each([
    ["drift that grows with density", [0, 0.2], [0]],
    ["diffusion that grows with density", [0.05, 0.2], [0.05, 0.2]],
    ["diffusion that falls with density", [0.3, -0.15], [0.3, -0.15]],
  ])("follow linear noise theory for %s", (_, right, left) => {
    const { ratio, error } = blockVariance(right, left);
    expect(Math.abs(ratio - 1) / error).toBeLessThan(z9995);
  });

  test("the test tells interaction from none", () => {
    const { ratio, error } = blockVariance([0.05, 0.2], [0.05, 0.2], {
      right: [0.25],
      left: [0.25],
    });
    expect(Math.abs(ratio - 1) / error).toBeGreaterThan(z9995);
  });
});
