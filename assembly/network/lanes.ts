// What all kernels of this folder share: T is f32 (four lanes) or f64 (two).

/** Numbers of type T in a vector. */
// @ts-ignore: decorator
@inline
export function lanes<T>(): i32 {
  return 16 / <i32>sizeof<T>();
}

/** Bytes of n numbers. */
// @ts-ignore: decorator
@inline
export function bytes<T>(n: i32): usize {
  return (<usize>n) * sizeof<T>();
}

/** What an adjoint keeps of the gradient it adds to: all of it, or, being the first to write, none. */
// @ts-ignore: decorator
@inline
export function kept(accumulate: i32): v128 {
  return i32x4.splat(accumulate ? -1 : 0);
}

/** Adds to the vector at `at` what `keep` lets stand there. */
// @ts-ignore: decorator
@inline
export function put<T>(at: usize, keep: v128, value: v128): void {
  v128.store(at, v128.add<T>(v128.and(v128.load(at), keep), value));
}

/** The same for one number. */
// @ts-ignore: decorator
@inline
export function putOne<T>(at: usize, accumulate: i32, value: T): void {
  store<T>(at, accumulate ? load<T>(at) + value : value);
}

/** A vector's sum in float64, as two parts. */
// @ts-ignore: decorator
@inline
export function widened<T>(x: v128): v128 {
  if (sizeof<T>() == 8) return x;
  return f64x2.add(
    f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(v128.shuffle<u64>(x, x, 1, 1)),
  );
}

/** The sum of two lanes. */
// @ts-ignore: decorator
@inline
export function across(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}

/** One number in every lane. */
// @ts-ignore: decorator
@inline
export function all<T>(x: f64): v128 {
  return v128.splat<T>(<T>x);
}

/** A vector that lies in a matrix only in part. */
const piece: usize = memory.data(16, 16);

/** The first `part` numbers at `at`, at most a vector of them. */
// @ts-ignore: decorator
@inline
export function take<T>(at: usize, part: i32): v128 {
  if (part == lanes<T>()) return v128.load(at);
  memory.copy(piece, at, bytes<T>(part));
  return v128.load(piece);
}

/** Stores the first `part` numbers of a vector. */
// @ts-ignore: decorator
@inline
export function give<T>(at: usize, part: i32, value: v128): void {
  if (part == lanes<T>()) {
    v128.store(at, value);
  } else {
    v128.store(piece, value);
    memory.copy(at, piece, bytes<T>(part));
  }
}
