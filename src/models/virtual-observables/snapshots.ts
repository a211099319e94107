import type { Dataset } from "../../dataset/dataset.js";
import { invalidData } from "../../errors.js";
import { checkTimeStep } from "../law/time-step.js";

/**
 * The snapshots of a dataset as columns, in the order of time and then of sequence, the longest sequence
 * first, so that of every time the sequences that reach it come first:
 *
 *     | time 0: sequence a b c d | time 1: a b c d | time 2: a b c | ...
 *
 * Sequences end at their last observed snapshot; one that was not observed before has counts of 0.
 */
export interface Snapshots {
  readonly bins: number;
  readonly walkers: number;
  readonly sequences: number;
  /** Index in the dataset of each sequence, longest first. */
  readonly order: Int32Array;
  /** Snapshots of each, in that order. */
  readonly lengths: Int32Array;
  /** First column of each time, and the number of columns. */
  readonly firstColumn: Int32Array;
  readonly columns: number;
  /** Walkers, [bin][column]. */
  readonly counts: Float64Array;
  /** 1 where walkers were observed, else 0, [column]. */
  readonly observed: Float64Array;
  /** Columns of each pair of consecutive snapshots, in the order of `to`. */
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** Last observed snapshot of each sequence, plus one; 0 where there is none. */
function observedLengths(data: Dataset): Int32Array {
  return Int32Array.from({ length: data.sequences }, (_, i) => {
    let length = data.time.length;
    while (length > 0 && !data.isObserved(i, length - 1)) length--;
    return length;
  });
}

/** @throws InvalidData if no sequence has two snapshots */
export function snapshotsOf(data: Dataset): Snapshots {
  checkTimeStep(data);
  const { bins } = data.grid;
  const lengthOf = observedLengths(data);
  const order = Int32Array.from(lengthOf.keys())
    .filter((i) => lengthOf[i] > 0)
    .sort((a, b) => lengthOf[b] - lengthOf[a] || a - b);
  const lengths = order.map((i) => lengthOf[i]);
  const times = lengths[0] ?? 0;
  if (times < 2) {
    const recover = "Give sequences of at least one coarse step.";
    throw invalidData("dataset", "a sequence observed after its start", "none", recover);
  }
  const reaching = Int32Array.from(
    { length: times },
    (_, t) => lengths.filter((length) => length > t).length,
  );
  const firstColumn = new Int32Array(times + 1);
  for (let t = 0; t < times; t++) firstColumn[t + 1] = firstColumn[t] + reaching[t];
  const columns = firstColumn[times];
  const counts = new Float64Array(bins * columns);
  const observed = new Float64Array(columns);
  for (let t = 0; t < times; t++) {
    for (let k = 0; k < reaching[t]; k++) {
      const column = firstColumn[t] + k;
      observed[column] = data.isObserved(order[k], t) ? 1 : 0;
      const seen = data.countsAt(order[k], t);
      for (let j = 0; j < bins; j++) counts[j * columns + column] = seen[j];
    }
  }
  const pairs = columns - reaching[0];
  const from = new Int32Array(pairs);
  for (let t = 1; t < times; t++) {
    for (let k = 0; k < reaching[t]; k++) {
      from[firstColumn[t] - reaching[0] + k] = firstColumn[t - 1] + k;
    }
  }
  return {
    bins,
    walkers: data.walkers,
    sequences: order.length,
    order,
    lengths,
    firstColumn,
    columns,
    counts,
    observed,
    from,
    to: Int32Array.from({ length: pairs }, (_, p) => p + reaching[0]),
  };
}

/** Relative densities bins m / walkers of two snapshots in turn, each [bin][pair], with their sequence and time. */
export interface Pairs {
  readonly pairs: number;
  readonly bins: number;
  readonly before: Float64Array;
  readonly after: Float64Array;
  /** Place of the sequence in the order of {@link Snapshots}, [pair]. */
  readonly sequence: Int32Array;
  /** Step that the pair is, 0 for the first of its sequence, [pair]. */
  readonly step: Int32Array;
}

/** Pairs of snapshots at both of which walkers were observed. */
export function observedPairs(snapshots: Snapshots): Pairs {
  const { bins, columns, counts, observed, from, to, firstColumn, walkers } = snapshots;
  const kept = Array.from(from.keys()).filter((p) => observed[from[p]] && observed[to[p]]);
  const pairs = kept.length;
  const scale = bins / walkers;
  const before = new Float64Array(bins * pairs);
  const after = new Float64Array(bins * pairs);
  kept.forEach((p, i) => {
    for (let j = 0; j < bins; j++) {
      before[j * pairs + i] = counts[j * columns + from[p]] * scale;
      after[j * pairs + i] = counts[j * columns + to[p]] * scale;
    }
  });
  const stepOf = (p: number) => firstColumn.findLastIndex((first) => first <= from[p]);
  const step = Int32Array.from(kept, stepOf);
  return {
    pairs,
    bins,
    before,
    after,
    sequence: Int32Array.from(kept, (p, i) => from[p] - firstColumn[step[i]]),
    step,
  };
}

/** The pairs of which `keep` is true. */
export function selectPairs(all: Pairs, keep: (pair: number) => boolean): Pairs {
  const kept = Array.from({ length: all.pairs }, (_, p) => p).filter(keep);
  const rows = (values: Float64Array) => {
    const selected = new Float64Array(all.bins * kept.length);
    for (let j = 0; j < all.bins; j++) {
      kept.forEach((p, i) => {
        selected[j * kept.length + i] = values[j * all.pairs + p];
      });
    }
    return selected;
  };
  return {
    pairs: kept.length,
    bins: all.bins,
    before: rows(all.before),
    after: rows(all.after),
    sequence: Int32Array.from(kept, (p) => all.sequence[p]),
    step: Int32Array.from(kept, (p) => all.step[p]),
  };
}
