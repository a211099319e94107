import type { FieldGrid } from "../../dataset/field-grid.js";
import type { FieldEquation } from "../field-baselines/equation.js";
import type { Rates } from "../field-baselines/integrate.js";

/** A square of cells between walls whose values are held: the state is the averages [y][x], then the walls' values [side][cell]. */
export interface WalledSquare {
  /** Numbers of a state: the averages, and the values at the walls, which stay. */
  readonly size: number;
  readonly rates: Rates;
  /** Values at the walls of a field, [west, east, south, north][cell]: means over the points of each cell that lie on the wall. */
  walls(field: ArrayLike<number>): Float64Array;
  /** The longest step that the method of Runge and Kutta takes stably at a largest speed. */
  longest(speed: number): number;
}

function meansOverCells(
  cells: number,
  points: number,
  at: (point: number) => number,
): Float64Array {
  const width = points / cells;
  return Float64Array.from({ length: cells }, (_, cell) => {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += at(cell * width + i);
    return sum / width;
  });
}

/**
 * u_t = -u (u_x + u_y) + nu (u_xx + u_yy) by finite volumes: values at inner faces are means of the cells beside them, those at the
 * walls are held, half a cell away from the averages. All cells move; were those at the walls held instead, an 8 x 8 mesh
 * would be left with 6 x 6.
 *
 * @param transport conservative, of u^2 / 2 through the faces; advective, u times the difference of the values at the faces
 */
export function walledSquare(
  { domain, points: [rows, columns] }: FieldGrid,
  cells: number,
  { viscosity }: FieldEquation,
  transport: "conservative" | "advective",
): WalledSquare {
  const [hy, hx] = domain.map(([from, to]) => (to - from) / cells);
  const inner = cells * cells;
  const size = inner + 4 * cells;
  const conservative = transport === "conservative";
  /** Rate of a cell by the two faces across which its neighbours or walls lie. */
  const across = (
    own: number,
    low: number,
    lowWall: boolean,
    high: number,
    highWall: boolean,
    h: number,
  ) => {
    const flux = (other: number, wall: boolean) =>
      wall ? 0.5 * other * other : 0.25 * (own * own + other * other);
    const value = (other: number, wall: boolean) => (wall ? other : 0.5 * (own + other));
    const carried = conservative
      ? flux(high, highWall) - flux(low, lowWall)
      : own * (value(high, highWall) - value(low, lowWall));
    const slope = (other: number, wall: boolean) => ((wall ? 2 : 1) * (other - own)) / h;
    return (viscosity * (slope(high, highWall) + slope(low, lowWall)) - carried) / h;
  };
  return {
    size,
    rates: (u, out) => {
      out.fill(0);
      const last = cells - 1;
      for (let y = 0; y < cells; y++) {
        for (let x = 0; x < cells; x++) {
          const at = y * cells + x;
          const west = x > 0 ? u[at - 1] : u[inner + y];
          const east = x < last ? u[at + 1] : u[inner + cells + y];
          const south = y > 0 ? u[at - cells] : u[inner + 2 * cells + x];
          const north = y < last ? u[at + cells] : u[inner + 3 * cells + x];
          out[at] =
            across(u[at], west, x === 0, east, x === last, hx) +
            across(u[at], south, y === 0, north, y === last, hy);
        }
      }
    },
    walls: (field) => {
      const walls = new Float64Array(4 * cells);
      const sides = [
        meansOverCells(cells, rows, (y) => field[y * columns]),
        meansOverCells(cells, rows, (y) => field[y * columns + columns - 1]),
        meansOverCells(cells, columns, (x) => field[x]),
        meansOverCells(cells, columns, (x) => field[(rows - 1) * columns + x]),
      ];
      sides.forEach((side, i) => {
        walls.set(side, i * cells);
      });
      return walls;
    },
    // Twice the row sums of the diffusion, in which a wall counts double, and the transport.
    longest: (speed) =>
      1.5 / (6 * viscosity * (1 / (hx * hx) + 1 / (hy * hy)) + speed / hx + speed / hy),
  };
}
