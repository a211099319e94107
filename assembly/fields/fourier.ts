// The discrete Fourier transform X_k = sum_j x_j e^(-2 pi i j k / n) of n complex numbers, for any n: the
// self-sorting algorithm of Stockham with the factors of n as radices (Van Loan 1992, section 1.7); a
// prime factor p costs p operations a point, so that n with small factors are quick.
//
// A plan holds the factors and the n roots of unity:
//
//     | number of factors | factors ...   | e^(-2 pi i k / n), k = 0 .. n - 1 |
//     i32                   i32, to 128 B   16 bytes each

import { cos2Pi, sin2Pi } from "../turns";
import { times, turnedBack } from "./complex";

const rootsAt: usize = 128;
/** Radix that the general butterfly holds at most in its room. */
const general: usize = memory.data(16 * 64, 16);
const mostRadix: i32 = 64;

/** Bytes of a plan. */
export function fourierPlanSize(n: i32): i32 {
  return <i32>rootsAt + (n << 4);
}

/** Writes a plan for n numbers; 0 if n has a prime factor above 64. */
export function fourierPlan(plan: usize, n: i32): i32 {
  let rest = n;
  let factors = 0;
  let radix = 5;
  while (rest > 1) {
    if (rest % radix == 0) {
      factors++;
      store<i32>(plan + ((<usize>factors) << 2), radix);
      rest /= radix;
    } else {
      // 5, 4, 2, 3, then the other primes; numbers that are not prime never divide.
      radix = radix == 5 ? 4 : radix == 4 ? 2 : radix == 2 ? 3 : radix == 3 ? 7 : radix + 2;
      if (radix > mostRadix) return 0;
    }
  }
  store<i32>(plan, factors);
  for (let k = 0; k < n; k++) {
    const turn = <f64>k / <f64>n;
    const at = plan + rootsAt + ((<usize>k) << 4);
    store<f64>(at, cos2Pi(turn));
    store<f64>(at, -sin2Pi(turn), 8);
  }
  return 1;
}

// @ts-ignore: decorator
@inline
function radix2(x: usize, y: usize, step: usize, stride: usize, w: usize, index: usize): void {
  const a = v128.load(x);
  const b = v128.load(x + step);
  v128.store(y, f64x2.add(a, b));
  v128.store(y + stride, times(v128.load(w + index), f64x2.sub(a, b)));
}

// @ts-ignore: decorator
@inline
function radix4(x: usize, y: usize, step: usize, stride: usize, w: usize, index: usize): void {
  const a = v128.load(x);
  const b = v128.load(x + step);
  const c = v128.load(x + 2 * step);
  const d = v128.load(x + 3 * step);
  const ac = f64x2.add(a, c);
  const bd = f64x2.add(b, d);
  const even = f64x2.sub(a, c);
  const odd = turnedBack(f64x2.sub(b, d));
  v128.store(y, f64x2.add(ac, bd));
  v128.store(y + stride, times(v128.load(w + index), f64x2.add(even, odd)));
  v128.store(y + 2 * stride, times(v128.load(w + 2 * index), f64x2.sub(ac, bd)));
  v128.store(y + 3 * stride, times(v128.load(w + 3 * index), f64x2.sub(even, odd)));
}

// cos and sin of 72 and 144 degrees.
// @ts-ignore: decorator
@inline const c1: f64 = 0.30901699437494745;
// @ts-ignore: decorator
@inline const c2: f64 = -0.8090169943749475;
// @ts-ignore: decorator
@inline const s1: f64 = 0.9510565162951535;
// @ts-ignore: decorator
@inline const s2: f64 = 0.5877852522924731;

// @ts-ignore: decorator
@inline
function radix5(x: usize, y: usize, step: usize, stride: usize, w: usize, index: usize): void {
  const a = v128.load(x);
  const b = v128.load(x + step);
  const c = v128.load(x + 2 * step);
  const d = v128.load(x + 3 * step);
  const e = v128.load(x + 4 * step);
  const be = f64x2.add(b, e);
  const cd = f64x2.add(c, d);
  const near = f64x2.add(a, f64x2.add(f64x2.mul(f64x2.splat(c1), be), f64x2.mul(f64x2.splat(c2), cd)));
  const far = f64x2.add(a, f64x2.add(f64x2.mul(f64x2.splat(c2), be), f64x2.mul(f64x2.splat(c1), cd)));
  const b_e = turnedBack(f64x2.sub(b, e));
  const c_d = turnedBack(f64x2.sub(c, d));
  const first = f64x2.add(f64x2.mul(f64x2.splat(s1), b_e), f64x2.mul(f64x2.splat(s2), c_d));
  const second = f64x2.sub(f64x2.mul(f64x2.splat(s2), b_e), f64x2.mul(f64x2.splat(s1), c_d));
  v128.store(y, f64x2.add(a, f64x2.add(be, cd)));
  v128.store(y + stride, times(v128.load(w + index), f64x2.add(near, first)));
  v128.store(y + 2 * stride, times(v128.load(w + 2 * index), f64x2.add(far, second)));
  v128.store(y + 3 * stride, times(v128.load(w + 3 * index), f64x2.sub(far, second)));
  v128.store(y + 4 * stride, times(v128.load(w + 4 * index), f64x2.sub(near, first)));
}

/** Any radix: roots of unity of order p are those of order n, n / p apart. */
function radixAny(
  p: i32, x: usize, y: usize, step: usize, stride: usize, w: usize, index: usize, roots: usize, apart: usize,
): void {
  for (let t = 0; t < p; t++) {
    let sum = v128.load(x);
    for (let r = 1; r < p; r++) {
      const root = v128.load(roots + <usize>((r * t) % p) * apart);
      sum = f64x2.add(sum, times(root, v128.load(x + <usize>r * step)));
    }
    v128.store(general + ((<usize>t) << 4), sum);
  }
  for (let t = 0; t < p; t++) {
    v128.store(y, times(v128.load(w + <usize>t * index), v128.load(general + ((<usize>t) << 4))));
    y += stride;
  }
}

/** Transforms the n numbers at x; y is room for as many. Returns where the result lies, x or y. */
export function fourierTransform(plan: usize, n: i32, x: usize, y: usize): usize {
  const factors = load<i32>(plan);
  const w = plan + rootsAt;
  let length = n;
  // All in bytes.
  let stride: usize = 16;
  for (let f = 1; f <= factors; f++) {
    const p = load<i32>(plan + ((<usize>f) << 2));
    const blocks = length / p;
    const step = <usize>blocks * stride;
    for (let j: usize = 0; j < <usize>blocks; j++) {
      const index = j * stride;
      let from = x + j * stride;
      let to = y + <usize>p * j * stride;
      const end = from + stride;
      if (p == 5) {
        for (; from < end; from += 16, to += 16) radix5(from, to, step, stride, w, index);
      } else if (p == 4) {
        for (; from < end; from += 16, to += 16) radix4(from, to, step, stride, w, index);
      } else if (p == 2) {
        for (; from < end; from += 16, to += 16) radix2(from, to, step, stride, w, index);
      } else {
        const apart = <usize>(n / p) << 4;
        for (; from < end; from += 16, to += 16) radixAny(p, from, to, step, stride, w, index, w, apart);
      }
    }
    const result = y;
    y = x;
    x = result;
    length = blocks;
    stride *= <usize>p;
  }
  return x;
}
