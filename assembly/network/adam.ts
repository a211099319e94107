// Adam.

import { all, bytes } from "./lanes";

/**
 * One update of n parameters (Kingma & Ba 2015, Algorithm 1), with g scaled first:
 *
 *     m = beta1 m + (1 - beta1) g,   v = beta2 v + (1 - beta2) g^2,   p = p - rate m / (sqrt(v) + epsilon)
 *
 * `rate` and `epsilon` have the bias corrections in them, as at the end of their section 2.
 */
// @ts-ignore: decorator
@inline
function adam<T>(
  p: usize, g: usize, m: usize, v: usize, n: i32, scale: f64, beta1: f64, beta2: f64, rate: f64,
  epsilon: f64,
): void {
  const end = bytes<T>(n);
  const factor = all<T>(scale);
  const decay1 = all<T>(beta1);
  const gain1 = all<T>(1 - beta1);
  const decay2 = all<T>(beta2);
  const gain2 = all<T>(1 - beta2);
  const floor = all<T>(epsilon);
  const step = all<T>(rate);
  // Moments of a gradient that has gone are 0 before they are subnormal, which would be slow.
  const least = all<T>(sizeof<T>() == 4 ? 1e-35 : 1e-300);
  for (let i: usize = 0; i < end; i += 16) {
    const gradient = v128.mul<T>(v128.load(g + i), factor);
    let first = v128.add<T>(
      v128.mul<T>(decay1, v128.load(m + i)), v128.mul<T>(gain1, gradient),
    );
    first = v128.and(first, v128.gt<T>(v128.abs<T>(first), least));
    let second = v128.add<T>(
      v128.mul<T>(decay2, v128.load(v + i)), v128.mul<T>(gain2, v128.mul<T>(gradient, gradient)),
    );
    second = v128.and(second, v128.gt<T>(second, least));
    v128.store(m + i, first);
    v128.store(v + i, second);
    const deviation = v128.add<T>(v128.sqrt<T>(second), floor);
    const change = v128.div<T>(v128.mul<T>(step, first), deviation);
    v128.store(p + i, v128.sub<T>(v128.load(p + i), change));
  }
}

export function adam32(
  p: usize, g: usize, m: usize, v: usize, n: i32, scale: f64, beta1: f64, beta2: f64, rate: f64, epsilon: f64,
): void {
  adam<f32>(p, g, m, v, n, scale, beta1, beta2, rate, epsilon);
}

export function adam64(
  p: usize, g: usize, m: usize, v: usize, n: i32, scale: f64, beta1: f64, beta2: f64, rate: f64, epsilon: f64,
): void {
  adam<f64>(p, g, m, v, n, scale, beta1, beta2, rate, epsilon);
}
