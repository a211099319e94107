import { invalidParameter } from "../../errors.js";
import type { FieldsKernel } from "./load.js";
import type { FieldRegion } from "./region.js";

/** Steps of one size in time on a grid of one spacing for each dimension, the last dimension last. */
export interface BurgersSteps {
  readonly spacing: readonly number[];
  readonly viscosity: number;
  readonly dt: number;
  readonly steps: number;
}

/**
 * Advances u by u_t = -u u_x + nu u_xx on a periodic line: central differences, the method of Heun.
 *
 * @param room of as many points, overwritten
 */
export function burgersAdvance(
  { call }: FieldsKernel,
  u: FieldRegion,
  room: FieldRegion,
  { spacing: [h], viscosity, dt, steps }: BurgersSteps,
): void {
  call.burgersAdvance(u.pointer, room.pointer, u.length, h, viscosity, dt, steps);
}

/**
 * Advances u, shape [row, column], by u_t = -u (u_x + u_y) + nu (u_xx + u_yy): central differences, the
 * method of Heun, the values on the boundary held.
 *
 * @param room of as many points, overwritten
 * @throws InvalidParameter for fewer than 3 rows or columns
 */
export function burgersAdvance2d(
  { call }: FieldsKernel,
  u: FieldRegion,
  room: FieldRegion,
  columns: number,
  { spacing: [hy, hx], viscosity, dt, steps }: BurgersSteps,
): void {
  const rows = u.length / columns;
  if (!(Number.isInteger(rows) && rows >= 3 && columns >= 3)) {
    throw invalidParameter("columns", `a divisor of ${u.length}, with 3 rows or more`, columns);
  }
  call.burgersAdvance2d(u.pointer, room.pointer, rows, columns, hx, hy, viscosity, dt, steps);
}
