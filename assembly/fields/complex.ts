// Complex numbers in float64: one is a vector, the real part in the first lane.

/** a b */
// @ts-ignore: decorator
@inline
export function times(a: v128, b: v128): v128 {
  const real = v128.shuffle<u64>(a, a, 0, 0);
  const imaginary = v128.shuffle<u64>(a, a, 1, 1);
  const crossed = f64x2.mul(imaginary, v128.shuffle<u64>(b, b, 1, 0));
  return f64x2.add(f64x2.mul(real, b), v128.xor(crossed, f64x2(-0.0, 0)));
}

/** -i a */
// @ts-ignore: decorator
@inline
export function turnedBack(a: v128): v128 {
  return v128.xor(v128.shuffle<u64>(a, a, 1, 0), f64x2(0, -0.0));
}

// @ts-ignore: decorator
@inline
export function conjugate(a: v128): v128 {
  return v128.xor(a, f64x2(0, -0.0));
}
