// Where walkers of a periodic domain are.
//
// A walker is x0 (f64) and a whole number of jumps, net (i32): its place x0 + jump net is computed afresh
// from these, so no rounding accumulates over steps.

/** Fraction of the way through the domain, in [0, 1), of the place x0 + jump net. */
// @ts-ignore: decorator
@inline
export function turnFraction(x0: f64, net: i32, jump: f64, low: f64, inverseWidth: f64): f64 {
  const t = (x0 + jump * <f64>net - low) * inverseWidth;
  // A t just below 0 gives exactly 1 by rounding; that is the upper edge, the same place as the lower.
  const fraction = t - Math.floor(t);
  return fraction < 1 ? fraction : 0;
}

/** The bin of a fraction of the domain; the product may round up to `bins` in the last bin. */
// @ts-ignore: decorator
@inline
export function binOfFraction(fraction: f64, bins: i32): i32 {
  return min(<i32>(fraction * <f64>bins), bins - 1);
}

/** {@link binOfFraction} of {@link turnFraction} of two walkers. */
// @ts-ignore: decorator
@inline
function bins2x(
  x0: v128, net: v128, jump: v128, low: v128, inverseWidth: v128, bins: v128, last: v128,
): v128 {
  const place = f64x2.add(x0, f64x2.mul(jump, f64x2.convert_low_i32x4_s(net)));
  const t = f64x2.mul(f64x2.sub(place, low), inverseWidth);
  const raw = f64x2.sub(t, f64x2.floor(t));
  const fraction = v128.and(raw, f64x2.lt(raw, f64x2.splat(1)));
  return i32x4.min_s(i32x4.trunc_sat_f64x2_s_zero(f64x2.mul(fraction, bins)), last);
}

// @ts-ignore: decorator
@inline
function count(counts: usize, bin: i32): void {
  const at = counts + ((<usize>bin) << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/** counts[j] = walkers in bin j of [low, low + width), u32. Every walker is counted once. */
export function binWalkers(
  x0At: usize, netAt: usize, n: i32, jump: f64, low: f64, width: f64, bins: i32, counts: usize,
): void {
  memory.fill(counts, 0, (<usize>bins) << 2);
  const inverseWidth = 1 / width;
  let i = 0;
  if (ASC_FEATURE_SIMD) {
    const jump2 = f64x2.splat(jump);
    const low2 = f64x2.splat(low);
    const inverse2 = f64x2.splat(inverseWidth);
    const bins2 = f64x2.splat(<f64>bins);
    const last = i32x4.splat(bins - 1);
    for (; i + 4 <= n; i += 4) {
      const x0 = x0At + ((<usize>i) << 3);
      const nets = v128.load(netAt + ((<usize>i) << 2));
      const a = bins2x(v128.load(x0), nets, jump2, low2, inverse2, bins2, last);
      const upper = v128.shuffle<u64>(nets, nets, 1, 0);
      const b = bins2x(v128.load(x0, 16), upper, jump2, low2, inverse2, bins2, last);
      count(counts, i32x4.extract_lane(a, 0));
      count(counts, i32x4.extract_lane(a, 1));
      count(counts, i32x4.extract_lane(b, 0));
      count(counts, i32x4.extract_lane(b, 1));
    }
  }
  for (; i < n; i++) {
    const x0 = load<f64>(x0At + ((<usize>i) << 3));
    const net = load<i32>(netAt + ((<usize>i) << 2));
    count(counts, binOfFraction(turnFraction(x0, net, jump, low, inverseWidth), bins));
  }
}

/** Positions in [low, low + width), float32. */
export function walkersPositions(
  x0At: usize, netAt: usize, n: i32, jump: f64, low: f64, width: f64, out: usize,
): void {
  const inverseWidth = 1 / width;
  const high = low + width;
  for (let i = 0; i < n; i++) {
    const x0 = load<f64>(x0At + ((<usize>i) << 3));
    const net = load<i32>(netAt + ((<usize>i) << 2));
    const x = <f32>(low + width * turnFraction(x0, net, jump, low, inverseWidth));
    // The float32 of the lower edge may lie a little outside; of the upper edge it must not be reached.
    store<f32>(out + ((<usize>i) << 2), <f64>x < high ? x : <f32>low);
  }
}
