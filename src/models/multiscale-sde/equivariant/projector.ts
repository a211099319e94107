import type { NetworkKernel } from "../../../kernel/network/load.js";
import { multiply } from "../../../kernel/network/products.js";
import { networkFunctions, reserveValues } from "../../../kernel/network/values.js";
import type { CellBasis } from "./cell-basis.js";

/** Writes coordinates of fields, rolled by so many points, into columns of a matrix [function * cells + cell][column]. */
export interface CellProjector {
  /**
   * @param fields fields, [field][point]
   * @param which which of them each column is of
   * @param roll points that each is rolled by to the left, none negative
   * @param to [functions wanted * cells][columns], overwritten
   * @param factor what coordinates of each function are multiplied by, [functions wanted]
   */
  project(
    fields: Float32Array,
    which: ArrayLike<number>,
    roll: ArrayLike<number>,
    factor: Float64Array,
    to: Float32Array | Float64Array,
  ): void;
}

/** Projects at most `columns` fields at a time. */
export function cellProjector(
  network: NetworkKernel,
  { phases, count, functions }: CellBasis,
  cells: number,
  columns: number,
): CellProjector {
  const kernels = networkFunctions(network, "float32");
  const points = phases * cells;
  const basis = reserveValues(kernels, phases * count);
  const fields = reserveValues(kernels, columns * points);
  const products = reserveValues(kernels, columns * cells * count);
  for (let j = 0; j < count; j++) {
    for (let x = 0; x < phases; x++) {
      basis.view[x * count + j] = functions[j * phases + x] / phases;
    }
  }
  return {
    project(from, which, roll, factor, to) {
      const n = which.length;
      const rolled = fields.view;
      for (let c = 0; c < n; c++) {
        const begin = which[c] * points;
        const by = roll[c] % points;
        rolled.set(from.subarray(begin + by, begin + points), c * points);
        rolled.set(from.subarray(begin, begin + by), c * points + points - by);
      }
      multiply(
        kernels,
        { values: fields, rows: n * cells, columns: phases },
        false,
        { values: basis, rows: phases, columns: count },
        { values: products, rows: n * cells, columns: count },
        undefined,
        false,
      );
      const made = products.view;
      for (let c = 0; c < n; c++) {
        for (let cell = 0; cell < cells; cell++) {
          const at = (c * cells + cell) * count;
          for (let j = 0; j < factor.length; j++) {
            to[(j * cells + cell) * n + c] = factor[j] * made[at + j];
          }
        }
      }
    },
  };
}
