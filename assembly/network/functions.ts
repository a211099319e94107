// Elementary functions of a vector of float32 (relative error below 2e-7) or float64 (a few ulp). They use
// + - * / sqrt and bit patterns alone, so they give the same bits everywhere.

import { exp2x, log2x, logNormal2x } from "../math";
import { all } from "./lanes";

// ---- float32: the reductions and polynomials of Cephes (Moshier 1992), expf.c, logf.c, tanhf.c

// Read where they are used: an engine makes a constant vector of four instructions, and loads it by one.
const constants: usize = memory.data<f32>([
  89.0, -104.0, 1.44269504088896341, 0.693359375, -2.12194440e-4, 1.3981999507e-3, 1.9875691500e-4,
  8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1, 1.0, -1.1514610310e-1,
  7.0376836292e-2, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1, 2.0000714765e-1,
  -2.4999993993e-1, 3.3333331174e-1, 0.5, 1.17549435e-38, 16777216.0, 0.0, 2.06390887954531e-2,
  -5.70498872745e-3, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1,
  // 1.5 * 2^23, and an integer: 127.
  12582912, 1.7796490496925177e-43,
], 16);
// @ts-ignore: decorator
@inline const ROUND: i32 = 30;
// @ts-ignore: decorator
@inline const BIAS: i32 = 31;

// @ts-ignore: decorator
@inline
function constant4x(i: usize): v128 {
  return v128.load32_splat(constants + (i << 2));
}

// @ts-ignore: decorator
@inline
function exp4x(x0: v128): v128 {
  // The first operand stays where it is NaN.
  const x = f32x4.pmax(f32x4.pmin(x0, constant4x(0)), constant4x(1));
  // Adding 1.5 * 2^23 rounds to an integer, which then sits in the low bits.
  const shifted = f32x4.add(f32x4.mul(x, constant4x(2)), constant4x(ROUND));
  const k = f32x4.sub(shifted, constant4x(ROUND));
  const r = f32x4.sub(
    f32x4.sub(x, f32x4.mul(k, constant4x(3))),
    f32x4.mul(k, constant4x(4)),
  );
  let y = f32x4.add(constant4x(5), f32x4.mul(r, constant4x(6)));
  y = f32x4.add(constant4x(7), f32x4.mul(r, y));
  y = f32x4.add(constant4x(8), f32x4.mul(r, y));
  y = f32x4.add(constant4x(9), f32x4.mul(r, y));
  y = f32x4.add(constant4x(10), f32x4.mul(r, y));
  y = f32x4.add(constant4x(11), f32x4.add(r, f32x4.mul(f32x4.mul(r, r), y)));
  // In two halves, so that results down to the subnormal numbers come out.
  const exponent = i32x4.sub(shifted, constant4x(ROUND));
  const half = i32x4.shr_s(exponent, 1);
  const scale1 = i32x4.shl(i32x4.add(half, constant4x(BIAS)), 23);
  const scale2 = i32x4.shl(i32x4.add(i32x4.sub(exponent, half), constant4x(BIAS)), 23);
  return f32x4.mul(f32x4.mul(y, scale1), scale2);
}

