/** States of cells that are all alike, on a ring. */
export interface RingStates {
  readonly cells: number;
  /** States. */
  readonly columns: number;
  /** Numbers of each cell that patches hold: the first ones. */
  readonly local: number;
}

/**
 * Calls back with the numbers of a cell and its neighbours, for every cell of every state.
 *
 * @param states [number * cells + cell][column]
 * @param reach offsets of the neighbours, none farther than there are cells
 * @param visit takes the patch, [offset * local + number], which is overwritten by the next one
 */
export function eachRingPatch(
  states: ArrayLike<number>,
  { cells, columns, local }: RingStates,
  reach: readonly number[],
  visit: (patch: Float64Array, cell: number, column: number) => void,
): void {
  const patch = new Float64Array(reach.length * local);
  for (let c = 0; c < columns; c++) {
    for (let cell = 0; cell < cells; cell++) {
      let k = 0;
      for (const offset of reach) {
        const other = (cell + offset + cells) % cells;
        for (let l = 0; l < local; l++) patch[k++] = states[(l * cells + other) * columns + c];
      }
      visit(patch, cell, c);
    }
  }
}
