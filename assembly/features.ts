// Features of a translation-invariant transition law and their Gram matrix.
//
// Eq. 3.1 and 3.2 of Felsberger & Koutsourelakis 2019: the features of bin j are X_{j+m}, X_{j+m1} X_{j+m2}
// and so on. A feature is four offsets (a, b, c, d) into the padded row below, the last ones -1 where it has
// fewer factors.
//
//     padded row of a sequence, width bins + 2 range:
//     | X_{bins-range} .. X_{bins-1} | X_0 .. X_{bins-1} | X_0 .. X_{range-1} |
//
// Features are laid out by blocks of a few sequences, feature-major, so that every inner loop runs along
// contiguous rows and the memory needed does not depend on the number of sequences:
//
//     block[l][r] = phi_l at row r;  r = (sequence - first) * count + (bin - firstBin)
//
// Rows are `stride` numbers apart and the tail beyond `rows` is zero.

import { axpy, dot } from "./linear-algebra";

/** Copies each X of [sequences][bins] into padded rows of width bins + 2 range. */
export function padPeriodic(x: usize, sequences: i32, bins: i32, range: i32, out: usize): void {
  const width = bins + 2 * range;
  for (let i = 0; i < sequences; i++) {
    const from = x + (<usize>(i * bins) << 3);
    const to = out + (<usize>(i * width) << 3);
    for (let k = 0; k < width; k++) {
      let j = k - range;
      while (j < 0) j += bins;
      while (j >= bins) j -= bins;
      store<f64>(to + ((<usize>k) << 3), load<f64>(from + ((<usize>j) << 3)));
    }
  }
}

/**
 * Fills a block with the features of bins firstBin..firstBin+count-1 of `sequences` padded rows starting
 * at `padded` (the first row wanted).
 *
 * offsets: four i32 for each of `features` features.
 */
export function featureBlock(
  padded: usize, width: i32, sequences: i32, firstBin: i32, count: i32,
  offsets: usize, features: i32, block: usize, stride: i32,
): void {
  const rows = sequences * count;
  for (let l = 0; l < features; l++) {
    const factors = offsets + ((<usize>l) << 4);
    const a = load<i32>(factors);
    const b = load<i32>(factors, 4);
    let out = block + (<usize>(l * stride) << 3);
    const end = out + ((<usize>stride) << 3);
    for (let s = 0; s < sequences; s++) {
      const row = padded + (<usize>(s * width + firstBin) << 3);
      const x = row + ((<usize>a) << 3);
      if (b < 0) {
        copy(x, out, count);
      } else {
        multiply(x, row + ((<usize>b) << 3), out, count);
        for (let more: usize = 8; more < 16; more += 4) {
          const c = load<i32>(factors + more);
          if (c >= 0) multiply(out, row + ((<usize>c) << 3), out, count);
        }
      }
      out += (<usize>count) << 3;
    }
    if (rows < stride) memory.fill(out, 0, end - out);
  }
}

/** out = x. Rows are short: a call of memory.copy costs more. */
// @ts-ignore: decorator
@inline
function copy(x: usize, out: usize, n: i32): void {
  let k = 0;
  if (ASC_FEATURE_SIMD) {
    for (; k + 1 < n; k += 2) {
      const at = (<usize>k) << 3;
      v128.store(out + at, v128.load(x + at));
    }
  }
  for (; k < n; k++) {
    const at = (<usize>k) << 3;
    store<f64>(out + at, load<f64>(x + at));
  }
}

/** out = x y element by element. */
// @ts-ignore: decorator
@inline
function multiply(x: usize, y: usize, out: usize, n: i32): void {
  let k = 0;
  if (ASC_FEATURE_SIMD) {
    for (; k + 1 < n; k += 2) {
      const at = (<usize>k) << 3;
      v128.store(out + at, f64x2.mul(v128.load(x + at), v128.load(y + at)));
    }
  }
  for (; k < n; k++) {
    const at = (<usize>k) << 3;
    store<f64>(out + at, load<f64>(x + at) * load<f64>(y + at));
  }
}

/** Multiplies every feature of a block by the weight of its row, `weights[rows]`. */
export function blockScale(block: usize, features: i32, stride: i32, weights: usize, rows: i32): void {
  for (let l = 0; l < features; l++) {
    const row = block + (<usize>(l * stride) << 3);
    multiply(row, weights, row, rows);
  }
}

/** prediction[r] = sum_l theta_l block[l][r], over the whole stride. */
export function blockPredict(
  block: usize, features: i32, stride: i32, theta: usize, prediction: usize,
): void {
  memory.fill(prediction, 0, (<usize>stride) << 3);
  for (let l = 0; l < features; l++) {
    axpy(load<f64>(theta + ((<usize>l) << 3)), block + (<usize>(l * stride) << 3), prediction, stride);
  }
}

