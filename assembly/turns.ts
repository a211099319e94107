// Sine and cosine of whole turns, 2 pi u, in float64; see math.ts for why they are here and for `...2x`.

import { round52 } from "./math";

// Sine and cosine on |t| <= pi/4: the polynomials of fdlibm's k_sin.c and k_cos.c.
// @ts-ignore: decorator
@inline const s1: f64 = -1.66666666666666324348e-01;
// @ts-ignore: decorator
@inline const s2: f64 = 8.33333333332248946124e-03;
// @ts-ignore: decorator
@inline const s3: f64 = -1.98412698298579493134e-04;
// @ts-ignore: decorator
@inline const s4: f64 = 2.75573137070700676789e-06;
// @ts-ignore: decorator
@inline const s5: f64 = -2.50507602534068634195e-08;
// @ts-ignore: decorator
@inline const s6: f64 = 1.58969099521155010221e-10;
// @ts-ignore: decorator
@inline const c1: f64 = 4.16666666666666019037e-02;
// @ts-ignore: decorator
@inline const c2: f64 = -1.38888888888741095749e-03;
// @ts-ignore: decorator
@inline const c3: f64 = 2.48015872894767294178e-05;
// @ts-ignore: decorator
@inline const c4: f64 = -2.75573143513906633035e-07;
// @ts-ignore: decorator
@inline const c5: f64 = 2.08757232129817482790e-09;
// @ts-ignore: decorator
@inline const c6: f64 = -1.13596475577881948265e-11;
// @ts-ignore: decorator
@inline const twoPi: f64 = 6.283185307179586;

// @ts-ignore: decorator
@inline
function sinPolynomial(t: f64, z: f64): f64 {
  const w = z * z;
  const odd = s1 + w * (s3 + w * s5);
  const even = s2 + w * (s4 + w * s6);
  return t + t * (z * (odd + z * even));
}

// @ts-ignore: decorator
@inline
function cosPolynomial(z: f64): f64 {
  const w = z * z;
  const odd = c1 + w * (c3 + w * c5);
  const even = c2 + w * (c4 + w * c6);
  const half = 0.5 * z;
  const top = 1 - half;
  return top + (1 - top - half + w * (odd + z * even));
}

/** sin(2 pi u) for u in [0, 1). The reduction to an eighth of a turn is exact. */
// @ts-ignore: decorator
@inline
export function sin2Pi(u: f64): f64 {
  const shifted = 4 * u + round52;
  const quadrant = reinterpret<i64>(shifted);
  const t = (u - 0.25 * (shifted - round52)) * twoPi;
  const z = t * t;
  const y = quadrant & 1 ? cosPolynomial(z) : sinPolynomial(t, z);
  return quadrant & 2 ? -y : y;
}

/** cos(2 pi u) for u in [0, 1). */
// @ts-ignore: decorator
@inline
export function cos2Pi(u: f64): f64 {
  const shifted = 4 * u + round52;
  const quadrant = reinterpret<i64>(shifted);
  const t = (u - 0.25 * (shifted - round52)) * twoPi;
  const z = t * t;
  const y = quadrant & 1 ? sinPolynomial(t, z) : cosPolynomial(z);
  return (quadrant + 1) & 2 ? -y : y;
}

/** Quarter turns nearest to u, in the low bits; the rest of the bits do not matter. */
// @ts-ignore: decorator
@inline
export function quadrant2x(u: v128): v128 {
  return f64x2.add(f64x2.mul(f64x2.splat(4), u), f64x2.splat(round52));
}

/** Angle that remains of u turns beyond the quarter turns, in [-pi/4, pi/4]. */
// @ts-ignore: decorator
@inline
export function angle2x(u: v128, quadrant: v128): v128 {
  const k = f64x2.sub(quadrant, f64x2.splat(round52));
  return f64x2.mul(f64x2.sub(u, f64x2.mul(f64x2.splat(0.25), k)), f64x2.splat(twoPi));
}

// @ts-ignore: decorator
@inline
export function sinPolynomial2x(t: v128, z: v128): v128 {
  const w = f64x2.mul(z, z);
  let odd = f64x2.add(f64x2.splat(s3), f64x2.mul(w, f64x2.splat(s5)));
  odd = f64x2.add(f64x2.splat(s1), f64x2.mul(w, odd));
  let even = f64x2.add(f64x2.splat(s4), f64x2.mul(w, f64x2.splat(s6)));
  even = f64x2.add(f64x2.splat(s2), f64x2.mul(w, even));
  return f64x2.add(t, f64x2.mul(t, f64x2.mul(z, f64x2.add(odd, f64x2.mul(z, even)))));
}

// @ts-ignore: decorator
@inline
export function cosPolynomial2x(z: v128): v128 {
  const w = f64x2.mul(z, z);
  let odd = f64x2.add(f64x2.splat(c3), f64x2.mul(w, f64x2.splat(c5)));
  odd = f64x2.add(f64x2.splat(c1), f64x2.mul(w, odd));
  let even = f64x2.add(f64x2.splat(c4), f64x2.mul(w, f64x2.splat(c6)));
  even = f64x2.add(f64x2.splat(c2), f64x2.mul(w, even));
  const rest = f64x2.mul(w, f64x2.add(odd, f64x2.mul(z, even)));
  const half = f64x2.mul(f64x2.splat(0.5), z);
  const top = f64x2.sub(f64x2.splat(1), half);
  return f64x2.add(top, f64x2.add(f64x2.sub(f64x2.sub(f64x2.splat(1), top), half), rest));
}

/** Sine of the whole angle from sine and cosine of what remains. */
// @ts-ignore: decorator
@inline
export function turnSin2x(quadrant: v128, sin: v128, cos: v128): v128 {
  const odd = i64x2.sub(i64x2.splat(0), v128.and(quadrant, i64x2.splat(1)));
  const sign = i64x2.shl(v128.and(quadrant, i64x2.splat(2)), 62);
  return v128.xor(v128.bitselect(cos, sin, odd), sign);
}

/** Cosine of the whole angle from sine and cosine of what remains. */
// @ts-ignore: decorator
@inline
export function turnCos2x(quadrant: v128, sin: v128, cos: v128): v128 {
  const odd = i64x2.sub(i64x2.splat(0), v128.and(quadrant, i64x2.splat(1)));
  const next = i64x2.add(quadrant, i64x2.splat(1));
  const sign = i64x2.shl(v128.and(next, i64x2.splat(2)), 62);
  return v128.xor(v128.bitselect(sin, cos, odd), sign);
}

export function mathSin2Pi(u: f64): f64 {
  return sin2Pi(u);
}

export function mathCos2Pi(u: f64): f64 {
  return cos2Pi(u);
}
