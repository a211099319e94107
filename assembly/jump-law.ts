// Jump probabilities as functions of the local density.
//
// A function is a header of 8 bytes and f64 numbers:
//
//     | form i32 | length i32 | numbers |
//
//     form 0, polynomial:  a_0 .. a_{length-1};                  f(u) = a_0 + a_1 u + ...
//     form 1, table:       u_0 .. u_{length-1}, f_0 .. f_{length-1};  linear between, constant beyond
//
// u is the density relative to that of walkers spread evenly. A polynomial of length 0 is 0.

const two32: f64 = 4294967296;

/** Value of the function at u. */
// @ts-ignore: decorator
@inline
function evaluate(law: usize, u: f64): f64 {
  const length = load<i32>(law, 4);
  return load<i32>(law) == 0 ? polynomial(law + 8, length, u) : interpolate(law + 8, length, u);
}

/** Whether the function is 0 by its form, so that walkers never jump this way. */
// @ts-ignore: decorator
@inline
export function isNever(law: usize): bool {
  return load<i32>(law) == 0 && load<i32>(law, 4) == 0;
}

// @ts-ignore: decorator
@inline
function polynomial(at: usize, length: i32, u: f64): f64 {
  let value: f64 = 0;
  for (let i = length - 1; i >= 0; i--) value = value * u + load<f64>(at + ((<usize>i) << 3));
  return value;
}

function interpolate(at: usize, length: i32, u: f64): f64 {
  const values = at + ((<usize>length) << 3);
  let low = 0;
  let high = length - 1;
  if (u <= load<f64>(at)) return load<f64>(values);
  if (u >= load<f64>(at + ((<usize>high) << 3))) return load<f64>(values + ((<usize>high) << 3));
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (u < load<f64>(at + ((<usize>middle) << 3))) high = middle;
    else low = middle;
  }
  const place = (<usize>low) << 3;
  const from = load<f64>(at + place);
  const start = load<f64>(values + place);
  const slope = (load<f64>(values + place, 8) - start) / (load<f64>(at + place, 8) - from);
  return start + slope * (u - from);
}

/** The threshold t of a probability: a jump if a number of 32 random bits is below t. */
// @ts-ignore: decorator
@inline
function thresholdOf(p: f64): u32 {
  // The conversion saturates: NaN and what is negative give 0, 1 falls short by 2^-32.
  return <u32>(p * two32 + 0.5);
}

/**
 * Thresholds of both ways, u32, at every site: right if w < right[i], left if ~w < left[i], w uniform on 32
 * bits. Of the numbers of other walkers in the boxes, f64, those for right jumps are at `ahead`, those for
 * left jumps at `behind`; scale turns such a number into u. Sites in a row that see the same share the work.
 */
export function jumpThresholds(
  ahead: usize, behind: usize, sites: i32, scale: f64, rightLaw: usize, leftLaw: usize,
  right: usize, left: usize,
): void {
  const oneWay = isNever(leftLaw);
  let i = 0;
  while (i < sites) {
    const first = i;
    const seenAhead = load<f64>(ahead + ((<usize>i) << 3));
    const seenBehind = load<f64>(behind + ((<usize>i) << 3));
    do i++;
    while (
      i < sites && load<f64>(ahead + ((<usize>i) << 3)) == seenAhead
      && load<f64>(behind + ((<usize>i) << 3)) == seenBehind
    );
    const r = thresholdOf(evaluate(rightLaw, seenAhead * scale));
    fill(right, first, i - first, r);
    if (oneWay) continue;
    // Rounding must not make the two exceed certainty.
    const l = min(thresholdOf(evaluate(leftLaw, seenBehind * scale)), ~r);
    fill(left, first, i - first, l);
  }
}

/** {@link jumpThresholds} where every walker sees the box it is in; `sums`, f64, see {@link sumBoxes}. */
export function boxThresholds(
  sums: usize, sites: i32, width: i32, offset: i32, scale: f64, rightLaw: usize, leftLaw: usize,
  right: usize, left: usize,
): void {
  const oneWay = isNever(leftLaw);
  const last = sites / width - 1;
  for (let b = 0; b <= last; b++) {
    const others = load<f64>(sums + ((<usize>b) << 3)) - 1;
    const u = select<f64>(others, 0, others > 0) * scale;
    const first = offset + b * width;
    const inside = b < last ? width : width - offset;
    const r = thresholdOf(evaluate(rightLaw, u));
    fill(right, first, inside, r);
    fill(right, 0, width - inside, r);
    if (oneWay) continue;
    const l = min(thresholdOf(evaluate(leftLaw, u)), ~r);
    fill(left, first, inside, l);
    fill(left, 0, width - inside, l);
  }
}

/** at[first] .. at[first + n - 1] = value. */
// @ts-ignore: decorator
@inline
function fill(at: usize, first: i32, n: i32, value: u32): void {
  let to = at + ((<usize>first) << 2);
  const end = to + ((<usize>n) << 2);
  if (ASC_FEATURE_SIMD) {
    const four = i32x4.splat(value);
    for (; to + 16 <= end; to += 16) v128.store(to, four);
  }
  for (; to < end; to += 4) store<u32>(to, value);
}
