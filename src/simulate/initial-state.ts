import { invalidData } from "../errors.js";
import type { Kernel } from "../kernel/instantiate.js";
import { cos2Pi, exp, sin2Pi } from "../kernel/math.js";
import { fillNormal, type Stream } from "../kernel/random.js";
import type { ParameterValues } from "../parameters.js";
import { binCentres, binWidth, type Grid } from "../types.js";

/** Log density, relative to the full bin, of the bins that `single-bin` leaves empty: e^-30 is 1e-13. */
export const emptyBin = -30;

/**
 * Parameters of the family of initial coarse states X, shape [bins], of walkers on a periodic line. X is
 * a log density up to a constant: walkers fall into the bins with probabilities softmax(X).
 *
 * With L the length of the domain, n the number of bins and y_j the centre of bin j:
 * - `gaussian-process`: cov(X_i, X_j) = sigma^2 exp(-2 sin^2(pi (i - j) / n) / (2 pi length / n)^2), the
 *   periodic kernel whose limit at small distances d is sigma^2 exp(-d^2 / (2 length^2));
 * - `white`: independent X_j ~ N(0, sigma^2);
 * - `bump`: height exp((cos(2 pi (y_j - c) / L) - 1) / (2 pi width / L)^2), near its centre c a Gaussian
 *   of standard deviation `width`;
 * - `block`: height times the part of bin j within width / 2 of c;
 * - `sine`: height sin(2 pi waves (y_j - c) / L);
 * - `single-bin`: 0 in the bin that holds c, {@link emptyBin} in all others.
 */
export function initialStateParameters(defaults: { sigma: number; length: number }) {
  return {
    initial: {
      kind: "choice",
      summary: "family of initial coarse states",
      default: "gaussian-process",
      choices: ["gaussian-process", "white", "bump", "block", "sine", "single-bin"],
    },
    sigma: {
      kind: "number",
      summary: "standard deviation of a random initial state (gaussian-process, white)",
      default: defaults.sigma,
      min: 0,
    },
    length: {
      kind: "number",
      summary: "correlation length of gaussian-process",
      default: defaults.length,
      min: 0,
      above: true,
      unit: "bins",
    },
    centred: {
      kind: "boolean",
      summary: "subtract the mean over the bins, before the offset",
      default: true,
    },
    offset: {
      kind: "number",
      summary: "standard deviation of a random constant added to all bins",
      default: 0,
      min: 0,
    },
    profilePosition: {
      kind: "number",
      summary: "centre of a named profile; where a sine rises through 0",
      default: 0,
      unit: "length",
    },
    profileWidth: {
      kind: "number",
      summary: "width of bump (standard deviation) and block (full width)",
      default: 0.25,
      min: 0,
      above: true,
      unit: "length",
    },
    profileHeight: {
      kind: "number",
      summary: "height of bump, block and sine in log density",
      default: 1,
    },
    profileWaves: {
      kind: "integer",
      summary: "periods of sine in the domain",
      default: 1,
      min: 1,
    },
  } as const;
}

/** The values of {@link initialStateParameters}. */
export type InitialState = ParameterValues<ReturnType<typeof initialStateParameters>>;

/** The fraction of a period, within [0, 1), at which `value` of a circle of `period` lies. */
function phase(value: number, period: number): number {
  const turns = value / period;
  const part = turns - Math.floor(turns);
  // A tiny negative number rounds up to a whole turn.
  return part < 1 ? part : 0;
}

/** One period of the covariance, shape [n]: element d is cov(X_j, X_{j+d}) of `gaussian-process`. */
export function periodicCovariance(kernel: Kernel, n: number, sigma: number, length: number) {
  // 2 pi, written out: it enters only as a constant of the formula.
  const scale = (6.283185307179586 * length) / n;
  return Float64Array.from(
    { length: n },
    // 2 sin^2(pi d / n) = 1 - cos(2 pi d / n)
    (_, d) => sigma * sigma * exp(kernel, (cos2Pi(kernel, d / n) - 1) / (scale * scale)),
  );
}

/** `length` standard normals of a stream. */
function normals(kernel: Kernel, stream: Stream, length: number): Float64Array {
  const mark = kernel.arena.mark();
  const region = kernel.arena.f64(length);
  fillNormal(kernel, stream, region);
  const values = region.view.slice();
  kernel.arena.release(mark);
  return values;
}

