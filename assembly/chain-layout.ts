// The structs that the kernels of chain.ts read, as they lie in linear memory, and the room they need.
//
// nodes = T + 1 - first: the unknown states of a sequence.

/** A polynomial law, 36 bytes. */
@unmanaged
export class Law {
  bins: i32;
  features: i32;
  /** 1: all covariances of a sequence; 0: mean field, variances alone. */
  full: i32;
  /** Colours of bins such that no feature sees two of one colour. */
  colours: i32;
  /** Four i32 for each feature, see features.ts. */
  offsets: usize;
  /** [features] */
  theta: usize;
  /** [bins] */
  precision: usize;
  /** Bin of each place of a padded row, i32 [bins + 2 range]. */
  wrap: usize;
  /** Precision of an unknown X_0 about 0, [bins][bins]. */
  prior: usize;
}

/** A sequence, 36 bytes. */
@unmanaged
export class Sequence {
  /** T. */
  steps: i32;
  /** Time of the first unknown state: 1 if X_0 is known, else 0. */
  first: i32;
  /** [T + 1][bins] */
  counts: usize;
  /** [T + 1]; 0 where the walkers were not observed. */
  walkers: usize;
  /** X_0 if it is known, [bins]. */
  start: usize;
  /** Means and variances of q(X), [nodes][bins]. */
  mu: usize;
  variance: usize;
  /** If full, covariance of the centred states, which the features see, [nodes][bins][bins]. */
  covariance: usize;
  /** If full, that of the centred X_t,a and X_{t+1},b, [nodes][bins a][bins b]; none for the last node. */
  cross: usize;
}

/** Addresses of the pieces of scratch. */
@unmanaged
export class Scratch {
  band: usize;
  inverse: usize;
  gradient: usize;
  column: usize;
  jacobian: usize;
  root: usize;
  prediction: usize;
  x: usize;
  rho: usize;
  tilted: usize;
  y: usize;
  weight: usize;
  block: usize;
}

/** Address of entry k of an array of float64. */
// @ts-ignore: decorator
@inline
export function entry(base: usize, k: i32): usize {
  return base + ((<usize>k) << 3);
}

// @ts-ignore: decorator
@inline
export function even(n: i32): i32 {
  return n + (n & 1);
}

/** Half the band of the precision of `nodes` states. */
export function halfBand(nodes: i32, bins: i32): i32 {
  return min(2, nodes) * bins - 1;
}

/**
 * Lays out scratch at `scratch` for sequences of at most `nodes` unknown states. Returns its bytes; with
 * scratch = 0 it only counts.
 */
export function chainScratch(law: Law, nodes: i32, scratch: usize): i32 {
  const bins = law.bins;
  const n = even(nodes * bins);
  const w = halfBand(nodes, bins);
  const rows = even(bins) * (1 + (law.full ? bins : law.colours));
  let end: usize = 64;
  for (let piece = 0; piece < 13; piece++) {
    let numbers = even(bins);
    if (piece == 0) numbers = n * (w + 1);
    else if (piece == 1) numbers = law.full ? n * (2 * w + 1) : n;
    else if (piece == 2) numbers = n;
    else if (piece == 3) numbers = w + 1;
    else if (piece == 4) numbers = bins * bins;
    else if (piece == 5) numbers = bins * max(bins, law.colours);
    else if (piece == 10 || piece == 11) numbers = rows;
    else if (piece == 12) numbers = law.features * max(n, rows);
    if (scratch != 0) store<u32>(scratch + ((<usize>piece) << 2), <u32>(scratch + end));
    end += (<usize>even(numbers)) << 3;
  }
  return <i32>end;
}
