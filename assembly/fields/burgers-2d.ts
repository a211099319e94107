// u_t = -u (u_x + u_y) + nu (u_xx + u_yy) on a rectangle whose boundary values are held, by central
// differences and the method of Heun. Fields are [row][column], x along the rows.

/** u + dt times its rate of change at two points or, of the first lane, at one. */
// @ts-ignore: decorator
@inline
function euler(at: usize, row: usize, tx: v128, ty: v128, dx: v128, dy: v128): v128 {
  const here = v128.load(at);
  const west = v128.load(at - 8);
  const east = v128.load(at, 8);
  const south = v128.load(at - row);
  const north = v128.load(at + row);
  const slope = f64x2.add(
    f64x2.mul(tx, f64x2.sub(east, west)), f64x2.mul(ty, f64x2.sub(north, south)),
  );
  const twice = f64x2.add(here, here);
  const curvature = f64x2.add(
    f64x2.mul(dx, f64x2.sub(f64x2.add(east, west), twice)),
    f64x2.mul(dy, f64x2.sub(f64x2.add(north, south), twice)),
  );
  return f64x2.add(here, f64x2.sub(curvature, f64x2.mul(here, slope)));
}

/** One pass over the inner points: v = euler(u), or u = (u + euler(v)) / 2 where `last`. */
// @ts-ignore: decorator
@inline
function pass(
  from: usize, to: usize, last: bool, rows: i32, columns: i32, tx: v128, ty: v128, dx: v128, dy: v128,
): void {
  const row = (<usize>columns) << 3;
  const half = f64x2.splat(0.5);
  const inner = (<usize>(columns - 2)) << 3;
  for (let i = 1; i < rows - 1; i++) {
    let x = from + <usize>i * row + 8;
    let y = to + <usize>i * row + 8;
    const whole = x + (inner & ~15);
    for (; x < whole; x += 16, y += 16) {
      const moved = euler(x, row, tx, ty, dx, dy);
      v128.store(y, last ? f64x2.mul(half, f64x2.add(v128.load(y), moved)) : moved);
    }
    if (inner & 8) {
      const moved = euler(x, row, tx, ty, dx, dy);
      const value = last ? f64x2.mul(half, f64x2.add(v128.load(y), moved)) : moved;
      v128.store64_lane(y, value, 0);
    }
  }
}

/**
 * Advances u by `steps` steps of dt; v is room for another such field. Both have room for a vector beyond
 * their end; hx and hy are the distances of points along and across the rows.
 */
export function burgersAdvance2d(
  u: usize, v: usize, rows: i32, columns: i32, hx: f64, hy: f64, viscosity: f64, dt: f64, steps: i32,
): void {
  const tx = f64x2.splat((0.5 * dt) / hx);
  const ty = f64x2.splat((0.5 * dt) / hy);
  const dx = f64x2.splat((dt * viscosity) / (hx * hx));
  const dy = f64x2.splat((dt * viscosity) / (hy * hy));
  // What is not computed is what is held.
  memory.copy(v, u, (<usize>(rows * columns)) << 3);
  for (let step = 0; step < steps; step++) {
    pass(u, v, false, rows, columns, tx, ty, dx, dy);
    pass(v, u, true, rows, columns, tx, ty, dx, dy);
  }
}
