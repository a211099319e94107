import { reshape } from "../../autodiff/blocks.js";
import { gatherRows } from "../../autodiff/indices.js";
import type { Tensor } from "../../autodiff/tensor.js";

/**
 * Numbers of neighbouring cells of a ring as features of each cell, for networks that all cells share: [rows of a cell * cells, n]
 * to [offsets * rows of a cell, cells * n].
 */
export function ringNeighbours(x: Tensor, cells: number, offsets: readonly number[]): Tensor {
  const rows = x.rows / cells;
  const places: number[] = [];
  for (const offset of offsets) {
    for (let row = 0; row < rows; row++) {
      for (let cell = 0; cell < cells; cell++) {
        places.push(row * cells + ((cell + offset + cells) % cells));
      }
    }
  }
  return reshape(gatherRows(x, places), offsets.length * rows, cells * x.columns);
}
