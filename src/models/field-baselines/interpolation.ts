import type { Kernel } from "../../kernel/load.js";
import { cos2Pi, sin2Pi } from "../../kernel/math.js";
import { cellCentre } from "./cell-averages.js";

/** How fields are made of the averages of cells. */
export type Interpolation = "constant" | "linear" | "cubic" | "spectral";

/** Cells of one dimension. */
export interface CellLine {
  readonly cells: number;
  readonly points: number;
  readonly periodic: boolean;
}

/** Lagrange's polynomial through as many centres as `width`, those next to the point. */
function lagrange({ cells, points, periodic }: CellLine, width: number): Float64Array {
  const matrix = new Float64Array(points * cells);
  for (let x = 0; x < points; x++) {
    // The point's place, in units of the cells, from the first centre.
    const place = ((x + 0.5) * cells) / points - 0.5;
    const wanted = Math.floor(place) - (width / 2 - 1);
    const first = periodic ? wanted : Math.min(Math.max(wanted, 0), cells - width);
    for (let i = 0; i < width; i++) {
      let weight = 1;
      for (let j = 0; j < width; j++) {
        if (j !== i) weight *= (place - first - j) / (i - j);
      }
      matrix[x * cells + ((((first + i) % cells) + cells) % cells)] += weight;
    }
  }
  return matrix;
}

function constant({ cells, points }: CellLine): Float64Array {
  const matrix = new Float64Array(points * cells);
  for (let x = 0; x < points; x++) {
    matrix[x * cells + Math.floor(((x + 0.5) * cells) / points)] = 1;
  }
  return matrix;
}

/** A fraction of turns, in [0, 1). */
const turns = (u: number) => u - Math.floor(u);

/**
 * The trigonometric polynomial whose averages over the cells are those given; where `averages` is false, whose values at the
 * centres are. The highest wave number of an even number of cells counts as a cosine.
 */
export function trigonometric(
  kernel: Kernel,
  { cells, points }: CellLine,
  averages: boolean,
): Float64Array {
  const matrix = new Float64Array(points * cells);
  const half = cells / 2;
  const gains = Float64Array.from({ length: Math.floor(half) + 1 }, (_, k) => {
    const angle = (Math.PI * k) / cells;
    const share = averages && k > 0 ? sin2Pi(kernel, k / (2 * cells)) / angle : 1;
    return (k === 0 || k === half ? 1 : 2) / (cells * share);
  });
  for (let x = 0; x < points; x++) {
    for (let c = 0; c < cells; c++) {
      const distance = (x - cellCentre(c, cells, points)) / points;
      let sum = 0;
      for (let k = 0; k < gains.length; k++) sum += gains[k] * cos2Pi(kernel, turns(k * distance));
      matrix[x * cells + c] = sum;
    }
  }
  return matrix;
}

/** Interpolations that a line of cells allows, the simplest first. */
export function interpolationsOf({ cells, periodic }: CellLine): Interpolation[] {
  const found: Interpolation[] = ["constant"];
  if (cells >= 2) found.push("linear");
  if (cells >= 4) found.push("cubic");
  if (periodic) found.push("spectral");
  return found;
}

/** Fields of the averages of cells, [point][cell]. */
export function interpolationMatrix(
  kernel: Kernel,
  line: CellLine,
  choice: Interpolation,
): Float64Array {
  switch (choice) {
    case "constant":
      return constant(line);
    case "linear":
      return lagrange(line, 2);
    case "cubic":
      return lagrange(line, 4);
    case "spectral":
      return trigonometric(kernel, line, true);
  }
}
