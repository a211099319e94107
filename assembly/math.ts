// Exponential and logarithm in float64.
//
// JavaScript's Math differs between engines in the last bits; these use + - * / and bit patterns alone, so
// they give the same bits everywhere. The functions named ...2x take two numbers at once, with the same
// operations in the same order: each lane equals the scalar function bit for bit.
//
// Both are within 1 ulp on their whole range, subnormal numbers included.

// 1.5 * 2^52: adding it rounds to an integer, which then sits in the low bits.
// @ts-ignore: decorator
@inline export const round52: f64 = 6755399441055744.0;
// @ts-ignore: decorator
@inline const log2e: f64 = 1.4426950408889634;
// log 2 as a head whose product with any exponent is exact, and a tail.
// @ts-ignore: decorator
@inline const log2Head: f64 = 6.93147180369123816490e-01;
// @ts-ignore: decorator
@inline const log2Tail: f64 = 1.90821492927058770002e-10;
// @ts-ignore: decorator
@inline const expLow: f64 = -746;
// @ts-ignore: decorator
@inline const expHigh: f64 = 710;

// (e^r - 1 - r)/r^2 on |r| <= log(2)/2: interpolation at Chebyshev points, error in e^r 1.6e-17.
// @ts-ignore: decorator
@inline const e0: f64 = 0.5000000000000001;
// @ts-ignore: decorator
@inline const e1: f64 = 0.16666666666666669;
// @ts-ignore: decorator
@inline const e2: f64 = 0.041666666666624094;
// @ts-ignore: decorator
@inline const e3: f64 = 0.00833333333333006;
// @ts-ignore: decorator
@inline const e4: f64 = 0.0013888888917230724;
// @ts-ignore: decorator
@inline const e5: f64 = 0.00019841269863069663;
// @ts-ignore: decorator
@inline const e6: f64 = 2.4801521269532122e-05;
// @ts-ignore: decorator
@inline const e7: f64 = 2.7557268439678e-06;
// @ts-ignore: decorator
@inline const e8: f64 = 2.7620101012098e-07;
// @ts-ignore: decorator
@inline const e9: f64 = 2.5100395159429243e-08;

/** e^x. */
// @ts-ignore: decorator
@inline
export function exp(x0: f64): f64 {
  // Comparisons are written so that NaN falls through.
  let x = expHigh < x0 ? expHigh : x0;
  x = x < expLow ? expLow : x;
  const shifted = x * log2e + round52;
  const k = shifted - round52;
  const exponent = reinterpret<i64>(shifted) - reinterpret<i64>(round52);
  const r = x - k * log2Head - k * log2Tail;
  const s = r * r;
  const even = e0 + s * (e2 + s * (e4 + s * (e6 + s * e8)));
  const odd = e1 + s * (e3 + s * (e5 + s * (e7 + s * e9)));
  const y = 1 + (r + s * (even + r * odd));
  // 2^k in two factors: k may lie beyond the exponents of one number.
  const half = exponent >> 1;
  const scale1 = reinterpret<f64>((half + 1023) << 52);
  const scale2 = reinterpret<f64>((exponent - half + 1023) << 52);
  return y * scale1 * scale2;
}

// A vector constant in the code costs several instructions each time; a load from here costs one.
const expConstants: usize = memory.data<f64>([
  expHigh, expLow, log2e, round52, log2Head, log2Tail, e0, e1, e2, e3, e4, e5, e6, e7, e8, e9, 1,
], 16);

