// The functions of two numbers at a time, for the tests to compare with those of one: a module of its own,
// so that the package need not carry it.
import { exp, exp2x, log, log2x } from "./math";
import {
  angle2x, cos2Pi, cosPolynomial2x, quadrant2x, sin2Pi, sinPolynomial2x, turnCos2x, turnSin2x,
} from "./turns";

// @ts-ignore: a global of the compiler
export const heapBase: usize = __heap_base;

/** exp of n numbers, two at a time. */
export function mathExpAll(inAt: usize, outAt: usize, n: i32): void {
  let i: usize = 0;
  const end = (<usize>n) << 3;
  if (ASC_FEATURE_SIMD) {
    for (; i + 8 < end; i += 16) v128.store(outAt + i, exp2x(v128.load(inAt + i)));
  }
  for (; i < end; i += 8) store<f64>(outAt + i, exp(load<f64>(inAt + i)));
}

/** log of n numbers, two at a time. */
export function mathLogAll(inAt: usize, outAt: usize, n: i32): void {
  let i: usize = 0;
  const end = (<usize>n) << 3;
  if (ASC_FEATURE_SIMD) {
    for (; i + 8 < end; i += 16) v128.store(outAt + i, log2x(v128.load(inAt + i)));
  }
  for (; i < end; i += 8) store<f64>(outAt + i, log(load<f64>(inAt + i)));
}

/** cos and sin of 2 pi u for n numbers, two at a time. */
export function mathTurnAll(inAt: usize, cosAt: usize, sinAt: usize, n: i32): void {
  let i: usize = 0;
  const end = (<usize>n) << 3;
  if (ASC_FEATURE_SIMD) {
    for (; i + 8 < end; i += 16) {
      const u = v128.load(inAt + i);
      const quadrant = quadrant2x(u);
      const t = angle2x(u, quadrant);
      const z = f64x2.mul(t, t);
      const sin = sinPolynomial2x(t, z);
      const cos = cosPolynomial2x(z);
      v128.store(cosAt + i, turnCos2x(quadrant, sin, cos));
      v128.store(sinAt + i, turnSin2x(quadrant, sin, cos));
    }
  }
  for (; i < end; i += 8) {
    const u = load<f64>(inAt + i);
    store<f64>(cosAt + i, cos2Pi(u));
    store<f64>(sinAt + i, sin2Pi(u));
  }
}
