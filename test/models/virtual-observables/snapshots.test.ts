import { describe, expect, test } from "vitest";
import type { Dataset } from "../../../src/dataset/dataset.js";
import { fit } from "../../../src/models/fit.js";
import {
  observedPairs,
  selectPairs,
  snapshotsOf,
} from "../../../src/models/virtual-observables/snapshots.js";
import { virtualObservables } from "../../../src/models/virtual-observables/virtual-observables.js";
import { randomData } from "./problems.js";

const cases = {
  complete: randomData({ lengths: [3, 3, 3] }),
  ragged: randomData({ lengths: [2, 5, 1, 5, 3] }),
  "with gaps": randomData({
    lengths: [2, 5, 4, 5],
    gaps: [
      [1, 0],
      [1, 3],
      [2, 1],
      [2, 2],
    ],
  }),
  "with a sequence that was never seen": randomData({
    lengths: [3, 2, 4],
    gaps: [
      [1, 0],
      [1, 1],
    ],
  }),
};

/** Snapshots up to the last that was observed, as [sequence, time], in the order of the columns. */
function naiveColumns(data: Dataset): [number, number][] {
  const lengthOf = (i: number) => {
    let length = 0;
    for (let t = 0; t < data.time.length; t++) if (data.isObserved(i, t)) length = t + 1;
    return length;
  };
  const all: [number, number][] = [];
  for (let t = 0; t < data.time.length; t++) {
    const reaching = Array.from({ length: data.sequences }, (_, i) => i).filter(
      (i) => lengthOf(i) > t,
    );
    reaching.sort((a, b) => lengthOf(b) - lengthOf(a) || a - b);
    for (const i of reaching) all.push([i, t]);
  }
  return all;
}

describe.each(Object.entries(cases))("%s sequences", (_, data) => {
  const snapshots = snapshotsOf(data);
  const { bins } = data.grid;
  const columns = naiveColumns(data);

  test("are laid out by time and length", () => {
    expect(snapshots.columns).toBe(columns.length);
    expect(snapshots.sequences).toBe(columns.filter(([, t]) => t === 0).length);
    columns.forEach(([i, t], c) => {
      expect(snapshots.observed[c]).toBe(data.isObserved(i, t) ? 1 : 0);
      for (let j = 0; j < bins; j++) {
        expect(snapshots.counts[j * columns.length + c]).toBe(data.countsAt(i, t)[j]);
      }
    });
    const place = (k: number, t: number) => snapshots.firstColumn[t] + k;
    snapshots.order.forEach((i, k) => {
      const own = columns.filter(([sequence]) => sequence === i);
      expect(snapshots.lengths[k]).toBe(own.length);
      own.forEach(([, t]) => {
        expect(columns[place(k, t)]).toEqual([i, t]);
      });
    });
  });

  test("have every step once", () => {
    const steps = Array.from(snapshots.from, (from, p) => [
      columns[from],
      columns[snapshots.to[p]],
    ]);
    const expected = columns
      .filter(([, t]) => t > 0)
      .map(([i, t]) => [
        [i, t - 1],
        [i, t],
      ]);
    expect(steps).toEqual(expected);
  });

  test("have pairs where both ends were observed", () => {
    const pairs = observedPairs(snapshots);
    const found = Array.from({ length: pairs.pairs }, (__, p) => {
      const at = (values: Float64Array) =>
        Array.from({ length: bins }, (___, j) =>
          Math.round((values[j * pairs.pairs + p] * data.walkers) / bins),
        );
      const sequence = snapshots.order[pairs.sequence[p]];
      return { sequence, step: pairs.step[p], before: at(pairs.before), after: at(pairs.after) };
    });
    const expected = columns
      .filter(([i, t]) => t > 0 && data.isObserved(i, t - 1) && data.isObserved(i, t))
      .map(([sequence, t]) => ({
        ...{ sequence, step: t - 1 },
        before: Array.from(data.countsAt(sequence, t - 1)),
        after: Array.from(data.countsAt(sequence, t)),
      }));
    expect(found).toEqual(expected);
    const first = selectPairs(pairs, (p) => pairs.step[p] === 0);
    expect(first.pairs).toBe(expected.filter(({ step }) => step === 0).length);
    for (let j = 0; j < bins; j++) {
      expect(Array.from(first.after.subarray(j * first.pairs, (j + 1) * first.pairs))).toEqual(
        Array.from(pairs.after.subarray(j * pairs.pairs, (j + 1) * pairs.pairs)).filter(
          (__, p) => pairs.step[p] === 0,
        ),
      );
    }
  });
});

test("a sequence that was never seen changes nothing of a fit", async () => {
  const gaps = [0, 1, 2].map((t) => [2, t] as const);
  const blank = randomData({ lengths: [3, 2, 3], gaps });
  const without = randomData({ lengths: [3, 2] });
  for (const given of [
    { walkers: "anew", steps: 20 },
    { network: "always", steps: 20 },
  ]) {
    const model = virtualObservables({ reach: 2, hidden: 4, ...given });
    const [one, two] = [await fit(blank, model), await fit(without, model)];
    expect(one.bound).toEqual(two.bound);
    expect(one.gaussian).toEqual(two.gaussian);
    expect(one.law.parameters).toEqual(two.law.parameters);
    const size = two.states.mean.length;
    expect(one.states.mean.subarray(0, size)).toEqual(two.states.mean);
  }
});