/** e^x of two numbers. */
// @ts-ignore: decorator
@inline
export function exp2x(x0: v128): v128 {
  let x = f64x2.pmin(x0, v128.load64_splat(expConstants, 0));
  x = f64x2.pmax(x, v128.load64_splat(expConstants, 8));
  const shifted = f64x2.add(f64x2.mul(x, v128.load64_splat(expConstants, 16)), v128.load64_splat(expConstants, 24));
  const k = f64x2.sub(shifted, v128.load64_splat(expConstants, 24));
  const exponent = i64x2.sub(shifted, v128.load64_splat(expConstants, 24));
  const r = f64x2.sub(
    f64x2.sub(x, f64x2.mul(k, v128.load64_splat(expConstants, 32))),
    f64x2.mul(k, v128.load64_splat(expConstants, 40)),
  );
  const s = f64x2.mul(r, r);
  let even = f64x2.add(v128.load64_splat(expConstants, 96), f64x2.mul(s, v128.load64_splat(expConstants, 112)));
  even = f64x2.add(v128.load64_splat(expConstants, 80), f64x2.mul(s, even));
  even = f64x2.add(v128.load64_splat(expConstants, 64), f64x2.mul(s, even));
  even = f64x2.add(v128.load64_splat(expConstants, 48), f64x2.mul(s, even));
  let odd = f64x2.add(v128.load64_splat(expConstants, 104), f64x2.mul(s, v128.load64_splat(expConstants, 120)));
  odd = f64x2.add(v128.load64_splat(expConstants, 88), f64x2.mul(s, odd));
  odd = f64x2.add(v128.load64_splat(expConstants, 72), f64x2.mul(s, odd));
  odd = f64x2.add(v128.load64_splat(expConstants, 56), f64x2.mul(s, odd));
  const y = f64x2.add(
    v128.load64_splat(expConstants, 128),
    f64x2.add(r, f64x2.mul(s, f64x2.add(even, f64x2.mul(r, odd)))),
  );
  // Small numbers: halving the words of 32 bits is the same, and one instruction.
  const half = i32x4.shr_s(exponent, 1);
  const bias = i64x2.splat(1023);
  const scale1 = i64x2.shl(i64x2.add(half, bias), 52);
  const scale2 = i64x2.shl(i64x2.add(i64x2.sub(exponent, half), bias), 52);
  return f64x2.mul(f64x2.mul(y, scale1), scale2);
}

// log(1+f) = f - f^2/2 + s (f^2/2 + s^2 P(s^2)), s = f/(2+f): the polynomial of fdlibm's e_log.c.
// @ts-ignore: decorator
@inline const l1: f64 = 6.666666666666735130e-01;
// @ts-ignore: decorator
@inline const l2: f64 = 3.999999999940941908e-01;
// @ts-ignore: decorator
@inline const l3: f64 = 2.857142874366239149e-01;
// @ts-ignore: decorator
@inline const l4: f64 = 2.222219843214978396e-01;
// @ts-ignore: decorator
@inline const l5: f64 = 1.818357216161805012e-01;
// @ts-ignore: decorator
@inline const l6: f64 = 1.531383769920937332e-01;
// @ts-ignore: decorator
@inline const l7: f64 = 1.479819860511658591e-01;
// High word of sqrt(1/2): mantissas are taken from there up to twice it.
// @ts-ignore: decorator
@inline const rootHalfBits: i64 = 0x3fe6a09e00000000;
// @ts-ignore: decorator
@inline const mantissaShift: i64 = 0x3ff0000000000000 - 0x3fe6a09e00000000;
// @ts-ignore: decorator
@inline const mantissaMask: i64 = 0x000fffffffffffff;
// @ts-ignore: decorator
@inline const smallestNormal: f64 = 2.2250738585072014e-308;
// @ts-ignore: decorator
@inline const two54: f64 = 18014398509481984.0;

/** log of the positive normal number `scaled`, less `lost` times log 2. */
// @ts-ignore: decorator
@inline
function logOf(scaled: f64, lost: i64): f64 {
  const bits = reinterpret<i64>(scaled) + mantissaShift;
  const exponent = <i64>(<u64>bits >> 52) - (1023 + lost);
  const k = reinterpret<f64>(exponent + reinterpret<i64>(round52)) - round52;
  const f = reinterpret<f64>((bits & mantissaMask) + rootHalfBits) - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (l2 + w * (l4 + w * l6));
  const odd = z * (l1 + w * (l3 + w * (l5 + w * l7)));
  const half = 0.5 * f * f;
  return k * log2Head - (half - (s * (half + (odd + even)) + k * log2Tail) - f);
}

