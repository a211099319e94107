import { describe, expect, test } from "vitest";
import {
  interactingCounts,
  interactingWalkers,
  type JumpRule,
  prepareRule,
} from "../../src/kernel/interacting.js";
import type { Kernel } from "../../src/kernel/load.js";
import { openStream } from "../../src/kernel/random.js";
import { settle } from "../../src/simulate/interacting/settle.js";
import { stepCounts, stepWalkers } from "../oracle/interacting.js";
import { ReferenceStream } from "../oracle/xoshiro.js";
import { bothBuilds } from "./builds.js";

const [simd, scalar] = await bothBuilds();

/** Counts after some micro steps. */
function countsAfter(
  kernel: Kernel,
  rule: JumpRule,
  start: readonly number[],
  steps: number,
  seed: number,
) {
  const mark = kernel.arena.mark();
  const walkers = start.reduce((sum, count) => sum + count, 0);
  const prepared = prepareRule(kernel, rule, walkers);
  const stream = openStream(kernel, seed);
  const counts = kernel.arena.u32(prepared.room);
  counts.view.fill(0);
  counts.view.set(start);
  interactingCounts(kernel, stream, counts, prepared, steps);
  const after = [...counts.view.slice(0, rule.sites)];
  kernel.arena.release(mark);
  return after;
}

/** Sites of walkers, and their counts, after some micro steps. */
function walkersAfter(
  kernel: Kernel,
  rule: JumpRule,
  start: readonly number[],
  steps: number,
  seed: number,
) {
  const mark = kernel.arena.mark();
  const walkers = start.reduce((sum, count) => sum + count, 0);
  const prepared = prepareRule(kernel, rule, walkers);
  const stream = openStream(kernel, seed);
  const counts = kernel.arena.u32(prepared.room);
  counts.view.fill(0);
  counts.view.set(start);
  const each = kernel.arena.i32(walkers);
  settle(Uint32Array.from(start), each.view);
  interactingWalkers(kernel, stream, each, counts, prepared, steps);
  const result = { each: [...each.view], counts: [...counts.view.slice(0, rule.sites)] };
  kernel.arena.release(mark);
  return result;
}

/** Uneven counts: none, few and up to `most` on a site. */
function uneven(sites: number, most: number): number[] {
  return Array.from({ length: sites }, (_, i) =>
    i % 5 === 4 ? 0 : (i * i * 7 + 3 * i) % (most + 1),
  );
}

const base = { sites: 48, width: 4, centred: false, ahead: 0, right: [0.1], left: [0.2] };

/** Rules of every kind. The sum of each one's probabilities stays below 1. */
const rules: { [name: string]: JumpRule } = {
  "one way, density-dependent": { ...base, right: [0.01, 0.03], left: [] },
  "both ways, density-dependent": { ...base, right: [0.3, -0.02], left: [0.1, 0.01, 0.001] },
  "both edges in one byte": { ...base, right: [0.5], left: [0.4999] },
  "always right": { ...base, right: [1], left: [0] },
  tables: {
    ...base,
    right: [
      [0, 0.4],
      [1.5, 0.1],
      [3, 0],
    ],
    left: [
      [1, 0.05],
      [2, 0.5],
    ],
  },
  "ahead, boxes": {
    ...base,
    right: [0.3, -0.02],
    left: [
      [0, 0.2],
      [4, 0],
    ],
    ahead: 3,
  },
  "centred, odd": { ...base, centred: true, width: 5, right: [0.02, 0.05], left: [] },
  "centred, even, ahead": { ...base, centred: true, width: 6, left: [0.1, 0.02], ahead: 3 },
  "sites that fill no sixteens": { ...base, sites: 21, width: 7, right: [0.1, 0.1], left: [0.02] },
  "box of one site": { ...base, width: 1, right: [0.05, 0.01], left: [] },
};

describe.each(Object.entries(rules))("%s:", (_, rule) => {
  const start = uneven(rule.sites, 9);

  test("counts are those of the reference", () => {
    const stream = new ReferenceStream(31);
    let expected = start;
    for (let step = 0; step < 25; step++) expected = stepCounts(stream, rule, expected);
    expect(countsAfter(simd, rule, start, 25, 31)).toEqual(expected);
  });

  test("walkers are those of the reference", () => {
    const stream = new ReferenceStream(32);
    let expected = start.flatMap((count, site) => new Array(count).fill(site));
    for (let step = 0; step < 25; step++) expected = stepWalkers(stream, rule, expected);
    const { each, counts } = walkersAfter(simd, rule, start, 25, 32);
    expect(each).toEqual(expected);
    const counted = new Array(rule.sites).fill(0);
    for (const site of each) counted[site]++;
    expect(counts).toEqual(counted);
  });

  test.each([9, 127, 300, 1e6])("both builds agree, to %d walkers on a site", (most) => {
    const crowded = uneven(rule.sites, most);
    const after = countsAfter(simd, rule, crowded, 20, 33);
    expect(after).toEqual(countsAfter(scalar, rule, crowded, 20, 33));
    const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
    expect(total(after)).toBe(total(crowded));
    if (most > 300) return;
    expect(walkersAfter(simd, rule, crowded, 20, 34)).toEqual(
      walkersAfter(scalar, rule, crowded, 20, 34),
    );
  });
});

test("more than a chunk of walkers, of a number that fills no block, is that of the reference", () => {
  const rule: JumpRule = { ...base, right: [0.2, 0.01] };
  const start = uneven(48, 90);
  start[4] = 3;
  const stream = new ReferenceStream(35);
  let expected = start.flatMap((count, site) => new Array(count).fill(site));
  expect(expected.length).toBeGreaterThan(1024);
  expect(expected.length % 4).not.toBe(0);
  for (let step = 0; step < 3; step++) expected = stepWalkers(stream, rule, expected);
  expect(walkersAfter(simd, rule, start, 3, 35).each).toEqual(expected);
});

test("a lone walker sees nobody", () => {
  const rule: JumpRule = { ...base, right: [1, -1], left: [] };
  const start = new Array(48).fill(0);
  start[47] = 1;
  const moved = new Array(48).fill(0);
  moved[9] = 1;
  expect(countsAfter(simd, rule, start, 10, 36)).toEqual(moved);
});

test("nobody stays nobody", () => {
  const start = new Array(48).fill(0);
  expect(countsAfter(simd, base, start, 10, 37)).toEqual(start);
});

test.each([
  [{ width: 5 }, /width must be a divisor of the 48 sites; received 5/],
  [{ width: 0 }, /width must be an integer of 1 to 24; received 0/],
  [{ width: 30, centred: true }, /width must be an integer of 1 to 24; received 30/],
  [{ sites: 1 }, /sites must be an integer of 2 to/],
  [{ ahead: 48 }, /ahead must be an integer of 0 to 47; received 48/],
])("refuses %o", (given, message) => {
  expect(() => prepareRule(simd, { ...base, ...given }, 10)).toThrow(message);
});

test("refuses counts of another size", () => {
  const prepared = prepareRule(simd, base, 10);
  const stream = openStream(simd, 1);
  const counts = simd.arena.u32(47);
  expect(() => interactingCounts(simd, stream, counts, prepared, 1)).toThrow(/room for 48/);
});
