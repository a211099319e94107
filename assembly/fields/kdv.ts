// u_t = -u u_x - delta u_xxx on a periodic line, by differences in space and, in time, the method of Runge
// and Kutta of fourth order on e^(-L t) u, which takes the stiff linear part L = -delta d^3/dx^3 exactly
// (Trefethen 2000, program 27). The state is the Fourier transform of u, n complex numbers.

import { exp } from "../math";
import { cos2Pi, sin2Pi } from "../turns";
import { conjugate, times } from "./complex";
import { fourierTransform } from "./fourier";

/**
 * e^(L t) for every wave number. With s, c the sine and cosine of half the angle 2 pi k / n, the central
 * stencil (u_2 - 2 u_1 + 2 u_-1 - u_-2) / (2 h^3) has the symbol -8 i s^3 c / h^3, and the one-sided
 * (u_2 - 3 u_1 + 3 u_0 - u_-1) / h^3 has -8 i s^3 (c + i s) / h^3, so that it also damps.
 */
export function kdvPropagator(out: usize, n: i32, h: f64, dispersion: f64, t: f64, oneSided: i32): void {
  for (let k = 0; k < n; k++, out += 16) {
    const half = (0.5 * <f64>k) / <f64>n;
    const s = sin2Pi(half);
    const rate = (8 * dispersion * t * s * s * s) / (h * h * h);
    const size = oneSided ? exp(-rate * s) : 1;
    const turns = (rate * cos2Pi(half)) / 6.283185307179586;
    const turn = turns - Math.floor(turns);
    store<f64>(out, size * cos2Pi(turn));
    store<f64>(out, size * sin2Pi(turn), 8);
  }
}

/**
 * dt N(w) of the spectrum w, whose conjugate lies at x: transforms to u, takes -u (u_+1 - u_-1) / (2 h), and
 * transforms back. y is room. Returns where the result lies, x or y.
 */
function transport(plan: usize, n: i32, x: usize, y: usize, factor: f64): usize {
  // The transform of the conjugate spectrum of a real field is n times that field.
  const u = fourierTransform(plan, n, x, y);
  const v = u == x ? y : x;
  const end = ((<usize>n) - 1) << 4;
  const scale = factor / (<f64>n * <f64>n);
  const first = load<f64>(u);
  let west = load<f64>(u + end);
  let here = first;
  for (let i: usize = 0; i <= end; i += 16) {
    const east = i == end ? first : load<f64>(u + i, 16);
    v128.store(v + i, f64x2(-scale * here * (east - west), 0));
    west = here;
    here = east;
  }
  return fourierTransform(plan, n, v, u);
}

/**
 * Advances the spectrum w by `steps` steps of dt.
 *
 * @param half propagator of half a step
 * @param scratch room for 4 spectra
 */
export function kdvAdvance(
  plan: usize, n: i32, w: usize, half: usize, h: f64, dt: f64, steps: i32, scratch: usize,
): void {
  const bytes = (<usize>n) << 4;
  const x = scratch;
  const y = x + bytes;
  // What the stages have added so far, and e^(L dt/2) w.
  const sum = y + bytes;
  const moved = sum + bytes;
  const factor = (0.5 * dt) / h;
  const oneHalf = f64x2.splat(0.5);
  const third = f64x2.splat(1.0 / 3.0);
  const sixth = f64x2.splat(1.0 / 6.0);
  for (let step = 0; step < steps; step++) {
    for (let i: usize = 0; i < bytes; i += 16) v128.store(x + i, conjugate(v128.load(w + i)));
    let a = transport(plan, n, x, y, factor);
    let room = a == x ? y : x;
    for (let i: usize = 0; i < bytes; i += 16) {
      const e = v128.load(half + i);
      const ew = times(e, v128.load(w + i));
      const ea = times(e, v128.load(a + i));
      v128.store(moved + i, ew);
      v128.store(sum + i, times(e, f64x2.add(ew, f64x2.mul(sixth, ea))));
      v128.store(a + i, conjugate(f64x2.add(ew, f64x2.mul(oneHalf, ea))));
    }
    const b = transport(plan, n, a, room, factor);
    room = b == a ? room : a;
    for (let i: usize = 0; i < bytes; i += 16) {
      const value = v128.load(b + i);
      const e = v128.load(half + i);
      v128.store(sum + i, f64x2.add(v128.load(sum + i), f64x2.mul(third, times(e, value))));
      v128.store(b + i, conjugate(f64x2.add(v128.load(moved + i), f64x2.mul(oneHalf, value))));
    }
    const c = transport(plan, n, b, room, factor);
    room = c == b ? room : b;
    for (let i: usize = 0; i < bytes; i += 16) {
      const e = v128.load(half + i);
      const value = times(e, v128.load(c + i));
      v128.store(sum + i, f64x2.add(v128.load(sum + i), f64x2.mul(third, value)));
      v128.store(c + i, conjugate(f64x2.add(times(e, v128.load(moved + i)), value)));
    }
    const d = transport(plan, n, c, room, factor);
    for (let i: usize = 0; i < bytes; i += 16) {
      v128.store(w + i, f64x2.add(v128.load(sum + i), f64x2.mul(sixth, v128.load(d + i))));
    }
  }
}