/** log of positive normal numbers, less `lost` times log 2; `lost` holds integers. */
// @ts-ignore: decorator
@inline
function logOf4x(scaled: v128, lost: v128): v128 {
  // Mantissas from sqrt(1/2) up to twice it.
  const bits = i32x4.add(scaled, i32x4.splat(0x3f800000 - 0x3f3504f3));
  const exponent = i32x4.sub(i32x4.shr_s(bits, 23), i32x4.add(i32x4.splat(127), lost));
  const k = f32x4.convert_i32x4_s(exponent);
  const mantissa = i32x4.add(v128.and(bits, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const f = f32x4.sub(mantissa, constant4x(11));
  const z = f32x4.mul(f, f);
  let y = f32x4.add(constant4x(12), f32x4.mul(f, constant4x(13)));
  y = f32x4.add(constant4x(14), f32x4.mul(f, y));
  y = f32x4.add(constant4x(15), f32x4.mul(f, y));
  y = f32x4.add(constant4x(16), f32x4.mul(f, y));
  y = f32x4.add(constant4x(17), f32x4.mul(f, y));
  y = f32x4.add(constant4x(18), f32x4.mul(f, y));
  y = f32x4.add(constant4x(19), f32x4.mul(f, y));
  y = f32x4.add(constant4x(20), f32x4.mul(f, y));
  y = f32x4.mul(f32x4.mul(f, z), y);
  y = f32x4.add(y, f32x4.mul(k, constant4x(4)));
  y = f32x4.sub(y, f32x4.mul(constant4x(21), z));
  return f32x4.add(f32x4.add(f, y), f32x4.mul(k, constant4x(3)));
}

/** log4x where all numbers are known to be positive, normal and finite. */
// @ts-ignore: decorator
@inline
export function logNormal4x(x: v128): v128 {
  return logOf4x(x, i32x4.splat(0));
}

// @ts-ignore: decorator
@inline
function log4x(x: v128): v128 {
  const tiny = f32x4.lt(x, constant4x(22));
  const scaled = v128.bitselect(f32x4.mul(x, constant4x(23)), x, tiny);
  const y = logOf4x(scaled, v128.and(tiny, i32x4.splat(24)));
  const ordinary = v128.and(f32x4.gt(x, constant4x(24)), f32x4.lt(x, f32x4.splat(Infinity)));
  // 0 -> -Infinity, Infinity -> Infinity, the rest -> NaN.
  let special = v128.bitselect(
    f32x4.splat(-Infinity), f32x4.splat(NaN), f32x4.eq(x, constant4x(24)),
  );
  special = v128.bitselect(x, special, f32x4.eq(x, f32x4.splat(Infinity)));
  return v128.bitselect(y, special, ordinary);
}

/** (tanh x - x) / x^3 for |x| < .625, as a function of z = x^2. */
// @ts-ignore: decorator
@inline
function tanhRest4x(z: v128): v128 {
  let y = f32x4.add(constant4x(25), f32x4.mul(z, constant4x(26)));
  y = f32x4.add(constant4x(27), f32x4.mul(z, y));
  y = f32x4.add(constant4x(28), f32x4.mul(z, y));
  return f32x4.add(constant4x(29), f32x4.mul(z, y));
}

/** The same in float64: the rational function of Cephes' tanh.c. */
// @ts-ignore: decorator
@inline
function tanhRest2x(z: v128): v128 {
  let p = f64x2.mul(z, f64x2.splat(-9.64399179425052238628e-1));
  p = f64x2.mul(z, f64x2.add(f64x2.splat(-9.92877231001918586564e1), p));
  p = f64x2.add(f64x2.splat(-1.61468768441708447952e3), p);
  let q = f64x2.add(f64x2.splat(1.12811678491632931402e2), z);
  q = f64x2.add(f64x2.splat(2.23548839060100448583e3), f64x2.mul(z, q));
  q = f64x2.add(f64x2.splat(4.84406305325125486048e3), f64x2.mul(z, q));
  return f64x2.div(p, q);
}

// ---- either

/** e^x. */
// @ts-ignore: decorator
@inline
export function vexp<T>(x: v128): v128 {
  if (sizeof<T>() == 4) return exp4x(x);
  return exp2x(x);
}

/** Natural logarithm: -Infinity at 0, NaN below. */
// @ts-ignore: decorator
@inline
export function vlog<T>(x: v128): v128 {
  if (sizeof<T>() == 4) return log4x(x);
  return log2x(x);
}

/** Natural logarithm of positive normal finite numbers. */
// @ts-ignore: decorator
@inline
function vlogNormal<T>(x: v128): v128 {
  if (sizeof<T>() == 4) return logNormal4x(x);
  return logNormal2x(x);
}

/** 1 / (1 + e^-x). */
// @ts-ignore: decorator
@inline
export function vsigmoid<T>(x: v128): v128 {
  const one = all<T>(1);
  return v128.div<T>(one, v128.add<T>(one, vexp<T>(v128.neg<T>(x))));
}

/** log(1 + e^x) = max(x, 0) + log(1 + e^-|x|), the rounding of the last sum undone by the ratio (Kahan). */
// @ts-ignore: decorator
@inline
export function vsoftplus<T>(x: v128): v128 {
  const one = all<T>(1);
  const t = vexp<T>(v128.neg<T>(v128.abs<T>(x)));
  const u = v128.add<T>(one, t);
  const rounded = v128.sub<T>(u, one);
  const ratio = v128.div<T>(v128.mul<T>(vlogNormal<T>(u), t), rounded);
  const rest = v128.bitselect(t, ratio, v128.eq<T>(u, one));
  return v128.add<T>(v128.pmax<T>(x, all<T>(0)), rest);
}

/** Hyperbolic tangent: near 0 by its polynomial, beyond by 1 - 2 / (e^2x + 1). */
// @ts-ignore: decorator
@inline
export function vtanh<T>(x: v128): v128 {
  const size = v128.abs<T>(x);
  const z = v128.mul<T>(x, x);
  const rest = sizeof<T>() == 4 ? tanhRest4x(z) : tanhRest2x(z);
  const near = v128.add<T>(x, v128.mul<T>(x, v128.mul<T>(z, rest)));
  const one = all<T>(1);
  const growth = vexp<T>(v128.add<T>(size, size));
  const far = v128.sub<T>(one, v128.div<T>(all<T>(2), v128.add<T>(growth, one)));
  const sign = v128.and(x, all<T>(-0.0));
  return v128.bitselect(near, v128.or(far, sign), v128.lt<T>(size, all<T>(0.625)));
}
