import type { Kernel } from "../kernel/instantiate.js";
import { multinomial, openStream, type Stream } from "../kernel/random.js";
import type { Grid } from "../types.js";
import { binProbabilities, type InitialState, sampleInitialState } from "./initial-state.js";
import { streamPurpose } from "./stream-purpose.js";
import type { SequenceRequest } from "./system.js";

/** Walkers to start with. */
export interface StartLayout {
  readonly grid: Grid;
  readonly walkers: number;
  readonly initial: InitialState;
}

/** A sequence's start, up to the places within bins. */
export interface Start {
  /** Coarse state, shape [bin]. */
  readonly state: Float64Array;
  /** Walkers per bin, shape [bin]. */
  readonly counts: Uint32Array;
  /** The stream that drew the counts and places walkers within bins. */
  readonly placement: Stream;
}

/**
 * Draws a coarse state X, unless one is given, and walkers per bin ~ Multinomial(walkers, softmax(X)). What
 * it reserves in the kernel's memory, the stream among it, the caller gives back.
 */
export function drawStart(
  kernel: Kernel,
  { seed, sequence, startSequence = sequence, initialState }: SequenceRequest,
  { grid, walkers, initial }: StartLayout,
): Start {
  const open = (what: number) => openStream(kernel, seed, startSequence, what);
  const state =
    initialState ?? sampleInitialState(kernel, open(streamPurpose.initialState), grid, initial);
  const placement = open(streamPurpose.placement);
  const probabilities = kernel.arena.copyF64(binProbabilities(kernel, state));
  const counts = kernel.arena.u32(grid.bins);
  multinomial(kernel, placement, probabilities, walkers, counts);
  return { state, counts: counts.view.slice(), placement };
}
