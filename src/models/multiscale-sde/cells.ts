import type { FieldGrid } from "../../dataset/field-grid.js";
import { invalidParameter } from "../../errors.js";

/** A coarse mesh over the points of a grid: each cell is a block of as many points. */
export interface CellMesh {
  /** Cells of each dimension. */
  readonly shape: readonly number[];
  readonly cells: number;
  /** Points in each cell. */
  readonly phases: number;
  /** Cell of each point, and its place within it, [point]. */
  readonly cellOf: Int32Array;
  readonly phaseOf: Int32Array;
  readonly periodic: boolean;
}

/** The mesh of `shape` cells. The points must be a multiple of them in each dimension. */
export function cellMesh({ points, periodic }: FieldGrid, shape: readonly number[]): CellMesh {
  const total = points.reduce((product, n) => product * n, 1);
  const cells = shape.reduce((product, n) => product * n, 1);
  const cellOf = new Int32Array(total);
  const phaseOf = new Int32Array(total);
  for (let x = 0; x < total; x++) {
    let [rest, cell, phase, cellStride, phaseStride] = [x, 0, 0, 1, 1];
    for (let i = points.length - 1; i >= 0; i--) {
      const width = points[i] / shape[i];
      const at = rest % points[i];
      rest = Math.floor(rest / points[i]);
      cell += cellStride * Math.floor(at / width);
      phase += phaseStride * (at % width);
      cellStride *= shape[i];
      phaseStride *= width;
    }
    cellOf[x] = cell;
    phaseOf[x] = phase;
  }
  return { shape, cells, phases: total / cells, cellOf, phaseOf, periodic };
}

/**
 * The cells within `reach` of each cell in every dimension, [cell][tap]; beyond a wall, the cell at the wall.
 *
 * @throws InvalidParameter if they are more than there are cells
 */
export function neighbours({ shape, cells, periodic }: CellMesh, reach: number): Int32Array {
  for (const n of shape) {
    if (2 * reach + 1 > n) throw invalidParameter("reach", `at most ${(n - 1) / 2}`, reach);
  }
  const width = 2 * reach + 1;
  const taps = shape.reduce((product) => product * width, 1);
  const found = new Int32Array(cells * taps);
  for (let cell = 0; cell < cells; cell++) {
    for (let tap = 0; tap < taps; tap++) {
      let [restCell, restTap, at, stride] = [cell, tap, 0, 1];
      for (let i = shape.length - 1; i >= 0; i--) {
        const n = shape[i];
        const to = (restCell % n) + (restTap % width) - reach;
        at += stride * (periodic ? (to + n) % n : Math.min(Math.max(to, 0), n - 1));
        stride *= n;
        restCell = Math.floor(restCell / n);
        restTap = Math.floor(restTap / width);
      }
      found[cell * taps + tap] = at;
    }
  }
  return found;
}