/** Natural logarithm. -Infinity at 0, NaN below. */
// @ts-ignore: decorator
@inline
export function log(x: f64): f64 {
  const tiny = x < smallestNormal;
  const y = logOf(tiny ? x * two54 : x, tiny ? 54 : 0);
  if (x > 0) return x == Infinity ? x : y;
  return x == 0 ? -Infinity : NaN;
}

const logConstants: usize = memory.data<f64>([
  l1, l2, l3, l4, l5, l6, l7, log2Head, log2Tail, round52, 1, 2, 0.5,
], 16);

/** log of two positive normal numbers, less `lost` times log 2; `lost` holds integers. */
// @ts-ignore: decorator
@inline
function logOf2x(scaled: v128, lost: v128): v128 {
  const bits = i64x2.add(scaled, i64x2.splat(mantissaShift));
  const exponent = i64x2.sub(i64x2.shr_u(bits, 52), i64x2.add(i64x2.splat(1023), lost));
  const k = f64x2.sub(i64x2.add(exponent, v128.load64_splat(logConstants, 72)), v128.load64_splat(logConstants, 72));
  const mantissa = i64x2.add(
    v128.and(bits, i64x2.splat(mantissaMask)), i64x2.splat(rootHalfBits),
  );
  const f = f64x2.sub(mantissa, v128.load64_splat(logConstants, 80));
  const s = f64x2.div(f, f64x2.add(v128.load64_splat(logConstants, 88), f));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  let even = f64x2.add(v128.load64_splat(logConstants, 24), f64x2.mul(w, v128.load64_splat(logConstants, 40)));
  even = f64x2.mul(w, f64x2.add(v128.load64_splat(logConstants, 8), f64x2.mul(w, even)));
  let odd = f64x2.add(v128.load64_splat(logConstants, 32), f64x2.mul(w, v128.load64_splat(logConstants, 48)));
  odd = f64x2.add(v128.load64_splat(logConstants, 16), f64x2.mul(w, odd));
  odd = f64x2.mul(z, f64x2.add(v128.load64_splat(logConstants, 0), f64x2.mul(w, odd)));
  const half = f64x2.mul(f64x2.mul(v128.load64_splat(logConstants, 96), f), f);
  const inner = f64x2.add(
    f64x2.mul(s, f64x2.add(half, f64x2.add(odd, even))), f64x2.mul(k, v128.load64_splat(logConstants, 64)),
  );
  return f64x2.sub(f64x2.mul(k, v128.load64_splat(logConstants, 56)), f64x2.sub(f64x2.sub(half, inner), f));
}

/** log2x where both numbers are known to be positive, normal and finite. */
// @ts-ignore: decorator
@inline
export function logNormal2x(x: v128): v128 {
  return logOf2x(x, i64x2.splat(0));
}

/** Natural logarithm of two numbers. */
// @ts-ignore: decorator
@inline
export function log2x(x: v128): v128 {
  const tiny = f64x2.lt(x, f64x2.splat(smallestNormal));
  const scaled = v128.bitselect(f64x2.mul(x, f64x2.splat(two54)), x, tiny);
  const y = logOf2x(scaled, v128.and(tiny, i64x2.splat(54)));
  const ordinary = v128.and(
    f64x2.gt(x, f64x2.splat(0)), f64x2.lt(x, f64x2.splat(Infinity)),
  );
  if (!i64x2.all_true(ordinary)) {
    // 0 -> -Infinity, Infinity -> Infinity, the rest -> NaN.
    let special = v128.bitselect(
      f64x2.splat(-Infinity), f64x2.splat(NaN), f64x2.eq(x, f64x2.splat(0)),
    );
    special = v128.bitselect(x, special, f64x2.eq(x, f64x2.splat(Infinity)));
    return v128.bitselect(y, special, ordinary);
  }
  return y;
}

/** log(1 + x) for x > -1 without loss near 0: the rounding of 1 + x is undone by the ratio (Kahan). */
// @ts-ignore: decorator
@inline
export function log1p(x: f64): f64 {
  const u = 1 + x;
  return u == 1 ? x : log(u) * (x / (u - 1));
}

export function mathExp(x: f64): f64 {
  return exp(x);
}

export function mathLog(x: f64): f64 {
  return log(x);
}
