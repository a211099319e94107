// u_t = -u u_x + nu u_xx on a periodic line, by central differences and the method of Heun.
//
// A field has a ghost at each end and room for a vector beyond:
//
//     | u_n-1 | u_0 u_1 ... u_n-1 | u_0 | free |
//               ^ address of the field
//
// Central differences of u u_x conserve the sum of u on a periodic grid: sum_i u_i (u_i+1 - u_i-1) = 0.

// @ts-ignore: decorator
@inline
function close(u: usize, n: usize): void {
  store<f64>(u - 8, load<f64>(u + n - 8));
  store<f64>(u + n, load<f64>(u));
}

/** x + dt times its rate of change, of two points: transport = dt / (2 h), diffusion = dt nu / h^2. */
// @ts-ignore: decorator
@inline
function euler(at: usize, transport: v128, diffusion: v128): v128 {
  const west = v128.load(at - 8);
  const here = v128.load(at);
  const east = v128.load(at, 8);
  const slope = f64x2.mul(f64x2.mul(transport, here), f64x2.sub(east, west));
  const curvature = f64x2.sub(f64x2.add(east, west), f64x2.add(here, here));
  return f64x2.add(here, f64x2.sub(f64x2.mul(diffusion, curvature), slope));
}

/** Advances u, of n points at distance h, by `steps` steps of dt; v is room for another such field. */
export function burgersAdvance(
  u: usize, v: usize, points: i32, h: f64, viscosity: f64, dt: f64, steps: i32,
): void {
  const n = (<usize>points) << 3;
  const transport = f64x2.splat((0.5 * dt) / h);
  const diffusion = f64x2.splat((dt * viscosity) / (h * h));
  const half = f64x2.splat(0.5);
  for (let step = 0; step < steps; step++) {
    close(u, n);
    for (let i: usize = 0; i < n; i += 16) v128.store(v + i, euler(u + i, transport, diffusion));
    close(v, n);
    for (let i: usize = 0; i < n; i += 16) {
      const twice = f64x2.add(v128.load(u + i), euler(v + i, transport, diffusion));
      v128.store(u + i, f64x2.mul(half, twice));
    }
  }
}
