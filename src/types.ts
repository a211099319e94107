/** Shapes and small records that every floor above shares. */

/** A value that survives JSON unchanged. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

/** A uniform grid of `bins` cells on the periodic interval `[domain[0], domain[1])`. */
export interface Grid {
  readonly domain: readonly [number, number];
  readonly bins: number;
}

/** Width of one cell, in the domain's unit of length. */
export function binWidth(grid: Grid): number {
  return (grid.domain[1] - grid.domain[0]) / grid.bins;
}

/** Centres of the cells, shape [bins], in the domain's unit of length. */
export function binCentres(grid: Grid): Float64Array {
  const width = binWidth(grid);
  return Float64Array.from({ length: grid.bins }, (_, j) => grid.domain[0] + (j + 0.5) * width);
}

/**
 * What made an artefact. Nothing in it depends on the machine, the clock or the number of workers, so
 * that the same command and seed give the same bytes.
 */
export interface Provenance {
  /** Version of coarsegrain. */
  readonly version: string;
  /** The command or call, without options that cannot change the result. */
  readonly command: string;
  /** Name of the system, model or experiment. */
  readonly name: string;
  readonly parameters: { readonly [key: string]: Json };
  readonly seed: number;
  /** How it was simulated, where the system had a choice, such as `leap` or `counts`. */
  readonly algorithm?: string | undefined;
}

/** One report of progress. `done` of `total` units; `total` may be unknown (undefined). */
export interface Progress {
  readonly phase: string;
  readonly done: number;
  readonly total?: number;
  /** What a reader wants beside the bar, such as the current bound. */
  readonly detail?: string;
}

/** How a caller watches and stops long work. */
export interface RunControl {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}
