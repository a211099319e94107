import type { Dataset } from "../../dataset/dataset.js";
import type { ChainSequence } from "../../kernel/chain.js";
import type { Kernel } from "../../kernel/load.js";
import { log } from "../../kernel/math.js";
import { centre } from "../law/centre.js";
import type { Burst } from "./bursts.js";
import { type ChainData, infersStarts } from "./chain-data.js";
import type { SparseBayesParameters } from "./parameters.js";

/**
 * Every coarse step by itself: from the recorded state at the beginning of a sequence, where it is to be used,
 * else from the walkers of the snapshot before, X = log(counts + 1/2) with its mean removed. A step without
 * both is left out.
 *
 * Walkers that live on from snapshot to snapshot carry their sampling noise along: it is part of the state
 * that the next step begins from, and no error of observation.
 */
export function singleSteps(
  kernel: Kernel,
  data: Dataset,
  parameters: SparseBayesParameters,
): ChainData {
  const { bins } = data.grid;
  const chains: ChainSequence[] = [];
  const sequence: number[] = [];
  const first: number[] = [];
  const recorded = infersStarts(data, parameters) ? undefined : data.initialState;
  const startAt = (i: number, t: number) => {
    if (t === 0 && recorded) {
      const state = recorded.subarray(i * bins, (i + 1) * bins);
      return parameters.gauge === "fixed" ? centre(state, bins) : state;
    }
    if (!data.isObserved(i, t)) return undefined;
    const x = Float64Array.from(data.countsAt(i, t), (m) => log(kernel, m + 0.5));
    return centre(x, bins);
  };
  for (let i = 0; i < data.sequences; i++) {
    for (let t = 0; t < data.steps; t++) {
      const start = data.isObserved(i, t + 1) ? startAt(i, t) : undefined;
      if (start === undefined) continue;
      const counts = new Float64Array(2 * bins);
      counts.set(data.countsAt(i, t + 1), bins);
      chains.push({ steps: 1, start, counts, walkers: Float64Array.of(0, data.walkers) });
      sequence.push(i);
      first.push(t);
    }
  }
  return { chains, sequence: Int32Array.from(sequence), first: Int32Array.from(first) };
}

/** Single steps in one array each. */
export function burstOf({ chains }: ChainData, bins: number, walkers: number): Burst {
  const start = new Float64Array(chains.length * bins);
  const counts = new Float64Array(chains.length * bins);
  chains.forEach((chain, i) => {
    start.set(chain.start as Float64Array, i * bins);
    counts.set(chain.counts.subarray(bins), i * bins);
  });
  return { bins, walkers, sequences: chains.length, start, counts };
}
