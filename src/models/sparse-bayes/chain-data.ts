import type { Dataset } from "../../dataset/dataset.js";
import type { ChainSequence } from "../../kernel/chain.js";
import { centre } from "../law/centre.js";
import type { SparseBayesParameters } from "./parameters.js";

/** The parts of a dataset's sequences from which a law can be learned. */
export interface ChainData {
  readonly chains: readonly ChainSequence[];
  /** For each chain: its sequence, and the snapshot of its state X_0. */
  readonly sequence: Int32Array;
  readonly first: Int32Array;
}

/** Whether the law is to be learned as if the initial states were not recorded. */
export function infersStarts(data: Dataset, { starts }: SparseBayesParameters): boolean {
  return starts === "inferred" || data.initialState === undefined;
}

/** Whether inference takes the short way: single steps from states that are known, q(X) a product over bins. */
export function usesBursts({ sequences, states }: SparseBayesParameters): boolean {
  return sequences === "steps" && states !== "full";
}

function chainOf(data: Dataset, sequence: number, known: boolean) {
  const { bins } = data.grid;
  const observed = Array.from({ length: data.time.length }, (_, t) => data.isObserved(sequence, t));
  const first = known ? 0 : observed.indexOf(true);
  const last = observed.lastIndexOf(true);
  if (first < 0 || last <= first) return undefined;
  const steps = last - first;
  const counts = new Float64Array((steps + 1) * bins);
  const walkers = new Float64Array(steps + 1);
  for (let t = 0; t <= steps; t++) {
    if (!observed[first + t]) continue;
    counts.set(data.countsAt(sequence, first + t), t * bins);
    walkers[t] = data.walkers;
  }
  const from = sequence * bins;
  const start = known ? data.initialState?.subarray(from, from + bins) : undefined;
  return { first, chain: { steps, counts, walkers, start: start && centre(start, bins) } };
}

/** Sequences of any length, from their first to their last observed snapshot, those between observed or not. */
export function chainsOf(data: Dataset, parameters: SparseBayesParameters): ChainData {
  const known = !infersStarts(data, parameters);
  const found = Array.from({ length: data.sequences }, (_, i) => chainOf(data, i, known));
  const sequence: number[] = [];
  const first: number[] = [];
  const chains: ChainSequence[] = [];
  found.forEach((part, i) => {
    if (part === undefined) return;
    sequence.push(i);
    first.push(part.first);
    chains.push(part.chain);
  });
  return { chains, sequence: Int32Array.from(sequence), first: Int32Array.from(first) };
}
