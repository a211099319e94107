// A field as it is observed: rounded to float32, and with white noise.

import { normal32 } from "../network/normals";

/**
 * clean_i = u_i and noisy_i = u_i + deviation e_i in float32, e_i standard normals from the stream at
 * `state`. All have room for a vector beyond their end.
 */
export function observe(state: usize, u: usize, points: i32, deviation: f64, clean: usize, noisy: usize): void {
  normal32(state, noisy, points);
  const sd = f64x2.splat(deviation);
  const n = (<usize>points) << 2;
  for (let i: usize = 0; i < n; i += 8) {
    const x = v128.load(u + (i << 1));
    const e = f64x2.promote_low_f32x4(v128.load64_zero(noisy + i));
    v128.store64_lane(clean + i, f32x4.demote_f64x2_zero(x), 0);
    v128.store64_lane(noisy + i, f32x4.demote_f64x2_zero(f64x2.add(x, f64x2.mul(sd, e))), 0);
  }
}