/**
 * One draw of the periodic Gaussian process. Its covariance matrix is a symmetric circulant, so the
 * vectors cas(2 pi k j / n) / sqrt(n), cas = cos + sin, are its orthonormal eigenvectors, and its
 * eigenvalues are the cosine sums of one period.
 */
function gaussianProcess(kernel: Kernel, stream: Stream, n: number, given: InitialState) {
  const covariance = periodicCovariance(kernel, n, given.sigma, given.length);
  const cosine = Float64Array.from({ length: n }, (_, j) => cos2Pi(kernel, j / n));
  const cas = cosine.map((value, j) => value + sin2Pi(kernel, j / n));
  const noise = normals(kernel, stream, n);
  const state = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    let eigenvalue = 0;
    for (let d = 0; d < n; d++) eigenvalue += covariance[d] * cosine[(k * d) % n];
    // Rounding may leave a tiny negative number where the eigenvalue is 0.
    const amplitude = noise[k] * Math.sqrt(Math.max(eigenvalue, 0) / n);
    for (let j = 0; j < n; j++) state[j] += amplitude * cas[(k * j) % n];
  }
  return state;
}

function block(grid: Grid, given: InitialState): Float64Array {
  const period = grid.domain[1] - grid.domain[0];
  const width = binWidth(grid);
  const extent = Math.min(given.profileWidth, period);
  const from = phase(given.profilePosition - extent / 2 - grid.domain[0], period) * period;
  return Float64Array.from({ length: grid.bins }, (_, j) => {
    let covered = 0;
    // The block may run over the end of the domain and come back at its start.
    for (const start of [from, from - period]) {
      const low = Math.max(start, j * width);
      covered += Math.max(Math.min(start + extent, (j + 1) * width) - low, 0);
    }
    return given.profileHeight * (covered / width);
  });
}

function profile(kernel: Kernel, grid: Grid, given: InitialState): Float64Array {
  const period = grid.domain[1] - grid.domain[0];
  const { profilePosition: position, profileHeight: height } = given;
  switch (given.initial) {
    case "bump": {
      const scale = (6.283185307179586 * given.profileWidth) / period;
      return binCentres(grid).map((y) => {
        const cosine = cos2Pi(kernel, phase(y - position, period));
        return height * exp(kernel, (cosine - 1) / (scale * scale));
      });
    }
    case "sine":
      return binCentres(grid).map(
        (y) => height * sin2Pi(kernel, phase(given.profileWaves * (y - position), period)),
      );
    case "block":
      return block(grid, given);
    default: {
      const full = Math.floor(phase(position - grid.domain[0], period) * grid.bins);
      return Float64Array.from({ length: grid.bins }, (_, j) => (j === full ? 0 : emptyBin));
    }
  }
}

/**
 * An initial coarse state X, shape [bins].
 *
 * @param stream where random families and the offset take their normals; the named profiles without an
 *   offset take none
 * @throws InvalidData if parameters are so extreme that it leaves the finite numbers
 */
export function sampleInitialState(
  kernel: Kernel,
  stream: Stream,
  grid: Grid,
  given: InitialState,
): Float64Array {
  let state: Float64Array;
  if (given.initial === "gaussian-process") {
    state = gaussianProcess(kernel, stream, grid.bins, given);
  } else if (given.initial === "white") {
    state = normals(kernel, stream, grid.bins).map((value) => given.sigma * value);
  } else {
    state = profile(kernel, grid, given);
  }
  if (given.centred) {
    const mean = state.reduce((sum, value) => sum + value, 0) / state.length;
    state = state.map((value) => value - mean);
  }
  if (given.offset > 0) {
    const shift = given.offset * normals(kernel, stream, 1)[0];
    state = state.map((value) => value + shift);
  }
  const bad = state.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const recover = "Set sigma, length, offset, profileWidth or profileHeight nearer to 1.";
    throw invalidData(
      "initial coarse state",
      "finite values",
      `${state[bad]} in bin ${bad}`,
      recover,
    );
  }
  return state;
}

/** softmax(state), shape [bins]: the probabilities with which walkers fall into the bins. */
export function binProbabilities(kernel: Kernel, state: Float64Array): Float64Array {
  const top = state.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const weights = state.map((value) => exp(kernel, value - top));
  const sum = weights.reduce((total, value) => total + value, 0);
  return weights.map((value) => value / sum);
}
