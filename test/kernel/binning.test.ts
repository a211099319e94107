import { describe, expect, test } from "vitest";
import { instantiateKernel } from "../../src/kernel/load.js";
import { fillUniform, openStream } from "../../src/kernel/random.js";
import {
  binWalkers,
  type Domain,
  walkersPlace,
  walkersPositions,
} from "../../src/kernel/walkers.js";
import { kolmogorov, kolmogorovLimit } from "../oracle/statistics.js";
import { binOf } from "../oracle/walkers.js";

const kernel = await instantiateKernel();
const { arena } = kernel;
const domain: Domain = [-1, 1];
const jump = 3.875e-3;

/** Walkers all over the domain with displacements of up to many turns. */
function scattered(n: number, seed: number) {
  const x0 = arena.f64(n);
  fillUniform(kernel, openStream(kernel, seed), x0);
  const net = arena.i32(n);
  net.view.forEach((_, i) => {
    net.view[i] = Math.floor((x0.view[(i * 7) % n] - 0.5) * 1e6);
  });
  x0.view.forEach((u, i) => {
    x0.view[i] = 2 * u - 1;
  });
  return { x0, net };
}

const sumOf = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);

describe("placing", () => {
  test.each([
    [
      [-1, 1],
      [5, 0, 20_000, 1, 30_000, 0],
    ],
    [
      [0, 1e-3],
      [7, 8, 9],
    ],
    [[100, 101], [1000]],
    [[-1 / 3, 0.1], Array.from({ length: 1000 }, (_, j) => j % 13)],
  ] as [Domain, number[]][])("on %j puts each walker into its bin, uniformly", (ends, numbers) => {
    const mark = arena.mark();
    const counts = arena.u32(numbers.length);
    counts.view.set(numbers);
    const n = sumOf(numbers);
    const x0 = arena.f64(n);
    walkersPlace(kernel, openStream(kernel, 101), counts, ends, x0);
    const width = (ends[1] - ends[0]) / numbers.length;
    const within: number[] = [];
    let walker = 0;
    numbers.forEach((count, j) => {
      for (let i = 0; i < count; i++) {
        within.push((x0.view[walker++] - ends[0]) / width - j);
      }
    });
    // Significance .001.
    expect(kolmogorov(Float64Array.from(within), (x) => x)).toBeLessThan(kolmogorovLimit);
    const net = arena.i32(n);
    net.view.fill(0);
    const found = arena.u32(numbers.length);
    binWalkers(kernel, x0, net, jump, ends, found);
    expect(Array.from(found.view)).toEqual(numbers);
    arena.release(mark);
  });

  test("refuses counts that do not sum to the walkers", () => {
    const counts = arena.u32(2);
    counts.view.set([3, 4]);
    const stream = openStream(kernel, 102);
    expect(() => walkersPlace(kernel, stream, counts, domain, arena.f64(8))).toThrow(/7 walkers/);
  });
});

describe("binning", () => {
  test.each([1, 24, 25, 1000])("into %d bins is that of the plain formula", (bins) => {
    const mark = arena.mark();
    const { x0, net } = scattered(50_001, 103);
    const counts = arena.u32(bins);
    counts.view.fill(99);
    binWalkers(kernel, x0, net, jump, domain, counts);
    const expected = new Uint32Array(bins);
    x0.view.forEach((x, i) => {
      expected[binOf(x, net.view[i], jump, domain, bins)]++;
    });
    expect(counts.view).toEqual(expected);
    arena.release(mark);
  });

  test("loses no walker at the edges", () => {
    const mark = arena.mark();
    const below = 1 - 2 ** -53;
    const edges = [-1, 1, below, -below, -1 - 2 ** -52, 1 + 2 ** -52, 3, -3, 0, 5e-324, -5e-324];
    const x0 = arena.copyF64(edges);
    const net = arena.i32(edges.length);
    net.view.fill(0);
    for (const bins of [1, 2, 3, 7, 24, 25, 49, 1000]) {
      const counts = arena.u32(bins);
      binWalkers(kernel, x0, net, jump, domain, counts);
      expect(sumOf(counts.view)).toBe(edges.length);
      // All but the last three are at the seam or within rounding of it.
      expect(counts.view[0] + (bins > 1 ? counts.view[bins - 1] : 0)).toBeGreaterThanOrEqual(8);
    }
    arena.release(mark);
  });

  test("finds a walker where it started after whole turns, however many", () => {
    const mark = arena.mark();
    const x0 = arena.copyF64([-0.875, 0.125, 0.625]);
    const net = arena.i32(3);
    // Jumps of 1/512: 1024 to a turn.
    net.view.set([1024 * 2_000_000, -1024 * 2_000_000, 1024 * 1_999_999]);
    const counts = arena.u32(16);
    binWalkers(kernel, x0, net, 1 / 512, domain, counts);
    expect(Array.from(counts.view)).toEqual([0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0]);
    arena.release(mark);
  });
});

describe("positions", () => {
  test("are x0 + jump net, wrapped into the domain, to float32", () => {
    const mark = arena.mark();
    const { x0, net } = scattered(50_001, 104);
    const out = arena.f32(50_001);
    walkersPositions(kernel, x0, net, jump, domain, out);
    let worst = 0;
    for (let i = 0; i < out.length; i++) {
      const turns = (x0.view[i] + jump * net.view[i] + 1) / 2;
      const exact = -1 + 2 * (turns - Math.floor(turns));
      const distance = Math.abs(out.view[i] - exact);
      worst = Math.max(worst, Math.min(distance, 2 - distance));
    }
    expect(worst).toBeLessThan(6.1e-8);
    expect(out.view.every((x) => x >= -1 && x < 1)).toBe(true);
    arena.release(mark);
  });

  test("lie in the bins they are counted in, to the rounding of float32", () => {
    const mark = arena.mark();
    const n = 20_000;
    const bins = 24;
    const { x0, net } = scattered(n, 105);
    const out = arena.f32(n);
    walkersPositions(kernel, x0, net, jump, domain, out);
    const one = arena.f64(1);
    const oneNet = arena.i32(1);
    const counts = arena.u32(bins);
    for (let i = 0; i < n; i++) {
      one.view[0] = x0.view[i];
      oneNet.view[0] = net.view[i];
      binWalkers(kernel, one, oneNet, jump, domain, counts);
      const bin = counts.view.indexOf(1);
      const inBins = ((out.view[i] + 1) / 2) * bins;
      const nearest = Math.abs(inBins - Math.round(inBins));
      if (Math.floor(inBins) !== bin) expect(nearest).toBeLessThan(1e-6);
    }
    arena.release(mark);
  });

  test("never reach the upper end", () => {
    const mark = arena.mark();
    const x0 = arena.copyF64([1, 1 - 2 ** -53, 1 - 1e-9, 1 - 1e-7, -1, -1 - 1e-18]);
    const net = arena.i32(6);
    net.view.fill(0);
    const out = arena.f32(6);
    walkersPositions(kernel, x0, net, jump, domain, out);
    expect(Array.from(out.view)).toEqual([-1, -1, -1, Math.fround(1 - 1e-7), -1, -1]);
    arena.release(mark);
  });

  test("and bins need as many displacements as walkers", () => {
    const x0 = arena.f64(3);
    const net = arena.i32(2);
    expect(() => binWalkers(kernel, x0, net, jump, domain, arena.u32(4))).toThrow(/3 walkers/);
    expect(() => walkersPositions(kernel, x0, net, jump, domain, arena.f32(3))).toThrow(
      /3 walkers/,
    );
  });
});
