/** Interacting walkers on a lattice, slowly and by definition, on the reference stream. */
import type { JumpRule } from "../../src/kernel/interacting.js";
import type { FunctionOfOne } from "../../src/parameters.js";
import { oneByOne, type Thresholds, threshold, two32 } from "./one-by-one.js";
import type { ReferenceStream } from "./xoshiro.js";

/** Value at u of a polynomial, or of a table of knots. */
export function evaluate(given: FunctionOfOne, u: number): number {
  if (!Array.isArray(given[0])) {
    return (given as readonly number[]).reduceRight((value, a) => value * u + a, 0);
  }
  const knots = given as readonly (readonly [number, number])[];
  if (u <= knots[0][0]) return knots[0][1];
  for (let i = 1; i < knots.length; i++) {
    const [u0, f0] = knots[i - 1];
    const [u1, f1] = knots[i];
    if (u < u1) return f0 + ((f1 - f0) / (u1 - u0)) * (u - u0);
  }
  return knots[knots.length - 1][1];
}

const wrap = (i: number, n: number) => ((i % n) + n) % n;

/** Weight with which the box that a walker of site i sees counts site j. */
export function boxWeight(rule: JumpRule, i: number, j: number, ahead: number, offset: number) {
  const { sites, width, centred } = rule;
  const seen = wrap(i + ahead, sites);
  if (!centred) {
    const box = (site: number) => Math.floor(wrap(site - offset, sites) / width);
    return box(seen) === box(j) ? 1 : 0;
  }
  const apart = wrap(j - seen, sites);
  const distance = Math.min(apart, sites - apart);
  if (2 * distance === width) return 0.5;
  return 2 * distance < width ? 1 : 0;
}

/** Density of the others relative to even spread that a walker of each site sees, shape [site]. */
export function densitySeen(
  rule: JumpRule,
  counts: ArrayLike<number>,
  walkers: number,
  ahead: number,
  offset: number,
): number[] {
  const { sites, width } = rule;
  return Array.from({ length: sites }, (_, i) => {
    let others = -boxWeight(rule, i, i, ahead, offset);
    for (let j = 0; j < sites; j++) others += boxWeight(rule, i, j, ahead, offset) * counts[j];
    return walkers > 1 ? (Math.max(others, 0) * sites) / width / (walkers - 1) : 0;
  });
}

/** The offset of the boxes, from the first word of a block that can tell. */
function drawOffset(stream: ReferenceStream, width: number): number {
  for (;;) {
    for (const word of stream.block()) {
      const product = word * width;
      if (product % two32 >= two32 % width) return Math.floor(product / two32);
    }
  }
}

/** Thresholds of right and left jumps at every site, for the counts as they are. */
function thresholds(
  stream: ReferenceStream,
  rule: JumpRule,
  counts: ArrayLike<number>,
  walkers: number,
): Thresholds[] {
  const offset = rule.centred ? 0 : drawOffset(stream, rule.width);
  const seen = (ahead: number) => densitySeen(rule, counts, walkers, ahead, offset);
  const ahead = seen(rule.ahead);
  const behind = seen(-rule.ahead);
  return ahead.map((u, i) => {
    const right = threshold(evaluate(rule.right, u));
    return { right, left: Math.min(threshold(evaluate(rule.left, behind[i])), two32 - 1 - right) };
  });
}

/** One micro step of counts of at most 127 on any site, each walker by 8 bits and more for a tie. */
export function stepCounts(stream: ReferenceStream, rule: JumpRule, counts: number[]): number[] {
  const { sites } = rule;
  const walkers = counts.reduce((sum, count) => sum + count, 0);
  const edges = thresholds(stream, rule, counts, walkers);
  const oneWay = rule.left.length === 0;
  const after = [...counts];
  const jump = (site: number, by: number, walkers: number) => {
    after[site] -= walkers;
    after[wrap(site + by, sites)] += walkers;
  };
  for (let first = 0; first < sites; first += 16) {
    const group = counts.slice(first, first + 16);
    const { right, left } = oneByOne(stream, group, edges.slice(first, first + 16), !oneWay);
    group.forEach((_, lane) => {
      jump(first + lane, 1, right[lane]);
      jump(first + lane, -1, left[lane]);
    });
  }
  return after;
}

/** One micro step of walkers on their sites, each by 32 bits. */
export function stepWalkers(stream: ReferenceStream, rule: JumpRule, walkers: number[]): number[] {
  const counts = new Array(rule.sites).fill(0);
  for (const site of walkers) counts[site]++;
  const edges = thresholds(stream, rule, counts, walkers.length);
  let words: number[] = [];
  return walkers.map((site, i) => {
    if (i % 1024 === 0) words = [];
    if (words.length === 0) words = stream.block();
    const word = words.shift() as number;
    const { right, left } = edges[site];
    const by = (word < right ? 1 : 0) - (two32 - 1 - word < left ? 1 : 0);
    return wrap(site + by, rule.sites);
  });
}
