import { invalidData, invalidParameter } from "../../errors.js";
import { localPolynomial } from "./local-polynomial.js";

/** Width and degree of the local polynomials. */
export interface SavitzkyGolayOptions {
  /** Points in each fit, odd. */
  readonly window: number;
  readonly degree: number;
}

/** Weights of the points of a window for a quantity at each of its points, [at][point]. */
export interface SavitzkyGolayWeights {
  readonly window: number;
  readonly value: Float64Array;
  /** Of d / d index. */
  readonly slope: Float64Array;
  /** Of d^2 / d index^2. */
  readonly curvature: Float64Array;
}

function checkOptions({ window, degree }: SavitzkyGolayOptions): void {
  if (!(Number.isSafeInteger(window) && window > 0 && window % 2 === 1)) {
    throw invalidParameter("window", "an odd positive integer", window);
  }
  if (!(Number.isSafeInteger(degree) && degree >= 0 && degree < window)) {
    throw invalidParameter("degree", `an integer from 0 to ${window - 1}`, degree);
  }
}

/**
 * Least-squares polynomials over a window of equidistant points, evaluated at each of its points (Savitzky & Golay 1964;
 * away from the middle: Gorry 1990).
 *
 * @throws InvalidParameter unless the window is odd and the degree below it
 */
export function savitzkyGolayWeights(options: SavitzkyGolayOptions): SavitzkyGolayWeights {
  checkOptions(options);
  const { window, degree } = options;
  const [value, slope, curvature] = [0, 1, 2].map(() => new Float64Array(window * window));
  for (let at = 0; at < window; at++) {
    const rows = localPolynomial(window, degree, at);
    [value, slope, curvature].forEach((table, order) => {
      table.set(rows[order], at * window);
    });
  }
  return { window, value, slope, curvature };
}

/** @throws InvalidData if there are fewer times than the window has */
export function checkTimes(times: number, window: number): void {
  if (times >= window) return;
  const recover = "Give longer trajectories, or set a narrower window.";
  throw invalidData(
    "times of a trajectory",
    `at least the ${window} of the smoothing window`,
    `${times}`,
    recover,
  );
}

/** A signal and its derivative in time, each [time][channel]. */
export interface SmoothedSignal {
  readonly mean: Float64Array;
  readonly rate: Float64Array;
}

/**
 * Smooths equidistant signals in time, and differentiates them. Near the ends the polynomial of the outermost window is
 * evaluated where the point lies, so that every time has both.
 *
 * @param signal [time][channel]
 * @param timeStep between two times
 * @throws InvalidData if there are fewer times than the window has
 */
export function smooth(
  signal: Float64Array,
  channels: number,
  timeStep: number,
  { window, value, slope }: SavitzkyGolayWeights,
): SmoothedSignal {
  const times = signal.length / channels;
  checkTimes(times, window);
  const mean = new Float64Array(signal.length);
  const rate = new Float64Array(signal.length);
  const half = (window - 1) / 2;
  for (let t = 0; t < times; t++) {
    const first = Math.min(Math.max(t - half, 0), times - window);
    const row = (t - first) * window;
    const to = t * channels;
    for (let j = 0; j < window; j++) {
      const from = (first + j) * channels;
      const [a, b] = [value[row + j], slope[row + j] / timeStep];
      for (let k = 0; k < channels; k++) {
        mean[to + k] += a * signal[from + k];
        rate[to + k] += b * signal[from + k];
      }
    }
  }
  return { mean, rate };
}

/** {@link smooth} at one time alone: [channel]. @throws as it does */
export function smoothedAt(
  signal: ArrayLike<number>,
  channels: number,
  t: number,
  { window, value }: SavitzkyGolayWeights,
): Float64Array {
  const times = signal.length / channels;
  checkTimes(times, window);
  const first = Math.min(Math.max(t - (window - 1) / 2, 0), times - window);
  const mean = new Float64Array(channels);
  for (let j = 0; j < window; j++) {
    const weight = value[(t - first) * window + j];
    const from = (first + j) * channels;
    for (let k = 0; k < channels; k++) mean[k] += weight * signal[from + k];
  }
  return mean;
}
