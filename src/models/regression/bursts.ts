import type { Dataset } from "../../dataset/dataset.js";
import { invalidData } from "../../errors.js";
import type { Kernel } from "../../kernel/load.js";
import { log } from "../../kernel/math.js";
import { centre } from "../law/centre.js";
import { checkTimeStep } from "../law/time-step.js";

/** What a regression learns from: where each sequence began, and where its walkers were one step on. */
export interface Bursts {
  readonly sequences: number;
  readonly bins: number;
  /** Known starting states X0 with their means removed, [sequence][bin]. */
  readonly start: Float64Array;
  /** log(counts + 1/2) after one coarse step with their means removed, [sequence][bin]. */
  readonly response: Float64Array;
  /** Variance of each response from the sampling of walkers, before the means are removed: about
   * 1/counts. */
  readonly samplingVariance: Float64Array;
}

/**
 * The first coarse step of each sequence that was observed after it; later steps are not used, because their
 * states are not known.
 *
 * @throws InvalidData if the dataset has no initial states, or no sequence was observed after one step
 */
export function firstBursts(kernel: Kernel, data: Dataset): Bursts {
  const { bins } = data.grid;
  if (data.initialState === undefined) {
    throw invalidData(
      "dataset",
      "initial_state, the coarse state each sequence was drawn from",
      "none",
      "Simulate the sequences from known coarse states.",
    );
  }
  checkTimeStep(data);
  const all = Array.from({ length: data.sequences }, (_, i) => i);
  const seen = all.filter((i) => data.isObserved(i, 1));
  if (seen.length === 0) {
    const recover = "Give snapshots after one coarse step.";
    throw invalidData("dataset", "sequences observed after one coarse step", "none", recover);
  }
  const counts = new Float64Array(seen.length * bins);
  const start = new Float64Array(seen.length * bins);
  seen.forEach((i, k) => {
    counts.set(data.countsAt(i, 1), k * bins);
    start.set(data.at(i).state as Float64Array, k * bins);
  });
  return {
    sequences: seen.length,
    bins,
    start: centre(start, bins),
    response: centre(
      counts.map((m) => log(kernel, m + 0.5)),
      bins,
    ),
    samplingVariance: counts.map((m) => 1 / (m + 0.5)),
  };
}

/** The sequences of which `keep` is true. */
export function selectBursts(bursts: Bursts, keep: (sequence: number) => boolean): Bursts {
  const { bins } = bursts;
  const kept = Array.from({ length: bursts.sequences }, (_, i) => i).filter(keep);
  const rows = (values: Float64Array) => {
    const selected = new Float64Array(kept.length * bins);
    kept.forEach((i, k) => {
      selected.set(values.subarray(i * bins, (i + 1) * bins), k * bins);
    });
    return selected;
  };
  return {
    sequences: kept.length,
    bins,
    start: rows(bursts.start),
    response: rows(bursts.response),
    samplingVariance: rows(bursts.samplingVariance),
  };
}
