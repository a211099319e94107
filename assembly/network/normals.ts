// Standard normals (Box & Muller 1958) from uniforms of 31 bits: one block of random bits gives four radii,
// the next four angles, and these eight normals, the cosines before the sines. Both precisions compute
// the same numbers, each to its own rounding. None is larger than sqrt(2 * 32 log 2) = 6.66.

import { log2x } from "../math";
import { fillBits } from "../random";
import { angle2x, cosPolynomial2x, quadrant2x, sinPolynomial2x, turnCos2x, turnSin2x } from "../turns";
import { logNormal4x } from "./functions";
import { bytes } from "./lanes";

const chunkBlocks: i32 = 128;
const bits: usize = memory.data(2048, 16);
const eight: usize = memory.data(64, 16);

// Read where they are used, like those of functions.ts.
const constants: usize = memory.data<f32>([
  0.5, 4.656612873077393e-10, -2, 1.4629180792671596e-9, 8.3321608736e-3, -1.9515295891e-4, -1.6666654611e-1,
  -1.388731625493765e-3, 2.443315711809948e-5, 4.166664568298827e-2, 1,
], 16);

// @ts-ignore: decorator
@inline
function constant(i: i32): v128 {
  return v128.load32_splat(constants + (i << 2));
}

/** (k + 1/2) / 2^31 of four words whose upper 31 bits are k. */
// @ts-ignore: decorator
@inline
function uniform4x(words: v128): v128 {
  const k = f32x4.convert_i32x4_s(i32x4.shr_u(words, 1));
  return f32x4.mul(f32x4.add(k, constant(0)), constant(1));
}

// @ts-ignore: decorator
@inline
function uniform2x(words: v128): v128 {
  const k = f64x2.convert_low_i32x4_s(i32x4.shr_u(words, 1));
  return f64x2.mul(f64x2.add(k, f64x2.splat(0.5)), f64x2.splat(4.656612873077393e-10));
}

/** Eight normals at `out` from two blocks at `from`. */
// @ts-ignore: decorator
@inline
function normals4x(from: usize, out: usize): void {
  const radius = f32x4.sqrt(f32x4.mul(constant(2), logNormal4x(uniform4x(v128.load(from)))));
  // The angle as a fraction of a turn in 32 bits: the quarter turns nearest to it, and the rest.
  const words = v128.load(from, 16);
  const quadrant = i32x4.shr_u(i32x4.add(words, i32x4.splat(0x20000000)), 30);
  const t = f32x4.mul(f32x4.convert_i32x4_s(i32x4.sub(words, i32x4.shl(quadrant, 30))), constant(3));
  const z = f32x4.mul(t, t);
  let s = f32x4.add(constant(4), f32x4.mul(z, constant(5)));
  s = f32x4.add(constant(6), f32x4.mul(z, s));
  s = f32x4.add(t, f32x4.mul(f32x4.mul(t, z), s));
  let c = f32x4.add(constant(7), f32x4.mul(z, constant(8)));
  c = f32x4.add(constant(9), f32x4.mul(z, c));
  c = f32x4.add(
    f32x4.sub(constant(10), f32x4.mul(constant(0), z)), f32x4.mul(f32x4.mul(z, z), c),
  );
  const odd = i32x4.sub(i32x4.splat(0), v128.and(quadrant, i32x4.splat(1)));
  const sineSign = i32x4.shl(v128.and(quadrant, i32x4.splat(2)), 30);
  const next = i32x4.add(quadrant, i32x4.splat(1));
  const cosineSign = i32x4.shl(v128.and(next, i32x4.splat(2)), 30);
  v128.store(out, f32x4.mul(radius, v128.xor(v128.bitselect(s, c, odd), cosineSign)));
  v128.store(out, f32x4.mul(radius, v128.xor(v128.bitselect(c, s, odd), sineSign)), 16);
}

/** The same in float64, of two lanes: cosines at `out`, sines four numbers further on. */
// @ts-ignore: decorator
@inline
function normals2x(radiusWords: v128, angleWords: v128, out: usize): void {
  const radius = f64x2.sqrt(f64x2.mul(f64x2.splat(-2), log2x(uniform2x(radiusWords))));
  const turn = f64x2.mul(f64x2.convert_low_i32x4_u(angleWords), f64x2.splat(2.3283064365386963e-10));
  const quadrant = quadrant2x(turn);
  const t = angle2x(turn, quadrant);
  const z = f64x2.mul(t, t);
  const sin = sinPolynomial2x(t, z);
  const cos = cosPolynomial2x(z);
  v128.store(out, f64x2.mul(radius, turnCos2x(quadrant, sin, cos)));
  v128.store(out, f64x2.mul(radius, turnSin2x(quadrant, sin, cos)), 32);
}

/** Eight normals at `out` from two blocks at `from`. */
// @ts-ignore: decorator
@inline
function normals<T>(from: usize, out: usize): void {
  if (sizeof<T>() == 4) {
    normals4x(from, out);
  } else {
    const radius = v128.load(from);
    const angle = v128.load(from, 16);
    normals2x(radius, angle, out);
    normals2x(v128.shuffle<u64>(radius, radius, 1, 1), v128.shuffle<u64>(angle, angle, 1, 1), out + 16);
  }
}

/** n normals from the stream at `state`. */
// @ts-ignore: decorator
@inline
function normal<T>(state: usize, out: usize, n: i32): void {
  while (n > 0) {
    const pairs = min(chunkBlocks >> 1, (n + 7) >> 3);
    fillBits(state, bits, pairs << 1);
    for (let from = bits; from < bits + ((<usize>pairs) << 5); from += 32, n -= 8) {
      if (n >= 8) {
        normals<T>(from, out);
        out += bytes<T>(8);
      } else {
        normals<T>(from, eight);
        memory.copy(out, eight, bytes<T>(n));
      }
    }
  }
}

export function normal32(state: usize, out: usize, n: i32): void {
  normal<f32>(state, out, n);
}

export function normal64(state: usize, out: usize, n: i32): void {
  normal<f64>(state, out, n);
}
