// Paths of the learned transition law: X <- theta . phi(X - mean X) + deviation noise, bin by bin.
//
// The state is centred before each step, because softmax cannot see a shift of all bins and the law was
// learned from centred states. A path that leaves the finite numbers is stopped and reported.

import { featureBlock, blockPredict, padPeriodic } from "./features";

/** Beyond this log density relative to the mean a path counts as diverged: no density is e^-1000. */
const limit: f64 = 1000;

/**
 * Runs one path. state: X [bins], centred in place at each step; noise: [steps][bins] standard normals;
 * path: [steps][bins], centred states after each step. scratch: bins + 2 range + (features + 1) stride
 * numbers, stride = bins rounded up to even.
 *
 * Returns -1, or the first step (from 0) whose state is not finite or beyond the limit; the path from
 * there on is zero.
 */
export function transitionPath(
  state: usize, steps: i32, bins: i32, range: i32, offsets: usize, features: i32, theta: usize,
  deviation: usize, noise: usize, path: usize, scratch: usize,
): i32 {
  const row = (<usize>bins) << 3;
  const width = bins + 2 * range;
  const stride = bins + (bins & 1);
  const padded = scratch;
  const prediction = padded + ((<usize>width) << 3);
  const block = prediction + ((<usize>stride) << 3);
  centre(state, bins);
  for (let t = 0; t < steps; t++) {
    padPeriodic(state, 1, bins, range, padded);
    featureBlock(padded, width, 1, 0, bins, offsets, features, block, stride);
    blockPredict(block, features, stride, theta, prediction);
    const out = path + <usize>t * row;
    const eps = noise + <usize>t * row;
    for (let j = 0; j < bins; j++) {
      const o = (<usize>j) << 3;
      store<f64>(
        state + o, load<f64>(prediction + o) + load<f64>(deviation + o) * load<f64>(eps + o),
      );
    }
    const largest = centre(state, bins);
    if (!(largest < limit)) {
      memory.fill(out, 0, <usize>(steps - t) * row);
      return t;
    }
    memory.copy(out, state, row);
  }
  return -1;
}

/** Subtracts the mean; returns the largest magnitude left (NaN if any entry is). */
// @ts-ignore: decorator
@inline
function centre(state: usize, bins: i32): f64 {
  let sum: f64 = 0;
  for (let j = 0; j < bins; j++) sum += load<f64>(state + ((<usize>j) << 3));
  const mean = sum / <f64>bins;
  let largest: f64 = 0;
  for (let j = 0; j < bins; j++) {
    const at = state + ((<usize>j) << 3);
    const x = load<f64>(at) - mean;
    store<f64>(at, x);
    largest = max(largest, abs(x));
  }
  return largest;
}
