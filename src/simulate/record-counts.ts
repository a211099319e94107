import type { Kernel } from "../kernel/instantiate.js";
import { type LatticeTable, latticeLeap } from "../kernel/lattice-leap.js";
import { openStream, splitEvenly } from "../kernel/random.js";
import { drawStart, type StartLayout } from "./start.js";
import { streamPurpose } from "./stream-purpose.js";
import type { Sequence, SequenceRequest } from "./system.js";

/**
 * Makes sequences of walkers that are kept as counts of a lattice's cells, each bin a whole number of them:
 * draws the coarse state X, walkers per bin ~ Multinomial(walkers, softmax(X)), cells uniform within the
 * bins, then leaps and records. The bins' counts have the joint law, over bins and times, of walkers moved
 * one by one. A longer sequence begins with the shorter one. Everything it reserves for one sequence it
 * gives back.
 */
export function recordCounts(
  kernel: Kernel,
  layout: StartLayout,
  table: LatticeTable,
): (request: SequenceRequest) => Sequence {
  const { arena } = kernel;
  const { bins } = layout.grid;
  const cellsPerBin = table.cells / bins;

  return (request) => {
    const { seed, sequence, steps } = request;
    const mark = arena.mark();
    const start = drawStart(kernel, request, layout);
    const coarse = arena.u32(bins);
    let now = arena.u32(table.cells);
    let next = arena.u32(table.cells);
    const jumps = openStream(kernel, seed, sequence, streamPurpose.jumps);
    coarse.view.set(start.counts);
    splitEvenly(kernel, start.placement, coarse, cellsPerBin, now);

    const counts = new Uint32Array((steps + 1) * bins);
    counts.set(start.counts);
    for (let step = 1; step <= steps; step++) {
      latticeLeap(kernel, jumps, now, table, next);
      [now, next] = [next, now];
      const view = now.view;
      for (let j = 0, cell = 0; j < bins; j++) {
        let sum = 0;
        for (const end = cell + cellsPerBin; cell < end; cell++) sum += view[cell];
        counts[step * bins + j] = sum;
      }
    }
    arena.release(mark);
    return { counts, initialState: start.state };
  };
}
