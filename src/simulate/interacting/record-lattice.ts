import type { Kernel } from "../../kernel/instantiate.js";
import {
  interactingCounts,
  interactingWalkers,
  type JumpRule,
  prepareRule,
} from "../../kernel/interacting.js";
import { fillUniform, openStream, splitEvenly } from "../../kernel/random.js";
import type { Grid } from "../../types.js";
import { drawStart, type StartLayout } from "../start.js";
import { streamPurpose } from "../stream-purpose.js";
import type { Sequence, SequenceRequest } from "../system.js";
import { settle } from "./settle.js";

/** Interacting walkers on a lattice that is finer than the grid, and what is recorded of them. */
export interface LatticeLayout extends StartLayout {
  readonly rule: JumpRule;
  readonly microStepsPerStep: number;
  /** Whether each walker is followed, at a cost that grows with their number. */
  readonly oneByOne: boolean;
  /** Whether to record positions, which asks for `oneByOne`. */
  readonly positions: boolean;
}

/** Sums over the sites of each bin into out, shape [bins]. */
function binSites(sites: Uint32Array, count: number, out: Uint32Array): void {
  const perBin = count / out.length;
  for (let bin = 0; bin < out.length; bin++) {
    let sum = 0;
    for (let site = bin * perBin; site < (bin + 1) * perBin; site++) sum += sites[site];
    out[bin] = sum;
  }
}

/** Positions of walkers that keep their place within whatever site they are on. */
function locate(
  walkers: Int32Array,
  offsets: Float64Array,
  { domain: [low, high], bins: sites }: Grid,
  out: Float32Array,
): void {
  const siteWidth = (high - low) / sites;
  for (let i = 0; i < out.length; i++) {
    out[i] = low + (walkers[i] + offsets[i]) * siteWidth;
    // The float32 of a place just below the upper edge may be that edge, which is the lower one.
    if (out[i] >= high) out[i] = low;
  }
}

/**
 * Makes sequences of interacting walkers: draws the coarse state X, walkers per bin ~
 * Multinomial(walkers, softmax(X)), spreads those of a bin over its sites, then advances and records. Both
 * forms begin with the same walkers on every site. A longer sequence begins with the shorter one.
 */
export function recordLattice(
  kernel: Kernel,
  layout: LatticeLayout,
): (request: SequenceRequest) => Sequence {
  const { arena } = kernel;
  const { grid, walkers, rule, microStepsPerStep, oneByOne, positions } = layout;
  const { bins, domain } = grid;
  const { sites } = rule;
  const prepared = prepareRule(kernel, rule, walkers);

  return (request) => {
    const { seed, sequence, steps } = request;
    const mark = arena.mark();
    const start = drawStart(kernel, request, layout);
    const binned = arena.u32(bins);
    const counts = arena.u32(prepared.room);
    const placed = arena.u32(sites);
    const each = arena.i32(oneByOne ? walkers : 0);
    const offsets = arena.f64(positions ? walkers : 0);

    binned.view.set(start.counts);
    splitEvenly(kernel, start.placement, binned, sites / bins, placed);
    counts.view.fill(0);
    counts.view.set(placed.view);
    if (oneByOne) settle(placed.view, each.view);
    fillUniform(kernel, start.placement, offsets);

    const recorded = new Uint32Array((steps + 1) * bins);
    const position = positions ? new Float32Array((steps + 1) * walkers) : undefined;
    const jumps = openStream(kernel, seed, sequence, streamPurpose.jumps);
    for (let step = 0; step <= steps; step++) {
      if (step > 0 && oneByOne) {
        interactingWalkers(kernel, jumps, each, counts, prepared, microStepsPerStep);
      } else if (step > 0) {
        interactingCounts(kernel, jumps, counts, prepared, microStepsPerStep);
      }
      binSites(counts.view, sites, recorded.subarray(step * bins, (step + 1) * bins));
      if (position !== undefined) {
        const now = position.subarray(step * walkers, (step + 1) * walkers);
        locate(each.view, offsets.view, { domain, bins: sites }, now);
      }
    }
    arena.release(mark);
    return { counts: recorded, position, initialState: start.state };
  };
}
