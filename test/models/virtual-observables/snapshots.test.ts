import { expect, test } from "vitest";
import { Dataset } from "../../../src/dataset/dataset.js";
import { observedPairs, snapshotsOf } from "../../../src/models/virtual-observables/snapshots.js";
import { noiseFrom } from "../../oracle/noise.js";

const [bins, times, walkers] = [3, 5, 30];
/** Ragged sequences with gaps; one is never observed, one ends with its first snapshot. */
const flags = ["11100", "11011", "00000", "10000", "01111"];

const noise = noiseFrom(1);
const counts = Uint32Array.from(
  flags.flatMap((row) =>
    Array.from(row).flatMap((flag) => {
      const a = Math.floor(10 * noise.uniform());
      const b = Math.floor(10 * noise.uniform());
      return flag === "1" ? [a, b, walkers - a - b] : [0, 0, 0];
    }),
  ),
);
const data = new Dataset({
  grid: { domain: [-1, 1], bins },
  time: Float64Array.from({ length: times }, (_, t) => t),
  sequences: flags.length,
  walkers,
  counts,
  observed: Uint8Array.from(flags.join(""), Number),
  provenance: { version: "0", command: "", name: "ragged", parameters: {}, seed: 0 },
});
const snapshots = snapshotsOf(data);
const columnOf = (place: number, t: number) => snapshots.firstColumn[t] + place;

test("sequences come longest first and end at their last observed snapshot", () => {
  expect(Array.from(snapshots.order)).toEqual([1, 4, 0, 3]);
  expect(Array.from(snapshots.lengths)).toEqual([5, 5, 3, 1]);
  expect(snapshots.columns).toBe(14);
});

test("every snapshot has its column, and every step joins two of them", () => {
  const steps = new Map(Array.from(snapshots.from, (column, p) => [column, snapshots.to[p]]));
  expect(snapshots.from.length).toBe(4 + 4 + 2);
  snapshots.order.forEach((sequence, place) => {
    for (let t = 0; t < snapshots.lengths[place]; t++) {
      const column = columnOf(place, t);
      expect(snapshots.observed[column]).toBe(Number(flags[sequence][t]));
      const seen = Array.from({ length: bins }, (_, j) => {
        return snapshots.counts[j * snapshots.columns + column];
      });
      expect(seen).toEqual(Array.from(data.countsAt(sequence, t)));
      const next = t + 1 < snapshots.lengths[place] ? columnOf(place, t + 1) : undefined;
      expect(steps.get(column)).toBe(next);
    }
  });
});

test("pairs are the steps between snapshots that were both observed", () => {
  const pairs = observedPairs(snapshots);
  const found = Array.from({ length: pairs.pairs }, (_, p) => {
    const sequence = snapshots.order[pairs.sequence[p]];
    const shares = (values: Float64Array) =>
      Array.from({ length: bins }, (__, j) =>
        Math.round((values[j * pairs.pairs + p] * walkers) / bins),
      );
    expect(shares(pairs.before)).toEqual(Array.from(data.countsAt(sequence, pairs.step[p])));
    expect(shares(pairs.after)).toEqual(Array.from(data.countsAt(sequence, pairs.step[p] + 1)));
    return `${sequence}:${pairs.step[p]}`;
  });
  const expected = flags.flatMap((row, sequence) =>
    [0, 1, 2, 3].filter((t) => row[t] + row[t + 1] === "11").map((t) => `${sequence}:${t}`),
  );
  expect(found.sort()).toEqual(expected.sort());
});
