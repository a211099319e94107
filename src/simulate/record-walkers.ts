import type { Kernel } from "../kernel/instantiate.js";
import type { Region } from "../kernel/memory.js";
import { multinomial, openStream, type Stream } from "../kernel/random.js";
import { binWalkers, walkersPlace, walkersPositions } from "../kernel/walkers.js";
import type { Grid } from "../types.js";
import { binProbabilities, type InitialState, sampleInitialState } from "./initial-state.js";
import type { Sequence, SequenceRequest } from "./system.js";

/** What the streams of a sequence are for. */
const purpose = { initialState: 0, placement: 1, jumps: 2 } as const;

/** Walkers that move by whole jumps on a periodic line, and what is recorded of them. */
export interface WalkerLayout {
  readonly grid: Grid;
  readonly walkers: number;
  /** Length of a jump. */
  readonly jump: number;
  /** Whether to record positions. */
  readonly positions: boolean;
  readonly initial: InitialState;
}

/** One coarse step: adds to the net jumps of each walker, shape [walker]. */
export type Advance = (stream: Stream, net: Region<Int32Array>) => void;

/**
 * Makes sequences of walkers: draws the coarse state X, walkers per bin ~ Multinomial(walkers, softmax(X)),
 * places uniform within the bins, then advances and records. A longer sequence begins with the shorter
 * one. Everything it reserves for one sequence it gives back.
 */
export function recordWalkers(
  kernel: Kernel,
  { grid, walkers, jump, positions, initial }: WalkerLayout,
  advance: Advance,
): (request: SequenceRequest) => Sequence {
  const { arena } = kernel;
  const { bins, domain } = grid;

  return ({ seed, sequence, steps, startSequence = sequence, initialState: given }) => {
    const mark = arena.mark();
    const open = (index: number, what: number) => openStream(kernel, seed, index, what);
    const state =
      given ?? sampleInitialState(kernel, open(startSequence, purpose.initialState), grid, initial);
    const now = arena.u32(bins);
    const x0 = arena.f64(walkers);
    const net = arena.i32(walkers);
    const place = arena.f32(positions ? walkers : 0);

    const placement = open(startSequence, purpose.placement);
    const probabilities = arena.copyF64(binProbabilities(kernel, state));
    multinomial(kernel, placement, probabilities, walkers, now);
    walkersPlace(kernel, placement, now, domain, x0);
    net.view.fill(0);

    const counts = new Uint32Array((steps + 1) * bins);
    const position = positions ? new Float32Array((steps + 1) * walkers) : undefined;
    const jumps = open(sequence, purpose.jumps);
    for (let step = 0; step <= steps; step++) {
      if (step > 0) advance(jumps, net);
      binWalkers(kernel, x0, net, jump, domain, now);
      counts.set(now.view, step * bins);
      if (position !== undefined) {
        walkersPositions(kernel, x0, net, jump, domain, place);
        position.set(place.view, step * walkers);
      }
    }
    arena.release(mark);
    return { counts, position, initialState: state };
  };
}
