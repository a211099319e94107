/** Cells of one dimension over n equidistant points, each of which stands for the length about it. */

/** Centres of the cells, in units of the points' distance, from the first point. */
export function cellCentre(cell: number, cells: number, points: number): number {
  return ((cell + 0.5) * points) / cells - 0.5;
}

/** Weights of the points in the average of each cell, [cell][point]; a point on an edge counts in part in both cells. */
export function averagingMatrix(cells: number, points: number): Float64Array {
  const weights = new Float64Array(cells * points);
  const width = points / cells;
  for (let cell = 0; cell < cells; cell++) {
    const [low, high] = [cell * width, (cell + 1) * width];
    for (let x = Math.floor(low); x < Math.min(points, Math.ceil(high)); x++) {
      const overlap = Math.min(high, x + 1) - Math.max(low, x);
      if (overlap > 0) weights[cell * points + x] = overlap / width;
    }
  }
  return weights;
}
