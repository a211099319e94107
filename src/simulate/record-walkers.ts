import type { Kernel } from "../kernel/instantiate.js";
import type { Region } from "../kernel/memory.js";
import { openStream, type Stream } from "../kernel/random.js";
import { binWalkers, walkersPlace, walkersPositions } from "../kernel/walkers.js";
import { drawStart, type StartLayout } from "./start.js";
import { streamPurpose } from "./stream-purpose.js";
import type { Sequence, SequenceRequest } from "./system.js";

/** Walkers that move by whole jumps on a periodic line, and what is recorded of them. */
export interface WalkerLayout extends StartLayout {
  /** Length of a jump. */
  readonly jump: number;
  /** Whether to record positions. */
  readonly positions: boolean;
}

/** One coarse step: adds to the net jumps of each walker, shape [walker]. */
export type Advance = (stream: Stream, net: Region<Int32Array>) => void;

/** Walkers that move together: 12 bytes of each are held, within a core's cache. */
const blockWalkers = 65536;
/** Block b uses the streams of purposes `streamPurpose + b * purposes`. */
const purposes = 16;

/** Per bin, how many of the walkers `first` to `first + length - 1`, counted bin after bin, it holds. */
function slice(counts: Uint32Array, first: number, length: number, out: Uint32Array): void {
  let before = 0;
  for (const [j, count] of counts.entries()) {
    const from = Math.max(first, before);
    before += count;
    out[j] = Math.max(Math.min(first + length, before) - from, 0);
  }
}

/**
 * Makes sequences of walkers: draws the coarse state X, walkers per bin ~ Multinomial(walkers, softmax(X)),
 * places uniform within the bins, then advances and records. Independent walkers go block by block, each
 * block by streams of its own, so that memory does not grow with the walkers. A longer sequence begins with
 * the shorter one. Everything it reserves for one sequence it gives back.
 */
export function recordWalkers(
  kernel: Kernel,
  layout: WalkerLayout,
  advance: Advance,
): (request: SequenceRequest) => Sequence {
  const { arena } = kernel;
  const { grid, walkers, jump, positions } = layout;
  const { bins, domain } = grid;

  return (request) => {
    const { seed, sequence, steps, startSequence = sequence } = request;
    const mark = arena.mark();
    const start = drawStart(kernel, request, layout);
    const counts = new Uint32Array((steps + 1) * bins);
    const position = positions ? new Float32Array((steps + 1) * walkers) : undefined;
    const ofBlocks = arena.mark();

    for (let first = 0; first < walkers; first += blockWalkers) {
      const block = first / blockWalkers;
      const open = (index: number, what: number) =>
        openStream(kernel, seed, index, what + purposes * block);
      const length = Math.min(blockWalkers, walkers - first);
      const now = arena.u32(bins);
      const x0 = arena.f64(length);
      const net = arena.i32(length);
      const place = arena.f32(positions ? length : 0);
      const placement =
        block === 0 ? start.placement : open(startSequence, streamPurpose.placement);
      const jumps = open(sequence, streamPurpose.jumps);
      slice(start.counts, first, length, now.view);
      walkersPlace(kernel, placement, now, domain, x0);
      net.view.fill(0);
      for (let step = 0; step <= steps; step++) {
        if (step > 0) advance(jumps, net);
        binWalkers(kernel, x0, net, jump, domain, now);
        const view = now.view;
        for (let j = 0; j < bins; j++) counts[step * bins + j] += view[j];
        if (position !== undefined) {
          walkersPositions(kernel, x0, net, jump, domain, place);
          position.set(place.view, step * walkers + first);
        }
      }
      arena.release(ofBlocks);
    }
    arena.release(mark);
    return { counts, position, initialState: start.state };
  };
}
