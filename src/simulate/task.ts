import type { Kernel } from "../kernel/instantiate.js";
import type { Task } from "../parallel/executor.js";
import type { Json } from "../types.js";
import { findSystem } from "./registry.js";
import type { ConfiguredSystem, Sequence, SequenceRequest } from "./system.js";

/** Some sequences of one system: what a worker needs to make them, as plain data. */
export interface SequenceBatch {
  readonly system: string;
  readonly parameters: { readonly [key: string]: Json };
  readonly seed: number;
  readonly steps: number;
  /** Index of each sequence. */
  readonly indices: readonly number[];
  /** See {@link SequenceRequest.startSequence}. */
  readonly startSequence?: number | undefined;
  /** Coarse states to start from, shape [index of this batch, bin]. */
  readonly initialStates?: Float64Array | undefined;
}

/** Simulates a batch of a system that is at hand. */
export function simulateBatch(
  kernel: Kernel,
  system: ConfiguredSystem,
  { seed, steps, indices, startSequence, initialStates }: SequenceBatch,
): Sequence[] {
  const { bins } = system.grid;
  const make =
    system.prepare?.(kernel) ??
    ((request: SequenceRequest) => system.simulateSequence(kernel, request));
  return indices.map((sequence, place) => {
    const initialState = initialStates?.slice(place * bins, (place + 1) * bins);
    return make({ seed, sequence, steps, startSequence, initialState });
  });
}

/** Simulates a batch of a system of the registry. Named for what an interrupt interrupts. */
export const simulationTask: Task<SequenceBatch, Sequence[]> = {
  name: "simulation",
  run: (kernel, batch) =>
    simulateBatch(kernel, findSystem(batch.system).configure(batch.parameters), batch),
};
