import { throwIfAborted } from "../../errors.js";
import { Ensemble, type ForecastStart } from "../../forecast/ensemble.js";
import type { Kernel } from "../../kernel/load.js";
import type { Region } from "../../kernel/memory.js";
import { multinomial, type Stream } from "../../kernel/random.js";
import type { Grid, Provenance } from "../../types.js";
import type { ForecastRequest } from "../model.js";

/** What every model of walkers knows of its data. */
export interface WalkerModel {
  readonly provenance: Provenance;
  readonly grid: Grid;
  /** Coarse time step. */
  readonly timeStep: number;
  readonly walkers: number;
}

/**
 * Draws path `draw` into `states` and `counts`, both [step, bin]. Returns -1, or the first step (from 0) at
 * which the path had left the finite numbers.
 */
export type PathWriter = (draw: number, states: Float64Array, counts: Uint32Array) => number;

/** Draws between two looks at the signal and the event loop. */
const breath = 100;

/**
 * An ensemble of paths, one for each draw.
 *
 * @param prepare reserves in the kernel's memory what the paths of draws `from` to `to` (excluded) need, and
 *   returns the function that draws one; called for some draws at a time, because the memory is given back
 *   between
 * @param request checked before; see `checkRequest`
 * @throws Interrupted if the signal fires; whatever a path throws
 */
export async function drawPaths(
  kernel: Kernel,
  model: WalkerModel,
  prepare: (from: number, to: number) => PathWriter,
  origin: ForecastStart,
  request: ForecastRequest,
): Promise<Ensemble> {
  const { grid, walkers, timeStep, provenance } = model;
  const { draws, steps, seed, signal, onProgress } = request;
  const length = steps * grid.bins;
  const counts = new Uint32Array(draws * length);
  const state = new Float64Array(draws * length);
  const divergedAt = new Int32Array(draws);
  for (let from = 0; from < draws; from += breath) {
    throwIfAborted(signal, "the forecast");
    const to = Math.min(draws, from + breath);
    const mark = kernel.arena.mark();
    try {
      const path = prepare(from, to);
      for (let draw = from; draw < to; draw++) {
        const span = [draw * length, (draw + 1) * length] as const;
        divergedAt[draw] = path(draw, state.subarray(...span), counts.subarray(...span));
      }
    } finally {
      kernel.arena.release(mark);
    }
    onProgress?.({ phase: "forecast", done: to, total: draws });
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  const time = Float64Array.from({ length: steps }, (_, t) => origin.time + (t + 1) * timeStep);
  return new Ensemble(
    {
      grid,
      walkers,
      time,
      draws,
      counts,
      state,
      divergedAt,
      seed,
      provenance,
      model: provenance.name,
      start: { sequence: origin.sequence, time: origin.time },
    },
    kernel,
  );
}

/**
 * Walkers of each step ~ Multinomial(walkers, density), into `counts` [step, bin].
 *
 * @param density [steps, bins]; rows need not sum to 1
 * @param drawn scratch, [bins]
 */
export function drawWalkers(
  kernel: Kernel,
  stream: Stream,
  { walkers, grid: { bins } }: WalkerModel,
  density: Region<Float64Array>,
  steps: number,
  drawn: Region<Uint32Array>,
  counts: Uint32Array,
): void {
  for (let t = 0; t < steps; t++) {
    const row = {
      pointer: density.pointer + t * bins * 8,
      length: bins,
      view: density.view.subarray(t * bins, (t + 1) * bins),
    };
    multinomial(kernel, stream, row, walkers, drawn);
    counts.set(drawn.view, t * bins);
  }
}
