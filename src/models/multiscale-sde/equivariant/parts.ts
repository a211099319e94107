import type { CellBasis } from "./cell-basis.js";
import type { PatchStatistics } from "./patches.js";

/** What the form is built on; everything is the same in all cells. */
export interface EquivariantParts {
  readonly cells: number;
  /** Local numbers L of a cell: its average and the microscale. */
  readonly local: number;
  readonly basis: CellBasis;
  /** Root mean square of the fields: coordinates are in units of it. */
  readonly scale: number;
  /** Standard deviation of the first L coordinates, by which latent numbers are divided, [L]. */
  readonly deviation: Float64Array;
  /** Mean of the first coordinate, which is taken off before. */
  readonly mean: number;
  /** Linear part of the higher coordinates: from the latent numbers of cells in `decoderReach`, [J - L][offset * L + local]. */
  readonly linear: Float64Array;
  /** Standard deviation of what that leaves of the higher coordinates, [J - L]. */
  readonly left: Float64Array;
  /** Root mean square of u and its derivatives at the nodes, [derivative]. */
  readonly featureScale: Float64Array;
  /** Standard deviation of the rates of latent numbers, per unit of time, [L]. */
  readonly rates: Float64Array;
  /** Standard deviation of the flux through a face, in units of coordinates times cells per time. */
  readonly fluxScale: number;
  readonly nonlinear: boolean;
  /** What noisy snapshots are recognised by; none in files from before that was learned. */
  readonly recognition?: PatchStatistics | undefined;
}

/** Means of the latent numbers of a cell, which are taken off before they are divided: all but that of the average are 0, [L]. */
export function latentMeans({ local, mean }: Pick<EquivariantParts, "local" | "mean">): number[] {
  return [mean, ...new Array<number>(local - 1).fill(0)];
}

/** What turns coordinates into latent numbers: factors, and what is taken off the averages. */
export function latentUnits({ scale, deviation, mean }: EquivariantParts) {
  return {
    factor: deviation.map((sd) => 1 / (scale * sd)),
    shift: mean / deviation[0],
  };
}
