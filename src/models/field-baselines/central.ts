import { type FieldGrid, fieldSpacing } from "../../dataset/field-grid.js";
import type { FieldEquation } from "./equation.js";
import type { Rates } from "./integrate.js";

/** The right-hand side of an equation on a grid: quadratic(u, u) + linear(u). */
export interface CentralScheme {
  readonly size: number;
  /** nu u_xx - delta u_xxx */
  linear(u: ArrayLike<number>, out: Float64Array): void;
  /** -u v_x: the field u carries v */
  transport(u: ArrayLike<number>, v: ArrayLike<number>, out: Float64Array): void;
  /** The longest step that the method of Runge and Kutta takes stably at a largest speed. */
  longest(speed: number): number;
}

function onRing({ points, domain }: FieldGrid, equation: FieldEquation): CentralScheme {
  const [n] = points;
  const [h] = fieldSpacing({ domain, points, periodic: true });
  const { viscosity, dispersion, oneSided } = equation;
  const [nu, delta] = [viscosity / (h * h), dispersion / (h * h * h)];
  const at = (u: ArrayLike<number>, i: number) => u[((i % n) + n) % n];
  return {
    size: n,
    linear(u, out) {
      for (let i = 0; i < n; i++) {
        out[i] = nu * (at(u, i + 1) - 2 * u[i] + at(u, i - 1));
        if (delta === 0) continue;
        const [west, east, far] = [at(u, i - 1), at(u, i + 1), at(u, i + 2)];
        out[i] -= oneSided
          ? delta * (far - 3 * east + 3 * u[i] - west)
          : (delta / 2) * (far - 2 * east + 2 * west - at(u, i - 2));
      }
    },
    transport(u, v, out) {
      for (let i = 0; i < n; i++) out[i] = (-u[i] * (at(v, i + 1) - at(v, i - 1))) / (2 * h);
    },
    longest(speed) {
      // Bounds of the eigenvalues: 4 nu / h^2, speed / h, and 8 or 2.6 delta / h^3.
      return 1.5 / (4 * nu + speed / h + (oneSided ? 8 : 2.6) * delta);
    },
  };
}

function onSquare(grid: FieldGrid, { viscosity }: FieldEquation): CentralScheme {
  const [rows, columns] = grid.points;
  const [hy, hx] = fieldSpacing(grid);
  const [ny, nx] = [viscosity / (hy * hy), viscosity / (hx * hx)];
  const inside = (out: Float64Array, rate: (i: number) => number) => {
    out.fill(0);
    for (let y = 1; y < rows - 1; y++) {
      for (let x = 1; x < columns - 1; x++) out[y * columns + x] = rate(y * columns + x);
    }
  };
  return {
    size: rows * columns,
    linear: (u, out) =>
      inside(out, (i) => {
        const across = ny * (u[i + columns] - 2 * u[i] + u[i - columns]);
        return across + nx * (u[i + 1] - 2 * u[i] + u[i - 1]);
      }),
    transport: (u, v, out) =>
      inside(out, (i) => {
        const slope = (v[i + columns] - v[i - columns]) / (2 * hy);
        return -u[i] * (slope + (v[i + 1] - v[i - 1]) / (2 * hx));
      }),
    longest: (speed) => 1.5 / (4 * (ny + nx) + speed / hy + speed / hx),
  };
}

/** Central differences, as the systems of fields take them themselves; boundary values of a square are held. */
export function centralScheme(grid: FieldGrid, equation: FieldEquation): CentralScheme {
  return equation.dimensions === 1 ? onRing(grid, equation) : onSquare(grid, equation);
}

/** The whole right-hand side. */
export function centralRates({ size, linear, transport }: CentralScheme): Rates {
  const part = new Float64Array(size);
  return (u, out) => {
    linear(u, out);
    transport(u, u, part);
    for (let i = 0; i < size; i++) out[i] += part[i];
  };
}

/** The same with the transport as the difference of a flux, -(u^2 / 2)_x, so that averages of cells keep their sum. */
export function conservativeRates({ size, linear, transport }: CentralScheme): Rates {
  const [part, flux] = [new Float64Array(size), new Float64Array(size)];
  const ones = new Float64Array(size).fill(1);
  return (u, out) => {
    for (let i = 0; i < size; i++) flux[i] = 0.5 * u[i] * u[i];
    linear(u, out);
    transport(ones, flux, part);
    for (let i = 0; i < size; i++) out[i] += part[i];
  };
}

/** Largest absolute value. */
export function largestSpeed(u: ArrayLike<number>): number {
  let speed = 0;
  for (let i = 0; i < u.length; i++) speed = Math.max(speed, Math.abs(u[i]));
  return speed;
}