/** moments[l] += sum_r block[l][r] y[r], over the whole stride. */
export function blockMoments(
  block: usize, features: i32, stride: i32, y: usize, moments: usize,
): void {
  for (let l = 0; l < features; l++) {
    const at = moments + ((<usize>l) << 3);
    store<f64>(at, load<f64>(at) + dot(block + (<usize>(l * stride) << 3), y, stride));
  }
}

/**
 * projected[l][s] = sum_j block[l][s bins + j] direction[s][j]: the features of each sequence projected on
 * its own direction, rows `pitch` apart with a zero tail.
 */
export function blockProject(
  block: usize, features: i32, stride: i32, sequences: i32, bins: i32, direction: usize,
  projected: usize, pitch: i32,
): void {
  for (let l = 0; l < features; l++) {
    const row = block + (<usize>(l * stride) << 3);
    const out = projected + (<usize>(l * pitch) << 3);
    for (let s = 0; s < sequences; s++) {
      const at = <usize>(s * bins) << 3;
      store<f64>(out + ((<usize>s) << 3), dot(row + at, direction + at, bins));
    }
    if (sequences < pitch) store<f64>(out + ((<usize>sequences) << 3), 0);
  }
}

/**
 * gram += sign * block block^T, lower triangle, row-major features x features. `stride` must be even.
 * Works in tiles of two rows by four columns held in registers.
 */
export function blockGram(block: usize, features: i32, stride: i32, sign: f64, gram: usize): void {
  const pitch = (<usize>stride) << 3;
  let i = 0;
  for (; i + 1 < features; i += 2) {
    const x = block + <usize>i * pitch;
    let j = 0;
    // The tile that crosses the diagonal also writes above it; only the lower triangle is read.
    for (; j <= i + 1 && j + 3 < features; j += 4) {
      tile(x, block + <usize>j * pitch, pitch, stride, sign, gram, features, i, j);
    }
    for (; j <= i + 1; j++) {
      const y = block + <usize>j * pitch;
      addTo(gram, features, i, j, sign * dot(x, y, stride));
      addTo(gram, features, i + 1, j, sign * dot(x + pitch, y, stride));
    }
  }
  if (i < features) {
    const x = block + <usize>i * pitch;
    for (let j = 0; j <= i; j++) {
      addTo(gram, features, i, j, sign * dot(x, block + <usize>j * pitch, stride));
    }
  }
}

// @ts-ignore: decorator
@inline
function addTo(gram: usize, features: i32, i: i32, j: i32, value: f64): void {
  const at = gram + (<usize>(i * features + j) << 3);
  store<f64>(at, load<f64>(at) + value);
}

// @ts-ignore: decorator
@inline
function tile(
  x: usize, y: usize, pitch: usize, n: i32, sign: f64, gram: usize, features: i32, i: i32, j: i32,
): void {
  if (ASC_FEATURE_SIMD) {
    const x1 = x + pitch;
    const y1 = y + pitch;
    const y2 = y1 + pitch;
    const y3 = y2 + pitch;
    let s00 = f64x2.splat(0);
    let s01 = f64x2.splat(0);
    let s02 = f64x2.splat(0);
    let s03 = f64x2.splat(0);
    let s10 = f64x2.splat(0);
    let s11 = f64x2.splat(0);
    let s12 = f64x2.splat(0);
    let s13 = f64x2.splat(0);
    const bytes = (<usize>n) << 3;
    for (let at: usize = 0; at < bytes; at += 16) {
      const a = v128.load(x + at);
      const b = v128.load(x1 + at);
      let c = v128.load(y + at);
      s00 = f64x2.add(s00, f64x2.mul(a, c));
      s10 = f64x2.add(s10, f64x2.mul(b, c));
      c = v128.load(y1 + at);
      s01 = f64x2.add(s01, f64x2.mul(a, c));
      s11 = f64x2.add(s11, f64x2.mul(b, c));
      c = v128.load(y2 + at);
      s02 = f64x2.add(s02, f64x2.mul(a, c));
      s12 = f64x2.add(s12, f64x2.mul(b, c));
      c = v128.load(y3 + at);
      s03 = f64x2.add(s03, f64x2.mul(a, c));
      s13 = f64x2.add(s13, f64x2.mul(b, c));
    }
    addTo(gram, features, i, j, sign * lanes(s00));
    addTo(gram, features, i, j + 1, sign * lanes(s01));
    addTo(gram, features, i, j + 2, sign * lanes(s02));
    addTo(gram, features, i, j + 3, sign * lanes(s03));
    addTo(gram, features, i + 1, j, sign * lanes(s10));
    addTo(gram, features, i + 1, j + 1, sign * lanes(s11));
    addTo(gram, features, i + 1, j + 2, sign * lanes(s12));
    addTo(gram, features, i + 1, j + 3, sign * lanes(s13));
  } else {
    for (let r = 0; r < 2; r++) {
      for (let c = 0; c < 4; c++) {
        addTo(gram, features, i + r, j + c, sign * dot(x + <usize>r * pitch, y + <usize>c * pitch, n));
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function lanes(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}
