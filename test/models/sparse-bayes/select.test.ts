import { describe, expect, test } from "vitest";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { selectLaw } from "../../../src/models/sparse-bayes/select.js";
import { paperLaw, syntheticData } from "./synthetic.js";

const kernel = await instantiateKernel();

/** A law that reaches two bins. */
const wideLaw = { "m=-2": 0.3, "m=-1": 0.25, "m=1": 0.4, "m=2,2": -0.2, "m=-1,-1": 0.2 };

const grid = (ranges: number[], orders: number[]) =>
  ranges.flatMap((range) => orders.map((order) => ({ range, order, pairs: "unordered" })));

const data = syntheticData(kernel, { law: paperLaw, sequences: 64, seed: 1 });

describe("the choice of a law by evidence", () => {
  test.each([
    ["the paper's law, which reaches one bin", paperLaw, [1, 2, 3], 1],
    ["the same where one bin is no candidate", paperLaw, [2, 3], 2],
    ["a law that reaches two bins", wideLaw, [1, 2, 3], 2],
  ])("finds range and order of %s", async (_, law, ranges, expected) => {
    for (const seed of [11, 12, 13]) {
      const bursts = syntheticData(kernel, { law, sequences: 64, seed });
      const { table, best } = await selectLaw(bursts, grid(ranges, [1, 2, 3]));
      expect(table[0].candidate).toMatchObject({ range: expected, order: 2 });
      expect(best.parameters).toMatchObject({ range: expected, order: 2 });
      expect(table[1].difference).toBeLessThan(-10);
      const active = best.coefficients.filter((c) => c.active).map(({ name }) => name);
      expect(active).toEqual(expect.arrayContaining(Object.keys(law)));
    }
  });

  test("sorts by evidence and says of each what it took", async () => {
    let now = 0;
    const clock = () => {
      now += 250;
      return now;
    };
    const { table } = await selectLaw(data, grid([1, 2], [1, 2]), { clock });
    expect(table).toHaveLength(4);
    expect(table.map(({ features }) => features)).toEqual([9, 20, 3, 5]);
    table.forEach((row, i) => {
      expect(row.difference).toBe(row.evidence! - table[0].evidence!);
      expect(row.evidence).toBeLessThanOrEqual(table[Math.max(0, i - 1)].evidence!);
      expect(row).toMatchObject({ converged: true, seconds: 0.25 });
    });
  });

  test("gives ordered pairs less evidence than the same laws without repetitions", async () => {
    const candidates = ["ordered", "unordered"].map((pairs) => ({ range: 1, pairs }));
    const { table } = await selectLaw(data, candidates);
    expect(table.map(({ candidate }) => candidate.pairs)).toEqual(["unordered", "ordered"]);
    // Three repetitions, at 1.90 nats each.
    expect(table[1].difference).toBeCloseTo(-3 * 1.9, 1);
  });

  test("reports a candidate that fails in its row", async () => {
    const { table } = await selectLaw(data, [
      { range: 1, alpha0: 1e308 },
      { range: 1, order: 1 },
    ]);
    expect(table[0].candidate).toEqual({ range: 1, order: 1 });
    expect(table[1]).toEqual({
      candidate: { range: 1, alpha0: 1e308 },
      failure: expect.any(String),
    });
  });

  test("fails if every candidate does", async () => {
    const failing = [{ range: 1, alpha0: 1e308 }];
    await expect(selectLaw(data, failing)).rejects.toMatchObject({ name: "CoarsegrainError" });
  });

  test("refuses candidates that are none before it fits any", async () => {
    await expect(selectLaw(data, [])).rejects.toMatchObject({ tag: "InvalidParameter" });
    const onProgress = () => expect.unreachable();
    const misspelt = selectLaw(data, [{ range: 1 }, { rang: 2 }], { onProgress });
    await expect(misspelt).rejects.toMatchObject({ tag: "UnknownParameter" });
  });

  test("shows progress and stops when told", async () => {
    const stop = new AbortController();
    const seen = new Set<number>();
    const selection = selectLaw(data, grid([1, 2, 3], [1]), {
      signal: stop.signal,
      onProgress({ done, total }) {
        expect(total).toBe(3);
        seen.add(done);
        if (done === 1) stop.abort();
      },
    });
    await expect(selection).rejects.toMatchObject({ tag: "Interrupted" });
    expect([...seen]).toEqual([0, 1]);
  });
});
